import type { PrinterCondition } from './condition.ts';
import type { Extruder } from './extrusion.ts';
import { HeadPath, SAMPLES_A_TICK } from './headPath.ts';
import { type Accelerations, HeadVibration } from './headVibration.ts';
import type { MoveTable } from './moveTable.ts';
import type { Parameters } from './parameters.ts';
import type { Playback } from './playback.ts';
import { ACCELEROMETER_RATE_HZ, SENSOR_RATE_HZ } from './simulatedRun.ts';

/** Where the extruder slips it does so by about a tooth of its gear, and the head feels it; mm, mm/s. */
const CLICK_MM = 0.6;
const CLICK_MM_PER_S = 6;

/** Head and extruder from one sample of the sensors to the next. */
export class HeadMotion {
  readonly path: HeadPath;
  readonly extruder: Extruder;
  /** Filament that the sensor saw, in all. */
  advanced = 0;
  /** What came out while the head stood, mm of filament. */
  dripped = 0;
  private readonly vibration: HeadVibration;
  /** Filament that each piece has got. */
  private readonly deposited: Float64Array;
  private readonly backlashMm: number;
  private slipped = 0;
  private readonly out = new Float64Array(SAMPLES_A_TICK);
  /** A tick at rest is one step. */
  private readonly noTurn = new Float64Array(1);
  private readonly dripping = new Float64Array(1);

  /** @param firstMove where the run finds the head */
  constructor(
    moves: MoveTable,
    playback: Playback,
    extruder: Extruder,
    deposited: Float64Array,
    parameters: Parameters,
    firstMove: number,
  ) {
    this.path = new HeadPath(moves, playback, firstMove, parameters.fullStepsPerMm);
    this.vibration = new HeadVibration(parameters);
    this.extruder = extruder;
    this.deposited = deposited;
    this.backlashMm = parameters.backlashMm;
  }

  /** RMS of the accelerometer since the sample of the sensors before, m/s². */
  get vibrationRms(): number {
    return Math.sqrt(this.vibration.squares / SAMPLES_A_TICK);
  }

  /** What is the matter with belts and axes from here on. */
  setCondition(condition: PrinterCondition): void {
    this.vibration.setCondition(condition);
    this.path.play = this.backlashMm + condition.backlashMm;
    const { joltX, joltY, joltZ } = condition;
    if (joltX !== 0 || joltY !== 0 || joltZ !== 0) this.jolt(joltX, joltY, joltZ);
  }

  /** The head loses speed at once, mm/s. */
  jolt(x: number, y: number, z: number): void {
    this.vibration.jolt(this.path.sample, x, y, z);
  }

  /** @param first number of the last accelerometer sample before the tick */
  tick(first: number, readings: Accelerations): void {
    const { path, vibration, extruder } = this;
    const tickEnd = (first + SAMPLES_A_TICK) / ACCELEROMETER_RATE_HZ;
    if (path.standsUntil(tickEnd) && vibration.isQuiet) {
      // Nothing but the melt relaxes.
      path.rest();
      vibration.squares = 0;
      extruder.run(this.noTurn, this.dripping, 1 / SENSOR_RATE_HZ);
      this.dripped += this.dripping[0] as number;
      this.advanced += extruder.advanced;
      return;
    }
    path.advance(first);
    vibration.read(path, first, readings);
    extruder.run(path.turned, this.out, 1 / ACCELEROMETER_RATE_HZ);
    this.advanced += extruder.advanced;
    this.layDown();
    this.slipped += extruder.slipped;
    if (this.slipped < CLICK_MM) return;
    this.slipped -= CLICK_MM;
    this.jolt(CLICK_MM_PER_S / 2, 0, CLICK_MM_PER_S);
  }

  /** What came out in a sample belongs to its piece; where pieces ended in it, to each by its share of the time. */
  private layDown(): void {
    const { out, path } = this;
    const { moveOf, endedMove, endedSample, endedShare } = path;
    let ended = 0;
    let move = moveOf[0] as number;
    let sum = 0;
    for (let i = 0; i < SAMPLES_A_TICK; i++) {
      let left = out[i] as number;
      if (moveOf[i] !== move || endedSample[ended] === i) {
        this.give(move, sum);
        sum = 0;
        move = moveOf[i] as number;
        const all = left;
        for (; ended < path.ended && endedSample[ended] === i; ended++) {
          const part = all * (endedShare[ended] as number);
          this.give(endedMove[ended] as number, part);
          left -= part;
        }
      }
      sum += left;
    }
    this.give(move, sum);
  }

  private give(move: number, filament: number): void {
    const { deposited } = this;
    if (move >= 0 && move < deposited.length)
      deposited[move] = (deposited[move] as number) + filament;
    else this.dripped += filament;
  }
}
