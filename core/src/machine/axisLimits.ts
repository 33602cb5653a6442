import type { AxisLimits } from './profile.ts';

/** Limits by axis, ready for every move: seconds a millimetre instead of millimetres a second, so that
 * nothing has to be divided. */
export interface AxisPlan {
  readonly kind: AxisLimits['kind'];
  readonly printingAccelerationMmPerS2: number;
  readonly travelAccelerationMmPerS2: number;
  readonly retractAccelerationMmPerS2: number;
  /** 1 ÷ greatest feed rate, 1 ÷ greatest acceleration and 1 ÷ jerk of X, Y, Z and E. */
  readonly pace: readonly [number, number, number, number];
  readonly inertia: readonly [number, number, number, number];
  readonly stiffness: readonly [number, number, number, number];
}

export function axisPlan(limits: AxisLimits): AxisPlan {
  const { printingAccelerationMmPerS2, travelAccelerationMmPerS2, retractAccelerationMmPerS2 } =
    limits;
  return {
    kind: limits.kind,
    printingAccelerationMmPerS2,
    travelAccelerationMmPerS2,
    retractAccelerationMmPerS2,
    pace: inverted(limits.maxFeedrateMmPerS),
    inertia: inverted(limits.maxAccelerationMmPerS2),
    stiffness: inverted(limits.jerkMmPerS),
  };
}

/** Whatever a file sets, a move ends some day. */
const LEAST = 1e-3;

function inverted([x, y, z, e]: AxisLimits['jerkMmPerS']): [number, number, number, number] {
  const invert = (limit: number) => 1 / Math.max(limit, LEAST);
  return [invert(x), invert(y), invert(z), invert(e)];
}

/** The fastest and the quickest-gathering that the axes allow along a direction. */
export interface AxisLimited {
  speedMmPerS: number;
  accelerationMmPerS2: number;
}

/**
 * Marlin and RepRapFirmware: no axis may go beyond its own speed and acceleration.
 *
 * @param rx,ry,rz,re what each axis does in a millimetre of path
 * @param result is filled: one record serves all moves
 */
export function limitByAxes(
  plan: AxisPlan,
  rx: number,
  ry: number,
  rz: number,
  re: number,
  speedMmPerS: number,
  result: AxisLimited,
): void {
  const { pace, inertia } = plan;
  const x = Math.abs(rx);
  const y = Math.abs(ry);
  const z = Math.abs(rz);
  const e = Math.abs(re);
  const acceleration =
    x === 0 && y === 0 && z === 0
      ? plan.retractAccelerationMmPerS2
      : re > 0
        ? plan.printingAccelerationMmPerS2
        : plan.travelAccelerationMmPerS2;
  const slowest = largest(x * pace[0], y * pace[1], z * pace[2], e * pace[3]);
  const heaviest = largest(x * inertia[0], y * inertia[1], z * inertia[2], e * inertia[3]);
  const speed = slowest * speedMmPerS > 1 ? 1 / slowest : speedMmPerS;
  const limited = heaviest * acceleration > 1 ? 1 / heaviest : acceleration;
  result.speedMmPerS = speed > LEAST ? speed : LEAST;
  result.accelerationMmPerS2 = limited > LEAST ? limited : LEAST;
}

/**
 * The speed at which the jerk of every axis suffices for a corner, squared.
 *
 * @param rx,ry,rz,re what the axes do in a millimetre of path behind the corner
 * @param before the same before it in its first four places; zero at rest
 */
export function jerkSpeed2(
  plan: AxisPlan,
  rx: number,
  ry: number,
  rz: number,
  re: number,
  before: Float64Array,
): number {
  const { stiffness } = plan;
  const marlin = plan.kind === 'marlin';
  const hardest = largest(
    changeOf(rx, before[0] ?? 0, marlin) * stiffness[0],
    changeOf(ry, before[1] ?? 0, marlin) * stiffness[1],
    changeOf(rz, before[2] ?? 0, marlin) * stiffness[2],
    changeOf(re, before[3] ?? 0, marlin) * stiffness[3],
  );
  return hardest > 1e-9 ? 1 / (hardest * hardest) : Number.POSITIVE_INFINITY;
}

/** Marlin counts an axis that turns round by the larger of the two speeds, RepRapFirmware by their sum. */
function changeOf(after: number, before: number, marlin: boolean): number {
  const a = Math.abs(after);
  const b = Math.abs(before);
  if (marlin && after * before < 0) return a > b ? a : b;
  return Math.abs(after - before);
}

function largest(x: number, y: number, z: number, e: number): number {
  const xy = x > y ? x : y;
  const ze = z > e ? z : e;
  return xy > ze ? xy : ze;
}
