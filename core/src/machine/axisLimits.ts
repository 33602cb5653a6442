import type { AxisLimits } from './profile.ts';

/** The fastest and the quickest-gathering that the axes allow along a direction. */
export interface AxisLimited {
  speedMmPerS: number;
  accelerationMmPerS2: number;
}

/**
 * Marlin and RepRapFirmware: no axis may go beyond its own speed and acceleration.
 *
 * @param directions what X, Y, Z, E do in a millimetre of path
 * @param result is filled: one record serves all moves
 */
export function limitByAxes(
  limits: AxisLimits,
  directions: readonly [number, number, number, number],
  speedMmPerS: number,
  result: AxisLimited,
): void {
  const [rx, ry, rz, re] = directions;
  const movesHead = rx !== 0 || ry !== 0 || rz !== 0;
  let speed = speedMmPerS;
  let acceleration = !movesHead
    ? limits.retractAccelerationMmPerS2
    : re > 0
      ? limits.printingAccelerationMmPerS2
      : limits.travelAccelerationMmPerS2;
  for (let axis = 0; axis < 4; axis++) {
    const ratio = Math.abs(directions[axis] ?? 0);
    if (ratio === 0) continue;
    speed = Math.min(speed, (limits.maxFeedrateMmPerS[axis] ?? 0) / ratio);
    acceleration = Math.min(acceleration, (limits.maxAccelerationMmPerS2[axis] ?? 0) / ratio);
  }
  result.speedMmPerS = Math.max(speed, LEAST);
  result.accelerationMmPerS2 = Math.max(acceleration, LEAST);
}

/** Whatever a file sets, a move ends some day. */
const LEAST = 1e-3;

/**
 * The speed at which the jerk of every axis suffices for a corner, squared.
 *
 * @param r,b what X, Y, Z, E do in a millimetre of path behind the corner and before it; all zero at rest
 */
export function jerkSpeed2(
  limits: AxisLimits,
  r: readonly [number, number, number, number],
  b: Float64Array,
): number {
  let speed = Number.POSITIVE_INFINITY;
  for (let axis = 0; axis < 4; axis++) {
    const after = r[axis] ?? 0;
    const before = b[axis] ?? 0;
    // Marlin counts an axis that turns round by the larger of the two speeds, RepRapFirmware by their sum.
    const turns = limits.kind === 'marlin' && after * before < 0;
    const change = turns ? Math.max(Math.abs(after), Math.abs(before)) : Math.abs(after - before);
    if (change > 1e-9) speed = Math.min(speed, (limits.jerkMmPerS[axis] ?? 0) / change);
  }
  return speed * speed;
}
