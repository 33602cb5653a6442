import type { MoveTable } from './moveTable.ts';
import type { SimulationInput } from './simulationInput.ts';
import type { Step } from './timetable.ts';

/** A step that takes no time, or the begin of a wait. */
export type InstantStep = Exclude<Step, { kind: 'moves' | 'dwell' | 'stand' }>;

/** Who learns what the printer does, at the moment when it does it (run clock, s). */
export interface PlaybackListener {
  beginStep(step: InstantStep, seconds: number): void;
  beginMove(move: number, seconds: number): void;
  /** The plan goes on after it stood still. */
  planResumes(plannedSeconds: number, stoodSeconds: number): void;
}

/**
 * The timetable on the run's clock: which move is being made, and how planned time lies on it. Waits last until
 * `endWait`.
 */
export class Playback {
  /** The move that is being made, −1 while the head stands. */
  move = -1;
  /** Run clock at which it or the standing begins and ends. */
  begin = 0;
  end = 0;
  /** The step that has been waiting for a heater since `begin`. */
  waitsFor: 'hotend' | 'bed' | undefined;
  /** Everything has been done. */
  isDone = false;
  /** Line of what is being done, from 0. */
  line = 0;
  /** How long the plan has stood still so far. */
  stoodSeconds = 0;
  private readonly moves: MoveTable;
  private readonly start: Float64Array;
  private readonly lines: Uint32Array;
  private readonly pieceCount: number;
  private readonly steps: readonly Step[];
  private readonly listener: PlaybackListener;
  /** The step that comes next, and the next move of the one that is being done. */
  private step = 0;
  private nextMove = 0;
  private lastMove = 0;
  /** Planned time goes on while it is done, and is this at its end. */
  private isPlanned = false;
  private plannedAtEnd = 0;
  private toldStood = Number.NaN;

  constructor(input: SimulationInput, listener: PlaybackListener) {
    this.moves = input.moves;
    this.start = input.path.start;
    this.lines = input.path.line;
    this.pieceCount = input.path.count;
    this.steps = input.timetable.steps;
    this.listener = listener;
  }

  /** What has been done is over at `end`; begins what comes next. Moves that take no time pass at once. */
  next(): void {
    const now = this.end;
    this.begin = now;
    if (this.nextMove < this.lastMove) {
      this.beginMove(now);
      return;
    }
    const step = this.steps[this.step++];
    if (step === undefined) {
      this.stand(Number.POSITIVE_INFINITY);
      this.isDone = true;
      return;
    }
    switch (step.kind) {
      case 'moves':
        this.isPlanned = step.isPlanned;
        this.nextMove = step.from;
        this.lastMove = step.to;
        if (step.isPlanned) this.resume();
        this.beginMove(now);
        return;
      case 'dwell':
        this.resume();
        this.line = step.line;
        this.plannedAtEnd += step.seconds;
        this.stand(now + step.seconds);
        this.isPlanned = true;
        return;
      case 'stand':
        this.line = step.line;
        this.stoodSeconds += step.seconds;
        this.stand(now + step.seconds);
        return;
      case 'wait':
        this.line = step.line;
        this.waitsFor = step.heater;
        this.stand(Number.POSITIVE_INFINITY);
        this.listener.beginStep(step, now);
        return;
      default:
        this.line = step.line;
        this.stand(now);
        this.listener.beginStep(step, now);
    }
  }

  /** The heater that was waited for is there. */
  endWait(seconds: number): void {
    this.waitsFor = undefined;
    this.stoodSeconds += seconds - this.begin;
    this.end = seconds;
  }

  /** Planned print time at a moment of what is being done. */
  plannedAt(seconds: number): number {
    return this.isPlanned ? this.plannedAtEnd - (this.end - seconds) : this.plannedAtEnd;
  }

  private beginMove(now: number): void {
    const move = this.nextMove++;
    const duration = this.moves.duration[move] ?? 0;
    this.move = move;
    if (move < this.pieceCount) {
      this.line = this.lines[move] ?? 0;
      // From the plan's own sum rather than from the move before, so that no rounding adds up.
      this.plannedAtEnd = (this.start[move] ?? 0) + duration;
      this.end = this.plannedAtEnd + this.stoodSeconds;
    } else {
      this.stoodSeconds += duration;
      this.end = now + duration;
    }
    this.listener.beginMove(move, now);
  }

  private stand(until: number): void {
    this.move = -1;
    this.end = until;
    this.isPlanned = false;
  }

  /** Planned time goes on. */
  private resume(): void {
    if (this.stoodSeconds === this.toldStood) return;
    this.toldStood = this.stoodSeconds;
    this.listener.planResumes(this.plannedAtEnd, this.stoodSeconds);
  }
}
