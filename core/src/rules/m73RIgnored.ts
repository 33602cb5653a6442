import { hasParameter, R } from '../gcode/line.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const m73RIgnored: LineRule = {
  id: 'm73-r-ignored',
  severity: 'hint',
  why: 'Klipper reads only the P of M73: the time that the slicer left for the display is not shown.',
  firmwares: ['klipper'],
  commands: ['M73'],
  check({ line, report }) {
    if (!hasParameter(line, R)) return;
    report({
      ...parameterSpan(line, R),
      subject: '',
      message:
        'Klipper passes over R, the time left; its front ends work that time out themselves.',
    });
  },
};
