import { hasParameter, R, UNITS_PER_ONE } from '../gcode/line.ts';
import { AXIS } from '../machine/state.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Rounding of the file's numbers stays far below either: 0.05 mm, and half a percent of the radius. */
const MOST_NANOMETRES = 0.05 * UNITS_PER_ONE;
const MOST_PART = 0.005;

export const arcRadiusMismatch: LineRule = {
  id: 'arc-radius-mismatch',
  severity: 'warning',
  why: 'The end of the arc is not on its circle: the nozzle jumps there, or the arc bulges.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  commands: ['G2', 'G3'],
  check({ line, state, move, report }) {
    if (!move.isArc || hasParameter(line, R) || state.arcPlane !== 0) return;
    const xy = AXIS.x | AXIS.y;
    if ((move.fromKnown & xy) !== xy) return;
    const { centreFirst, centreSecond } = move;
    const begins = Math.hypot(move.fromX - centreFirst, move.fromY - centreSecond);
    const ends = Math.hypot(state.x - centreFirst, state.y - centreSecond);
    if (Math.abs(begins - ends) <= Math.max(MOST_NANOMETRES, MOST_PART * begins)) return;
    report({
      ...codeSpan(line),
      message: `The arc begins ${mm(begins)} mm from its centre and ends ${mm(ends)} mm from it, so it does not meet its end; correct I and J.`,
    });
  },
};

function mm(nanometres: number): string {
  return (nanometres / UNITS_PER_ONE).toFixed(3);
}
