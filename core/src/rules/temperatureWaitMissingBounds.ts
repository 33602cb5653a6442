import { wordParameters } from '../gcode/words.ts';
import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const temperatureWaitMissingBounds: LineRule = {
  id: 'temperature-wait-missing-bounds',
  severity: 'error',
  why: 'Klipper stops at a TEMPERATURE_WAIT that says neither how warm nor how cold.',
  firmwares: ['klipper'],
  commands: ['TEMPERATURE_WAIT'],
  check({ line, report }) {
    const { parameters, malformed } = wordParameters(line);
    const names = new Set(parameters.map(({ name }) => name));
    if (malformed || !names.has('SENSOR')) return;
    if (names.has('MINIMUM') || names.has('MAXIMUM')) return;
    report({
      ...commandSpan(line),
      message: 'Klipper stops the print here; add MINIMUM= or MAXIMUM=.',
      firmware: "Error on 'TEMPERATURE_WAIT': missing MINIMUM or MAXIMUM.",
    });
  },
};
