import { type AxisLimited, type AxisPlan, jerkSpeed2, limitByAxes } from './axisLimits.ts';
import { LookAhead, type SpeedRecorder, type WaitingMoves } from './lookAhead.ts';
import type { PlanLimits } from './planLimits.ts';

const MM_PER_NM = 1e-6;
/** Shorter ways of the head count as none, as in Klipper (1e-9 mm). */
const SHORTEST = 1e-3;
// Places in `before`, what is remembered of the move before.
const AT_X = 0;
const AT_Y = 1;
const AT_Z = 2;
const AT_E = 3;
/** 1 where the head did not come to rest behind it. */
const AT_MOVED = 4;
const AT_DEVIATION2 = 5;
const AT_START2 = 6;
const AT_CRUISE2 = 7;
const AT_DELTA2 = 8;
const AT_SMOOTH_START2 = 9;
const AT_SMOOTH_DELTA2 = 10;
const BEFORE = 11;

/** What a point of the file hands on to the plan behind it. */
export interface PlanState extends WaitingMoves {
  /** The move before that point. */
  readonly before: Float64Array;
}

export const NOTHING_PLANNED: PlanState = {
  count: 0,
  rows: new Float64Array(0),
  owners: new Int32Array(0),
  before: new Float64Array(BEFORE),
};

/** Whether what follows is planned alike. */
export function samePlan(a: PlanState, b: PlanState): boolean {
  if (a === b) return true;
  return a.count === b.count && equal(a.before, b.before) && equal(a.rows, b.rows);
}

