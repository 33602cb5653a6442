import { type AxisLimited, type AxisPlan, jerkSpeed2, limitByAxes } from './axisLimits.ts';
import { LookAhead, type WaitingMoves } from './lookAhead.ts';
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

/**
 * Plans moves as Klipper does (and, with limits by axis, as Marlin and RepRapFirmware do): how fast each may
 * begin, given its limits and the corner before it. What lies behind it is then the queue's business.
 *
 * Speeds are squared (`…2`, mm²/s²) where Klipper keeps them squared.
 */
export class Planner {
  limits: PlanLimits;
  /** Holds the times found so far. */
  readonly queue = new LookAhead();

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
    const { limits, before } = this;
    if (limits.axes !== undefined) {
      this.pushByAxes(limits.axes, x, y, z, way, e, speedMmPerS, owner);
      return;
    }
    if (way < SHORTEST) {
      if (e !== 0) this.pushFilament(Math.abs(e) * MM_PER_NM, speedMmPerS, owner);
      return;
    }
    const distance = way * MM_PER_NM;
    const inverse = 1 / way;
    const rx = x * inverse;
    const ry = y * inverse;
    const rz = z * inverse;
    const re = e * inverse;
    let speed = speedMmPerS;
    let acceleration = limits.accelerationMmPerS2;
    let smoothAcceleration = limits.smoothAccelerationMmPerS2;
    if (limits.velocityMmPerS < speed) speed = limits.velocityMmPerS;
    if (rz !== 0) {
      const along = 1 / Math.abs(rz);
      speed = Math.min(speed, limits.zVelocityMmPerS * along);
      acceleration = Math.min(acceleration, limits.zAccelerationMmPerS2 * along);
    }
    // Pulling back on the way, and pushing while only Z moves, count as moves of the extruder alone.
    if (re < 0 || (re !== 0 && rx === 0 && ry === 0)) {
      const along = 1 / Math.abs(re);
      const { extruder } = limits;
      speed = Math.min(speed, extruder.maxExtrudeOnlyVelocityMmPerS * along);
      acceleration = Math.min(acceleration, extruder.maxExtrudeOnlyAccelerationMmPerS2 * along);
    }
    if (acceleration < smoothAcceleration) smoothAcceleration = acceleration;
    const cruise2 = speed * speed;
    const delta2 = 2 * distance * acceleration;
    const deviation2 = limits.junctionDeviationMm * acceleration;

