import { hasParameter, R } from '../gcode/line.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const arcRadiusForm: LineRule = {
  id: 'arc-radius-form',
  severity: 'error',
  why: 'Klipper stops at an arc that states its radius instead of its centre.',
  firmwares: ['klipper'],
  commands: ['G2', 'G3'],
  check({ line, report }) {
    if (!hasParameter(line, R)) return;
    report({
      ...parameterSpan(line, R),
      message: 'Klipper does not read R and stops here; state the centre with I and J.',
      firmware: 'G2/G3 does not support R moves',
    });
  },
};
