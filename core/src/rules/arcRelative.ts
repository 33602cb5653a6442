import { codeSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const arcRelative: LineRule = {
  id: 'arc-relative',
  severity: 'error',
  why: 'Klipper stops at an arc while positions are relative.',
  firmwares: ['klipper'],
  commands: ['G2', 'G3'],
  check({ line, state, report }) {
    if (state.absolutePositions) return;
    report({
      ...codeSpan(line),
      message: 'Klipper draws arcs only with absolute positions and stops here; put G90 in front.',
      firmware: 'G2/G3 does not support relative move mode',
    });
  },
};