    let start2 = 0;
    let smoothStart2 = 0;
    if (before[AT_MOVED] === 1) {
      const lastCruise2 = before[AT_CRUISE2] ?? 0;
      start2 = (before[AT_START2] ?? 0) + (before[AT_DELTA2] ?? 0);
      if (cruise2 < start2) start2 = cruise2;
      if (lastCruise2 < start2) start2 = lastCruise2;
      // corner² = (instantaneous corner velocity ÷ change of E a millimetre)², without dividing where
      // it is no limit.
      const instantaneous = limits.extruder.instantaneousCornerVelocityMmPerS;
      const instantaneous2 = instantaneous * instantaneous;
      const changeOfE = re - (before[AT_E] ?? 0);
      const changeOfE2 = changeOfE * changeOfE;
      if (instantaneous2 < start2 * changeOfE2) start2 = instantaneous2 / changeOfE2;
      start2 = this.cornerSpeed2(start2, rx, ry, rz, delta2, deviation2);
      smoothStart2 = (before[AT_SMOOTH_START2] ?? 0) + (before[AT_SMOOTH_DELTA2] ?? 0);
      if (start2 < smoothStart2) smoothStart2 = start2;
    }
    this.queue.append(
      distance,
      acceleration,
      start2,
      cruise2,
      smoothStart2,
      smoothAcceleration,
      owner,
    );
    before[AT_X] = rx;
    before[AT_Y] = ry;
    before[AT_Z] = rz;
    before[AT_E] = re;
    before[AT_MOVED] = 1;
    before[AT_DEVIATION2] = deviation2;
    before[AT_START2] = start2;
    before[AT_CRUISE2] = cruise2;
    before[AT_DELTA2] = delta2;
    before[AT_SMOOTH_START2] = smoothStart2;
    before[AT_SMOOTH_DELTA2] = 2 * distance * smoothAcceleration;
  }

  /** Marlin and RepRapFirmware: filament is an axis like the others, and corners are run with jerk. A
   * method of its own, because one that does both was a fifth slower for either. */
  private pushByAxes(
    axes: AxisPlan,
    x: number,
    y: number,
    z: number,
    wayOfHead: number,
    e: number,
    speedMmPerS: number,
    owner: number,
  ): void {
    const { limits, before, axisLimited } = this;
    const movesHead = wayOfHead >= SHORTEST;
    if (!movesHead && e === 0) return;
    const way = movesHead ? wayOfHead : Math.abs(e);
    const distance = way * MM_PER_NM;
    const inverse = 1 / way;
    const rx = movesHead ? x * inverse : 0;
    const ry = movesHead ? y * inverse : 0;
    const rz = movesHead ? z * inverse : 0;
    const re = e * inverse;
    limitByAxes(axes, rx, ry, rz, re, speedMmPerS, axisLimited);
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
      if (limits.junctionDeviationMm > 0 && movesHead)
        start2 = this.cornerSpeed2(start2, rx, ry, rz, delta2, deviation2);
      else start2 = Math.min(start2, jerkSpeed2(axes, rx, ry, rz, re, before));
    } else if (axes.kind === 'marlin') {
      // Marlin sets off from rest with the speed that jerk allows.
      start2 = Math.min(cruise2, jerkSpeed2(axes, rx, ry, rz, re, before));
    }
    this.queue.append(distance, acceleration, start2, cruise2, start2, acceleration, owner);
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

  /** The speed through the corner between the move before and this one, squared, if it is below `most2`. */
  private cornerSpeed2(
    most2: number,
    rx: number,
    ry: number,
    rz: number,
    delta2: number,
    deviation2: number,
  ): number {
    const { before } = this;
    // Half of the angle between the moves, as they meet.
    const cos = -(rx * (before[AT_X] ?? 0) + ry * (before[AT_Y] ?? 0) + rz * (before[AT_Z] ?? 0));
    const sinHalf2 = 0.5 * (1 - cos);
    const cosHalf2 = 0.5 * (1 + cos);
    if (cosHalf2 <= 0) return most2;
    let speed2 = most2;
    const sinHalf = sinHalf2 > 0 ? Math.sqrt(sinHalf2) : 0;
    // Radius of the circle that touches both moves = deviation · sin ÷ (1 − sin), and 1 − sin is
    // cos² ÷ (1 + sin).
    const lastDeviation2 = before[AT_DEVIATION2] ?? 0;
    const touching2 =
      (deviation2 < lastDeviation2 ? deviation2 : lastDeviation2) * (sinHalf + sinHalf2);
    if (touching2 < speed2 * cosHalf2) speed2 = touching2 / cosHalf2;
    // It reaches no further than the middle of either move: ¼ · Δv² · tan.
    const lastDelta2 = before[AT_DELTA2] ?? 0;
    const quarter2 = 0.25 * (delta2 < lastDelta2 ? delta2 : lastDelta2);
    if (quarter2 * quarter2 * sinHalf2 < speed2 * speed2 * cosHalf2)
      speed2 = (quarter2 * sinHalf) / Math.sqrt(cosHalf2);
    return speed2;
  }

  /** Filament alone: it begins and ends at rest, and no limit of the head applies. */
  private pushFilament(distance: number, speedMmPerS: number, owner: number): void {
    const { limits } = this;
    const speed = Math.min(speedMmPerS, limits.extruder.maxExtrudeOnlyVelocityMmPerS);
    const acceleration = limits.extruder.maxExtrudeOnlyAccelerationMmPerS2;
    const smoothAcceleration = Math.min(acceleration, limits.smoothAccelerationMmPerS2);
    this.before.fill(0);
    this.queue.append(distance, acceleration, 0, speed * speed, 0, smoothAcceleration, owner);
  }

  /** The head comes to rest: a pause, homing, waiting for a temperature, the end of the file. */
  stop(): void {
    this.queue.stop();
    this.before.fill(0);
  }

  /** Begins a stretch of the file with what the one before hands on. */
  enter(state: PlanState): void {
    this.queue.enter(state);
    this.before.set(state.before);
  }

  /** Ends the stretch. */
  leave(): PlanState {
    return { ...this.queue.leave(), before: this.before.slice() };
  }
}
