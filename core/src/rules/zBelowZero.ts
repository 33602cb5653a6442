import { UNITS_PER_ONE } from '../gcode/line.ts';
import { AXIS } from '../machine/state.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** A thousandth of a millimetre is rounding. */
const LOWEST = -1_000;

export const zBelowZero: LineRule = {
  id: 'z-below-zero',
  severity: 'warning',
  why: 'The nozzle goes below the bed: it scratches it, or the firmware refuses the move.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  zMoves: true,
  check({ line, state, profile, report }) {
    if (state.z >= LOWEST || (state.known & AXIS.z) === 0) return;
    // Of what the printer cannot reach at all, another rule speaks.
    if (profile.reach.z && state.z < profile.reach.z.min * UNITS_PER_ONE) return;
    report({
      ...codeSpan(line),
      message: `The nozzle goes to Z ${state.z / UNITS_PER_ONE}, which is below the bed; correct the height or the Z offset.`,
    });
  },
};
