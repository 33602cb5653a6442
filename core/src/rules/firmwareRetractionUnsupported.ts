import { commandName, hasParameter, P } from '../gcode/line.ts';
import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const firmwareRetractionUnsupported: LineRule = {
  id: 'firmware-retraction-unsupported',
  severity: 'hint',
  why: 'Klipper knows G10 and G11 only with [firmware_retraction]; else nothing is retracted at all.',
  firmwares: ['klipper'],
  commands: ['G10', 'G11'],
  check({ line, report }) {
    if (hasParameter(line, P)) return;
    const name = commandName(line.command);
    report({
      ...commandSpan(line),
      subject: '',
      message: `${name} works only with a section [firmware_retraction] in printer.cfg; else nothing is retracted.`,
      firmware: `Unknown command:"${name}"`,
    });
  },
};
