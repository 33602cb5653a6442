import type { MoveTable } from './moveTable.ts';
import type { Playback } from './playback.ts';
import { ACCELEROMETER_RATE_HZ, SENSOR_RATE_HZ } from './simulatedRun.ts';
import { stepWave, toneLevel } from './stepTone.ts';

/** Accelerometer samples in one of the sensors. */
export const SAMPLES_A_TICK = ACCELEROMETER_RATE_HZ / SENSOR_RATE_HZ;
const SAMPLE_SECONDS = 1 / ACCELEROMETER_RATE_HZ;

/** Load of X and Y: friction, acceleration (mm/s²) and speed (mm/s) at which the whole torque is needed. */
const FRICTION_LOAD = 0.12;
const STALL_ACCELERATION = 14_000;
const STALL_SPEED = 700;

/** Pieces that can end in a tick; more than a thousand a second have nothing to lay down. */
const MOST_ENDED = 512;

/**
 * Where the plan has the head, at each sample of the accelerometer, from the closed form of the trapezoids. The
 * acceleration of a sample is the change of speed over it, so that corners taken at speed count as well.
 */
export class HeadPath {
  /** Where the firmware has the head, and how fast it is. */
  x: number;
  y: number;
  z: number;
  speed = 0;
  /** Where X and Y are behind their play. */
  playedX: number;
  playedY: number;
  /** Width of the play, mm. */
  play = 0;
  /** Filament asked for in all. */
  extruded = 0;
  /** Largest load of X and Y in the last tick. */
  axisLoad = 0;
  /** Pressure advance in force, s. */
  pressureAdvance = 0;
  /** The sample that is being made; 0, the first one of the next tick, in between. */
  sample = 0;

  // The last tick, sample by sample: accelerations and what full steps sound like (mm/s²), filament that the
  // extruder is turned by, the move.
  readonly accelerationX = new Float64Array(SAMPLES_A_TICK);
  readonly accelerationY = new Float64Array(SAMPLES_A_TICK);
  readonly accelerationZ = new Float64Array(SAMPLES_A_TICK);
  readonly toneX = new Float64Array(SAMPLES_A_TICK);
  readonly toneY = new Float64Array(SAMPLES_A_TICK);
  readonly turned = new Float64Array(SAMPLES_A_TICK);
  readonly moveOf = new Int32Array(SAMPLES_A_TICK);
  /** Z changed its speed in it. */
  shakesZ = false;
  /** Moves that ended in it: in which sample, and their share of its time. */
  readonly endedMove = new Int32Array(MOST_ENDED);
  readonly endedSample = new Int32Array(MOST_ENDED);
  readonly endedShare = new Float64Array(MOST_ENDED);
  ended = 0;

  private readonly moves: MoveTable;
  private readonly playback: Playback;
  private readonly stepsPerMm: number;
  /** Filament of the moves that are over. */
  private extrudedBefore = 0;
  /** Speeds at the last sample: of the head, and of the filament where pressure advance counts it. */
  private speedX = 0;
  private speedY = 0;
  private speedZ = 0;
  private advanceSpeed = 0;

  /** @param firstMove where the run finds the head */
  constructor(moves: MoveTable, playback: Playback, firstMove: number, fullStepsPerMm: number) {
    this.moves = moves;
    this.playback = playback;
    this.stepsPerMm = fullStepsPerMm;
    this.x = moves.fromX[firstMove] ?? 0;
    this.y = moves.fromY[firstMove] ?? 0;
    this.z = moves.fromZ[firstMove] ?? 0;
    this.playedX = this.x;
    this.playedY = this.y;
  }

  /** The head stands, at least until `seconds`, and nothing of its last move is still to come. */
  standsUntil(seconds: number): boolean {
    const { move, end } = this.playback;
    return (
      move < 0 &&
      end > seconds &&
      this.speedX === 0 &&
      this.speedY === 0 &&
      this.speedZ === 0 &&
      this.advanceSpeed === 0 &&
      this.extruded === this.extrudedBefore
    );
  }

  /** A tick in which it stands. */
  rest(): void {
    this.speed = 0;
    this.axisLoad = 0;
    this.ended = 0;
    this.follow();
  }

