import { lineCommandName, parameterValue } from '../gcode/line.ts';
import type { MachineProfile } from '../machine/profile.ts';
import type { MachineState } from '../machine/state.ts';
import { byteText, codeSpan, parameterSpan } from './lineText.ts';
import type { LineContext } from './rule.ts';

/** The axes of `AxisLimits` and `AxisOverrides`, in their order. */
export const AXIS_LETTERS = ['X', 'Y', 'Z', 'E'] as const;

/**
 * The greatest speed that a printer may be asked for, mm/s: its own, or what the file raised it to. A file
 * that lowered it knows what it does.
 *
 * @param axis 0 to 3, X to E; Klipper has one limit for X and Y
 */
export function highestSpeed(profile: MachineProfile, state: MachineState, axis: number): number {
  const { limits } = profile;
  if (limits.kind === 'klipper') {
    if (axis < 2) return Math.max(limits.maxVelocityMmPerS, state.velocityLimit);
    if (axis === 2) return limits.maxZVelocityMmPerS;
    const { extruders } = limits;
    const extruder = extruders[Math.min(state.tool, extruders.length - 1)] ?? extruders[0];
    return extruder.maxExtrudeOnlyVelocityMmPerS;
  }
  return Math.max(limits.maxFeedrateMmPerS[axis] ?? 0, state.axes?.feedrateMmPerS?.[axis] ?? 0);
}

/** The same for acceleration of an axis in Marlin and RepRapFirmware, mm/s². */
export function highestAxisAcceleration(
  profile: MachineProfile,
  state: MachineState,
  axis: number,
): number {
  const { limits } = profile;
  if (limits.kind === 'klipper') return Math.max(limits.maxAccelerationMmPerS2, state.acceleration);
  const own = limits.maxAccelerationMmPerS2[axis] ?? 0;
  return Math.max(own, state.axes?.accelerationMmPerS2?.[axis] ?? 0);
}

/** A number as people write it, with three digits behind the point at most. */
export function plain(value: number): string {
  return `${Math.round(value * 1_000) / 1_000}`;
}

/** The same for speeds, where tenths are enough. */
export function mmPerS(speed: number): string {
  return `${Math.round(speed * 10) / 10} mm/s`;
}

/**
 * Reports a line that sets limits of single axes (M201, M203) above the printer's own, with the cure.
 *
 * @param own the printer's limits of X, Y, Z and E in the line's unit
 */
export function reportRaisedAxes(
  { line, report }: LineContext,
  own: readonly number[],
  unit: string,
): void {
  const raised = AXIS_LETTERS.flatMap((axis, index) => {
    const letter = axis.charCodeAt(0) - 65;
    const limit = own[index] ?? Number.POSITIVE_INFINITY;
    const asked = parameterValue(line, letter) ?? 0;
    return asked > limit * (1 + 1e-6) ? [{ axis, limit, span: parameterSpan(line, letter) }] : [];
  });
  if (raised.length === 0) return;
  const code = codeSpan(line);
  let newText = byteText(line, code.start, code.end);
  // From the last to the first, so that places before a change stay where they are.
  for (const { axis, limit, span } of raised.toSorted((a, b) => b.span.start - a.span.start)) {
    const [from, to] = [span.start - code.start, span.end - code.start];
    newText = `${newText.slice(0, from)}${axis}${plain(limit)}${newText.slice(to)}`;
  }
  const limits = raised.map(({ axis, limit }) => `${axis} ${plain(limit)}`).join(', ');
  report({
    ...code,
    subject: lineCommandName(line),
    severity: 'information',
    message: `This raises limits above the printer's own (${limits} ${unit}), and the firmware takes it: steps may get lost; lower them to what the printer is known to reach.`,
    fix: { title: `Write the printer's own limits (${limits})`, ...code, newText },
  });
}
