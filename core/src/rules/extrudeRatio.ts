import { UNITS_PER_ONE } from '../gcode/line.ts';
import { AXIS } from '../machine/state.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Klipper's defaults for a nozzle of 0.4 mm and filament of 1.75 mm (`klippy/kinematics/extruder.py`):
 * `max_extrude_cross_section` is 4 × nozzle². */
const NOZZLE_MM = 0.4;
const FILAMENT_AREA = (Math.PI / 4) * 1.75 * 1.75;
const LARGEST_AREA = 4 * NOZZLE_MM * NOZZLE_MM;
const LARGEST_RATIO = LARGEST_AREA / FILAMENT_AREA;
/** So little filament passes at any ratio, in nanometres. */
const TINY = NOZZLE_MM * LARGEST_RATIO * UNITS_PER_ONE;

export const extrudeRatio: LineRule = {
  id: 'extrude-ratio',
  severity: 'error',
  why: 'Klipper stops at a line that would be several times thicker than its nozzle.',
  firmwares: ['klipper'],
  // M221 may double what Klipper moves.
  filamentAbove: TINY / 2,
  check({ line, move, state, report }) {
    const pushed = move.extruded * state.flowFactor;
    if (pushed <= TINY || pushed <= LARGEST_RATIO * move.length || !move.changesXy) return;
    const needed = AXIS.x | AXIS.y | (move.changesZ ? AXIS.z : 0);
    if ((move.fromKnown & needed) !== needed || move.length === 0) return;
    const area = (pushed / move.length) * FILAMENT_AREA;
    report({
      ...codeSpan(line),
      message: `This line would be ${area.toFixed(2)} mm² thick, and Klipper stops the print above 0.64 mm² (its default for a 0.4 mm nozzle); look for M82 and M83 mixed up or a missing G92 E0.`,
      firmware: `Move exceeds maximum extrusion (${area.toFixed(3)}mm^2 vs 0.640mm^2)`,
    });
  },
};
