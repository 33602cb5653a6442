import { UNITS_PER_ONE } from '../gcode/line.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Klipper's default `max_extrude_only_distance` and Marlin's `EXTRUDE_MAXLENGTH`, in nanometres. */
const KLIPPER_LONGEST = 50 * UNITS_PER_ONE;
const MARLIN_LONGEST = 200 * UNITS_PER_ONE;

export const extrudeOnlyTooLong: LineRule = {
  id: 'extrude-only-too-long',
  severity: 'error',
  why: 'The firmware refuses to push or pull so much filament in one move.',
  firmwares: ['klipper', 'marlin'],
  // M221 may double what Klipper moves.
  filamentAbove: KLIPPER_LONGEST / 2,
  check({ line, move, state, firmware, report }) {
    const { extruded } = move;
    if (firmware === 'marlin') {
      if (Math.abs(extruded) <= MARLIN_LONGEST) return;
      report({
        ...codeSpan(line),
        message: `${millimetres(extruded)} mm of filament in one move is more than Marlin allows (200 mm unless built otherwise), so none is moved; divide the move.`,
        firmware: 'echo: too long extrusion prevented',
      });
      return;
    }
    const pushed = extruded * state.flowFactor;
    if (Math.abs(pushed) <= KLIPPER_LONGEST || (move.changesXy && pushed > 0)) return;
    report({
      ...codeSpan(line),
      message: `${millimetres(pushed)} mm of filament in one move stops the print, unless max_extrude_only_distance is above Klipper's default of 50 mm; divide the move.`,
      firmware: `Extrude only move too long (${(pushed / UNITS_PER_ONE).toFixed(3)}mm vs 50.000mm)`,
    });
  },
};

function millimetres(nanometres: number): string {
  return `${Math.abs(Math.round(nanometres / 1_000) / 1_000)}`;
}
