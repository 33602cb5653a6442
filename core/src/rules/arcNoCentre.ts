import { type GcodeLine, hasParameter, I, J, K, R } from '../gcode/line.ts';
import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

const WORDS = {
  klipper: 'G2/G3 requires IJ, IK or JK parameters',
  marlin: 'Error:G2/G3 bad parameters',
  reprap: undefined,
} as const;

export const arcNoCentre: LineRule = {
  id: 'arc-no-centre',
  severity: 'error',
  why: 'An arc without a centre is refused: Klipper stops, Marlin goes on without the move.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  commands: ['G2', 'G3'],
  check({ line, state, firmware, report }) {
    if (hasParameter(line, R)) return;
    const first = state.arcPlane === 2 ? J : I;
    const second = state.arcPlane === 0 ? J : K;
    if (offset(line, first) !== 0 || offset(line, second) !== 0) return;
    const letters = state.arcPlane === 0 ? 'I and J' : state.arcPlane === 1 ? 'I and K' : 'J and K';
    const words = WORDS[firmware];
    report({
      ...codeSpan(line),
      message: `The arc has no centre, so the firmware refuses it; state the centre with ${letters}.`,
      ...(words === undefined ? {} : { firmware: words }),
    });
  },
};

function offset(line: GcodeLine, letter: number): number {
  return hasParameter(line, letter) ? (line.values[letter] ?? 0) : 0;
}
