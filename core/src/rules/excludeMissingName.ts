import { lineCommandName } from '../gcode/line.ts';
import { wordParameter } from '../gcode/words.ts';
import { commandSpan, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const excludeMissingName: LineRule = {
  id: 'exclude-missing-name',
  severity: 'error',
  why: 'An object without a name stops Klipper where it begins, and is not defined where it is described.',
  firmwares: ['klipper'],
  commands: ['EXCLUDE_OBJECT_START', 'EXCLUDE_OBJECT_DEFINE'],
  check({ line, report }) {
    if (wordParameter(line, 'NAME')) return;
    const name = lineCommandName(line);
    if (name === 'EXCLUDE_OBJECT_START') {
      report({
        ...commandSpan(line),
        message: 'Klipper stops the print here, because the object has no name; add NAME=.',
        firmware: `Error on '${wholeLine(line)}': missing NAME`,
      });
      return;
    }
    if (wordParameter(line, 'RESET')) return;
    report({
      ...commandSpan(line),
      severity: 'warning',
      message: `${name} without NAME= defines no object, so it cannot be cancelled; add its name.`,
    });
  },
};
