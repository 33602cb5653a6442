import { UNITS_PER_ONE } from '../gcode/line.ts';
import { extruderOf } from './extruder.ts';
import { plain } from './limitsInForce.ts';
import { codeSpan } from './lineText.ts';
import type { LineContext, LineRule } from './rule.ts';

export const extrudeOnlyTooLong: LineRule = {
  id: 'extrude-only-too-long',
  severity: 'error',
  why: 'The firmware refuses to push or pull so much filament in one move.',
  firmwares: ['klipper', 'marlin'],
  // M221 may double what Klipper moves.
  filamentAbove: (profile) =>
    (Math.min(...profile.extruders.map((_each, tool) => longestMm(profile, tool))) / 2) *
    UNITS_PER_ONE,
  check({ line, move, state, profile, firmware, report }) {
    const longest = longestMm(profile, state.tool);
    const isStated = extruderOf(profile, state.tool).profile.maxExtrudeOnlyDistanceMm !== undefined;
    if (firmware === 'marlin') {
      const pushed = move.extruded / UNITS_PER_ONE;
      if (Math.abs(pushed) <= longest) return;
      report({
        ...codeSpan(line),
        message: `${plain(Math.abs(pushed))} mm of filament in one move is more than Marlin allows (${plain(longest)} mm${isStated ? '' : ' unless built otherwise'}), so none is moved; divide the move.`,
        firmware: 'echo: too long extrusion prevented',
      });
      return;
    }
    const pushed = (move.extruded * state.flowFactor) / UNITS_PER_ONE;
    if (Math.abs(pushed) <= longest || (move.changesXy && pushed > 0)) return;
    const reason = isStated
      ? `stops the print, because max_extrude_only_distance is ${plain(longest)} mm`
      : `stops the print, unless max_extrude_only_distance is above Klipper's default of ${plain(longest)} mm`;
    report({
      ...codeSpan(line),
      message: `${plain(Math.abs(pushed))} mm of filament in one move ${reason}; divide the move.`,
      firmware: `Extrude only move too long (${pushed.toFixed(3)}mm vs ${longest.toFixed(3)}mm)`,
    });
  },
};

function longestMm(profile: LineContext['profile'], tool: number): number {
  return extruderOf(profile, tool).longestExtrudeOnlyMm;
}
