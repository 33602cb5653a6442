import { P, parameterValue } from '../gcode/line.ts';
import { parameterSpan } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

export const m73NonMonotone: MemoryRule<number> = {
  id: 'm73-non-monotone',
  severity: 'information',
  why: 'The progress of the print jumps back, so the time left on the display is wrong.',
  firmwares: ['klipper', 'marlin'],
  commands: ['M73'],
  memory: 0,
  check({ line, report }, before) {
    const progress = parameterValue(line, P);
    if (progress === undefined) return before;
    if (progress < before) {
      report({
        ...parameterSpan(line, P),
        message: `The progress falls from ${before} to ${progress} percent; slice again, or remove lines that were put in twice.`,
      });
    }
    return progress;
  },
};