function equal(a: Float64Array, b: Float64Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Places in the row of a move as it was pushed, and numbers a row. */
const WAY_X = 0;
const WAY_Y = 1;
const WAY_Z = 2;
const WAY = 3;
const FILAMENT = 4;
const SPEED = 5;
const ROW = 6;

/** Moves are planned in blocks, because a loop over many keeps its numbers in registers. */
const BLOCK = 128;

/**
 * Plans moves as Klipper does (and, with limits by axis, as Marlin and RepRapFirmware do): how fast each may
 * begin, given its limits and the corner before it. What lies behind it is then the queue's business.
 *
 * Speeds are squared (`…2`, mm²/s²) where Klipper keeps them squared.
 */
export class Planner {
  /** Holds the times found so far. */
  private readonly queue = new LookAhead();
  private limits: PlanLimits;
  /** The block: moves with the limits in force that are still to be planned. */
  private count = 0;
  private readonly moves = new Float64Array(BLOCK * ROW);
  private readonly owners = new Int32Array(BLOCK);
  private readonly before = new Float64Array(BEFORE);
  private readonly axisLimited: AxisLimited = { speedMmPerS: 0, accelerationMmPerS2: 0 };

  constructor(limits: PlanLimits) {
    this.limits = limits;
  }

  /**
   * Adds a move. Axes whose start is not known have no way.
   *
   * @param x,y,z ways of the axes, @param way of the path, @param e filament pushed, all in nanometres
   * @param speedMmPerS as the file states it, before any limit
   * @param owner where its time belongs, from 0 on
   */
  push(
    x: number,
    y: number,
    z: number,
    way: number,
    e: number,
    speedMmPerS: number,
    owner: number,
  ): void {
    const { count, moves } = this;
    const at = count * ROW;
    moves[at + WAY_X] = x;
    moves[at + WAY_Y] = y;
    moves[at + WAY_Z] = z;
    moves[at + WAY] = way;
    moves[at + FILAMENT] = e;
    moves[at + SPEED] = speedMmPerS;
    this.owners[count] = owner;
    this.count = count + 1;
    if (count + 1 === BLOCK) this.planBlock();
  }

  /** The limits of the moves that are pushed from now on. */
  limitTo(limits: PlanLimits): void {
    this.planBlock();
    this.limits = limits;
  }

  /** From now on tells how fast each move begins, cruises and ends. */
  recordSpeeds(recorder: SpeedRecorder): void {
    this.queue.recordSpeeds = recorder;
  }

  /** Nanoseconds by owner, complete once `stop` or `leave` was called. Whoever takes them clears them. */
  get times(): Float64Array<ArrayBuffer> {
    return this.queue.times;
  }

  set times(times: Float64Array<ArrayBuffer>) {
    this.queue.times = times;
  }

  /** Nanoseconds of the moves that waited when `enter` was called, by their place. */
  get carried(): Float64Array {
    return this.queue.carried;
  }

  /** Gives out what is certain, and says whether that is everything of the owners below `owner`. */
  isCertainBefore(owner: number): boolean {
    this.planBlock();
    return this.queue.isCertainBefore(owner);
  }

  /** The head comes to rest: a pause, homing, waiting for a temperature, the end of the file. */
  stop(): void {
    this.planBlock();
    this.queue.stop();
    this.before.fill(0);
  }

  /** Begins a stretch of the file with what the one before hands on. */
  enter(state: PlanState): void {
    this.count = 0;
    this.queue.enter(state);
    this.before.set(state.before);
  }

  /** Ends the stretch. */
  leave(): PlanState {
    this.planBlock();
    return { ...this.queue.leave(), before: this.before.slice() };
  }

  private planBlock(): void {
    const { axes } = this.limits;
    if (axes === undefined) this.planByHead();
    else this.planByAxes(axes);
    this.count = 0;
  }

  /** Klipper: limits of the head, and of the extruder where it works alone. */
  private planByHead(): void {
    const { limits, count, moves, owners, before, queue } = this;
    const { velocityMmPerS, accelerationMmPerS2, smoothAccelerationMmPerS2 } = limits;
    const { junctionDeviationMm, zVelocityMmPerS, zAccelerationMmPerS2, extruder } = limits;
    const instantaneous = extruder.instantaneousCornerVelocityMmPerS;
    const instantaneous2 = instantaneous * instantaneous;
    let lastX = before[AT_X] ?? 0;
    let lastY = before[AT_Y] ?? 0;
    let lastZ = before[AT_Z] ?? 0;
    let lastE = before[AT_E] ?? 0;
    let moved = before[AT_MOVED] === 1;
    let lastDeviation2 = before[AT_DEVIATION2] ?? 0;
    let lastStart2 = before[AT_START2] ?? 0;
    let lastCruise2 = before[AT_CRUISE2] ?? 0;
    let lastDelta2 = before[AT_DELTA2] ?? 0;
    let lastSmoothStart2 = before[AT_SMOOTH_START2] ?? 0;
    let lastSmoothDelta2 = before[AT_SMOOTH_DELTA2] ?? 0;
    for (let i = 0; i < count; i++) {
      const at = i * ROW;
      const way = moves[at + WAY] ?? 0;
      const e = moves[at + FILAMENT] ?? 0;
      let speed = moves[at + SPEED] ?? 0;
      const owner = owners[i] ?? 0;
      if (way < SHORTEST) {
        if (e === 0) continue;
        this.planFilament(Math.abs(e) * MM_PER_NM, speed, owner);
        moved = false;
        continue;
      }
      const distance = way * MM_PER_NM;
      const inverse = 1 / way;
      const rx = (moves[at + WAY_X] ?? 0) * inverse;
      const ry = (moves[at + WAY_Y] ?? 0) * inverse;
      const rz = (moves[at + WAY_Z] ?? 0) * inverse;
      const re = e * inverse;
      let acceleration = accelerationMmPerS2;
      if (velocityMmPerS < speed) speed = velocityMmPerS;
      if (rz !== 0) {
        const along = 1 / Math.abs(rz);
        speed = Math.min(speed, zVelocityMmPerS * along);
        acceleration = Math.min(acceleration, zAccelerationMmPerS2 * along);
      }
      // Pulling back on the way, and pushing while only Z moves, count as moves of the extruder alone.
      if (re < 0 || (re !== 0 && rx === 0 && ry === 0)) {
        const along = 1 / Math.abs(re);
        speed = Math.min(speed, extruder.maxExtrudeOnlyVelocityMmPerS * along);
        acceleration = Math.min(acceleration, extruder.maxExtrudeOnlyAccelerationMmPerS2 * along);
      }
      const smoothAcceleration =
        acceleration < smoothAccelerationMmPerS2 ? acceleration : smoothAccelerationMmPerS2;
      const cruise2 = speed * speed;
      const delta2 = 2 * distance * acceleration;
      const deviation2 = junctionDeviationMm * acceleration;
      let start2 = 0;
      let smoothStart2 = 0;
      if (moved) {
        start2 = lastStart2 + lastDelta2;
        if (cruise2 < start2) start2 = cruise2;
        if (lastCruise2 < start2) start2 = lastCruise2;
        // corner² = (instantaneous corner velocity ÷ change of E a millimetre)², without dividing where
        // it is no limit.
        const changeOfE = re - lastE;
        const changeOfE2 = changeOfE * changeOfE;
        if (instantaneous2 < start2 * changeOfE2) start2 = instantaneous2 / changeOfE2;
        start2 = cornerSpeed2(
          start2,
          -(rx * lastX + ry * lastY + rz * lastZ),
          deviation2 < lastDeviation2 ? deviation2 : lastDeviation2,
          delta2 < lastDelta2 ? delta2 : lastDelta2,
        );
        smoothStart2 = lastSmoothStart2 + lastSmoothDelta2;
        if (start2 < smoothStart2) smoothStart2 = start2;
      }
      queue.append(
        distance,
        acceleration,
        start2,
        cruise2,
        smoothStart2,
        smoothAcceleration,
        owner,
      );
      lastX = rx;
      lastY = ry;
      lastZ = rz;
      lastE = re;
      moved = true;
      lastDeviation2 = deviation2;
      lastStart2 = start2;
      lastCruise2 = cruise2;
      lastDelta2 = delta2;
      lastSmoothStart2 = smoothStart2;
      lastSmoothDelta2 = 2 * distance * smoothAcceleration;
    }
    before.fill(0);
    if (!moved) return;
    before[AT_X] = lastX;
    before[AT_Y] = lastY;
    before[AT_Z] = lastZ;
    before[AT_E] = lastE;
    before[AT_MOVED] = 1;
    before[AT_DEVIATION2] = lastDeviation2;
    before[AT_START2] = lastStart2;
    before[AT_CRUISE2] = lastCruise2;
    before[AT_DELTA2] = lastDelta2;
    before[AT_SMOOTH_START2] = lastSmoothStart2;
    before[AT_SMOOTH_DELTA2] = lastSmoothDelta2;
  }

  /** Klipper's moves of filament alone: they begin and end at rest, and no limit of the head applies. */
  private planFilament(distance: number, speedMmPerS: number, owner: number): void {
    const { extruder, smoothAccelerationMmPerS2 } = this.limits;
    const speed = Math.min(speedMmPerS, extruder.maxExtrudeOnlyVelocityMmPerS);
    const acceleration = extruder.maxExtrudeOnlyAccelerationMmPerS2;
    const smoothAcceleration = Math.min(acceleration, smoothAccelerationMmPerS2);
    this.queue.append(distance, acceleration, 0, speed * speed, 0, smoothAcceleration, owner);
  }

  /** Marlin and RepRapFirmware: filament is an axis like the others, and corners are run with jerk. A
   * method of its own, because one that does both was a fifth slower for either. */
  private planByAxes(axes: AxisPlan): void {
    const { limits, count, moves, owners, before, queue, axisLimited } = this;
    for (let i = 0; i < count; i++) {
      const at = i * ROW;
      const wayOfHead = moves[at + WAY] ?? 0;
      const e = moves[at + FILAMENT] ?? 0;
      const movesHead = wayOfHead >= SHORTEST;
      if (!movesHead && e === 0) continue;
      const way = movesHead ? wayOfHead : Math.abs(e);
      const distance = way * MM_PER_NM;
      const inverse = 1 / way;
      const rx = movesHead ? (moves[at + WAY_X] ?? 0) * inverse : 0;
      const ry = movesHead ? (moves[at + WAY_Y] ?? 0) * inverse : 0;
      const rz = movesHead ? (moves[at + WAY_Z] ?? 0) * inverse : 0;
      const re = e * inverse;
      limitByAxes(axes, rx, ry, rz, re, moves[at + SPEED] ?? 0, axisLimited);
      const acceleration = axisLimited.accelerationMmPerS2;
      const cruise2 = axisLimited.speedMmPerS * axisLimited.speedMmPerS;
      const delta2 = 2 * distance * acceleration;
      const deviation2 = limits.junctionDeviationMm * acceleration;
      let start2 = 0;
      if (before[AT_MOVED] === 1) {
        const lastCruise2 = before[AT_CRUISE2] ?? 0;
        start2 = (before[AT_START2] ?? 0) + (before[AT_DELTA2] ?? 0);
        if (cruise2 < start2) start2 = cruise2;
        if (lastCruise2 < start2) start2 = lastCruise2;
        if (limits.junctionDeviationMm > 0 && movesHead) {
          const lastDeviation2 = before[AT_DEVIATION2] ?? 0;
          const lastDelta2 = before[AT_DELTA2] ?? 0;
          start2 = cornerSpeed2(
            start2,
            -(rx * (before[AT_X] ?? 0) + ry * (before[AT_Y] ?? 0) + rz * (before[AT_Z] ?? 0)),
            deviation2 < lastDeviation2 ? deviation2 : lastDeviation2,
            delta2 < lastDelta2 ? delta2 : lastDelta2,
          );
        } else start2 = Math.min(start2, jerkSpeed2(axes, rx, ry, rz, re, before));
      } else if (axes.kind === 'marlin') {
        // Marlin sets off from rest with the speed that jerk allows.
        start2 = Math.min(cruise2, jerkSpeed2(axes, rx, ry, rz, re, before));
      }
      queue.append(distance, acceleration, start2, cruise2, start2, acceleration, owners[i] ?? 0);
      before[AT_X] = rx;
      before[AT_Y] = ry;
      before[AT_Z] = rz;
      before[AT_E] = re;
      before[AT_MOVED] = 1;
      before[AT_DEVIATION2] = deviation2;
      before[AT_START2] = start2;
      before[AT_CRUISE2] = cruise2;
      before[AT_DELTA2] = delta2;
      before[AT_SMOOTH_START2] = start2;
      before[AT_SMOOTH_DELTA2] = delta2;
    }
  }
}

/**
 * The speed through the corner between two moves, squared, if it is below `most2`.
 *
 * @param cos of the angle between them: −1 where the path goes straight on
 * @param deviation2 junction deviation × acceleration, @param delta2 what the speed squared can change
 * by: of the move for which it is less
 */
function cornerSpeed2(most2: number, cos: number, deviation2: number, delta2: number): number {
  // Half of the angle between the moves, as they meet.
  const sinHalf2 = 0.5 * (1 - cos);
  const cosHalf2 = 0.5 * (1 + cos);
  if (cosHalf2 <= 0) return most2;
  let speed2 = most2;
  const sinHalf = sinHalf2 > 0 ? Math.sqrt(sinHalf2) : 0;
  // Radius of the circle that touches both moves = deviation · sin ÷ (1 − sin), and 1 − sin is
  // cos² ÷ (1 + sin).
  const touching2 = deviation2 * (sinHalf + sinHalf2);
  if (touching2 < speed2 * cosHalf2) speed2 = touching2 / cosHalf2;
  // It reaches no further than the middle of either move: ¼ · Δv² · tan.
  const quarter2 = 0.25 * delta2;
  if (quarter2 * quarter2 * sinHalf2 < speed2 * speed2 * cosHalf2)
    speed2 = (quarter2 * sinHalf) / Math.sqrt(cosHalf2);
  return speed2;
}
