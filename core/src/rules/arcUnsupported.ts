import { commandName } from '../gcode/line.ts';
import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const arcUnsupported: LineRule = {
  id: 'arc-unsupported',
  severity: 'hint',
  why: 'Klipper knows G2 and G3 only with [gcode_arcs]; else whole arcs are missing from the part.',
  firmwares: ['klipper'],
  commands: ['G2', 'G3'],
  check({ line, report }) {
    const name = commandName(line.command);
    report({
      ...commandSpan(line),
      subject: '',
      message: `Arcs are printed only with a section [gcode_arcs] in printer.cfg; without it Klipper skips ${name}.`,
      firmware: `Unknown command:"${name}"`,
    });
  },
};
