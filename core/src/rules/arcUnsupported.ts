import { commandName } from '../gcode/line.ts';
import { commandSpan } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

export const arcUnsupported: LineRule = {
  id: 'arc-unsupported',
  severity: 'error',
  why: 'Klipper knows G2 and G3 only with [gcode_arcs]; else whole arcs are missing from the part.',
  firmwares: ['klipper'],
  missing: true,
  commands: ['G2', 'G3'],
  check({ line, profile, report }) {
    const name = commandName(line.command);
    const { kind } = commandOrigin(profile, name);
    if (kind === 'macro' || kind === 'own') return;
    const isMissing = kind !== 'open';
    report({
      ...commandSpan(line),
      subject: '',
      severity: isMissing ? 'error' : 'hint',
      message: isMissing
        ? `This printer.cfg has no section [gcode_arcs], so Klipper skips ${name} and all arcs are missing from the part; add the section, or switch arcs off in the slicer.`
        : `Arcs are printed only with a section [gcode_arcs] in printer.cfg; without it Klipper skips ${name}.`,
      firmware: `Unknown command:"${name}"`,
    });
  },
};