  /** A tick. @param first number of the last accelerometer sample before it */
  advance(first: number): void {
    const { playback, moves, pressureAdvance, moveOf, turned, toneX, toneY } = this;
    const { accelerationX, accelerationY, accelerationZ } = this;
    const { stepsPerMm } = this;
    this.ended = 0;
    this.shakesZ = false;
    let { extruded, speedX, speedY, speedZ, advanceSpeed } = this;
    let axisLoad = 0;
    let speed = 0;
    let distance = 0;
    let planEnd = playback.end;

    // The move that is being made.
    let move = -1;
    let begin = 0;
    let length = 0;
    let startSpeed = 0;
    let cruiseSpeed = 0;
    let endSpeed = 0;
    let rampUp = 0;
    let rampDown = 0;
    let rampLength = 0;
    let ramp = 0;
    let unitX = 0;
    let unitY = 0;
    let unitZ = 0;
    let unitE = 0;
    let advanceE = 0;
    let stepsX = 0;
    let stepsY = 0;
    let partX = 0;
    let partY = 0;
    let part = 0;
    let cruiseX = 0;
    let cruiseY = 0;
    let extrudedBefore = this.extrudedBefore;
    let isNew = true;
    // The sample before was in the cruise of this move too.
    let isSteady = false;
    accelerationX.fill(0);
    accelerationY.fill(0);
    accelerationZ.fill(0);

    for (let i = 0; i < SAMPLES_A_TICK; i++) {
      const now = (first + i + 1) * SAMPLE_SECONDS;
      if (now >= planEnd) {
        this.cross(i, now - SAMPLE_SECONDS, now);
        isNew = true;
      }
      if (isNew) {
        isNew = false;
        isSteady = false;
        move = playback.move;
        begin = playback.begin;
        planEnd = playback.end;
        extrudedBefore = this.extrudedBefore;
        if (move >= 0) {
          length = moves.length[move] as number;
          startSpeed = moves.startSpeed[move] as number;
          cruiseSpeed = moves.cruiseSpeed[move] as number;
          endSpeed = moves.endSpeed[move] as number;
          rampUp = moves.accelerationSeconds[move] as number;
          rampDown = moves.decelerationSeconds[move] as number;
          rampLength = ((startSpeed + cruiseSpeed) / 2) * rampUp;
          ramp = moves.acceleration[move] as number;
          unitX = moves.unitX[move] as number;
          unitY = moves.unitY[move] as number;
          unitZ = moves.unitZ[move] as number;
          unitE = moves.unitE[move] as number;
          advanceE = moves.advanceE[move] as number;
          stepsX = (moves.fromX[move] as number) * stepsPerMm;
          stepsY = (moves.fromY[move] as number) * stepsPerMm;
          // The busier of the two axes is the same along the whole move.
          partX = Math.abs(unitX);
          partY = Math.abs(unitY);
          part = Math.max(partX, partY);
          cruiseX = toneLevel(cruiseSpeed * partX * stepsPerMm);
          cruiseY = toneLevel(cruiseSpeed * partY * stepsPerMm);
        }
      }
      moveOf[i] = move;
      if (move < 0) {
        if (speedZ !== 0) this.shakesZ = true;
        speed = 0;
        accelerationX[i] = -speedX * ACCELEROMETER_RATE_HZ;
        accelerationY[i] = -speedY * ACCELEROMETER_RATE_HZ;
        accelerationZ[i] = -speedZ * ACCELEROMETER_RATE_HZ;
        toneX[i] = 0;
        toneY[i] = 0;
        turned[i] = extrudedBefore - extruded - pressureAdvance * advanceSpeed;
        extruded = extrudedBefore;
        speedX = 0;
        speedY = 0;
        speedZ = 0;
        advanceSpeed = 0;
        continue;
      }
      const elapsed = now - begin;
      const left = planEnd - now;
      let levelX = cruiseX;
      let levelY = cruiseY;
      if (elapsed >= rampUp && left >= rampDown) {
        distance = rampLength + cruiseSpeed * (elapsed - rampUp);
        if (isSteady) {
          const nextExtruded = extrudedBefore + distance * unitE;
          const fullSteps = distance * stepsPerMm;
          toneX[i] = cruiseX === 0 ? 0 : cruiseX * stepWave(stepsX + fullSteps * unitX);
          toneY[i] = cruiseY === 0 ? 0 : cruiseY * stepWave(stepsY + fullSteps * unitY);
          turned[i] = nextExtruded - extruded;
          extruded = nextExtruded;
          continue;
        }
        isSteady = true;
        speed = cruiseSpeed;
        axisLoad = Math.max(axisLoad, loadOf(0, speed * part));
      } else {
        isSteady = false;
        if (elapsed < rampUp) {
          speed = startSpeed + ramp * elapsed;
          distance = ((startSpeed + speed) / 2) * elapsed;
        } else {
          speed = endSpeed + ramp * left;
          distance = length - ((endSpeed + speed) / 2) * left;
        }
        levelX = toneLevel(speed * partX * stepsPerMm);
        levelY = toneLevel(speed * partY * stepsPerMm);
        axisLoad = Math.max(axisLoad, loadOf(ramp * part, speed * part));
      }
      const nextX = speed * unitX;
      const nextY = speed * unitY;
      const nextZ = speed * unitZ;
      if (nextZ !== speedZ) this.shakesZ = true;
      const nextAdvance = speed * advanceE;
      const nextExtruded = extrudedBefore + distance * unitE;
      accelerationX[i] = (nextX - speedX) * ACCELEROMETER_RATE_HZ;
      accelerationY[i] = (nextY - speedY) * ACCELEROMETER_RATE_HZ;
      accelerationZ[i] = (nextZ - speedZ) * ACCELEROMETER_RATE_HZ;
      const fullSteps = distance * stepsPerMm;
      toneX[i] = levelX * stepWave(stepsX + fullSteps * unitX);
      toneY[i] = levelY * stepWave(stepsY + fullSteps * unitY);
      turned[i] = nextExtruded - extruded + pressureAdvance * (nextAdvance - advanceSpeed);
      extruded = nextExtruded;
      speedX = nextX;
      speedY = nextY;
      speedZ = nextZ;
      advanceSpeed = nextAdvance;
    }

    if (move >= 0) {
      this.x = (moves.fromX[move] as number) + distance * unitX;
      this.y = (moves.fromY[move] as number) + distance * unitY;
      this.z = (moves.fromZ[move] as number) + distance * unitZ;
    }
    this.follow();
    this.speed = unitX !== 0 || unitY !== 0 || unitZ !== 0 ? speed : 0;
    this.extruded = extruded;
    this.speedX = speedX;
    this.speedY = speedY;
    this.speedZ = speedZ;
    this.advanceSpeed = advanceSpeed;
    this.axisLoad = axisLoad;
  }

  /** Ends what is over at `now`, and begins what comes next. */
  private cross(sample: number, before: number, now: number): void {
    const { playback, moves } = this;
    this.sample = sample;
    while (playback.end <= now) {
      const { move } = playback;
      if (move >= 0) {
        const length = moves.length[move] ?? 0;
        this.x = (moves.fromX[move] ?? 0) + length * (moves.unitX[move] ?? 0);
        this.y = (moves.fromY[move] ?? 0) + length * (moves.unitY[move] ?? 0);
        this.z = (moves.fromZ[move] ?? 0) + length * (moves.unitZ[move] ?? 0);
        this.extrudedBefore += length * (moves.unitE[move] ?? 0);
        this.follow();
        const share = (playback.end - Math.max(before, playback.begin)) * ACCELEROMETER_RATE_HZ;
        if (share > 0) this.noteEnd(sample, move, share);
      }
      playback.next();
    }
    this.sample = 0;
  }

  private noteEnd(sample: number, move: number, share: number): void {
    const at = this.ended;
    if (at === this.endedMove.length) return;
    this.endedSample[at] = sample;
    this.endedMove[at] = move;
    this.endedShare[at] = share;
    this.ended = at + 1;
  }

  /** The head follows its motors when the play is used up. */
  private follow(): void {
    const { x, y } = this;
    const halfPlay = this.play / 2;
    this.playedX = Math.max(x - halfPlay, Math.min(x + halfPlay, this.playedX));
    this.playedY = Math.max(y - halfPlay, Math.min(y + halfPlay, this.playedY));
  }
}

function loadOf(acceleration: number, speed: number): number {
  if (speed === 0) return 0;
  const share = speed * (1 / STALL_SPEED);
  return FRICTION_LOAD + acceleration * (1 / STALL_ACCELERATION) + share * share;
}
