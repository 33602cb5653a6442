import { commandName, hasParameter, P } from '../gcode/line.ts';
import { commandSpan } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

export const firmwareRetractionUnsupported: LineRule = {
  id: 'firmware-retraction-unsupported',
  severity: 'error',
  why: 'Klipper knows G10 and G11 only with [firmware_retraction]; else nothing is retracted at all.',
  firmwares: ['klipper'],
  missing: true,
  commands: ['G10', 'G11'],
  check({ line, profile, report }) {
    if (hasParameter(line, P)) return;
    const name = commandName(line.command);
    const { kind } = commandOrigin(profile, name);
    if (kind === 'macro' || kind === 'own') return;
    const isMissing = kind !== 'open';
    report({
      ...commandSpan(line),
      subject: '',
      severity: isMissing ? 'error' : 'hint',
      message: isMissing
        ? `This printer.cfg has no section [firmware_retraction], so Klipper skips ${name} and nothing is retracted; add the section, or let the slicer retract.`
        : `${name} works only with a section [firmware_retraction] in printer.cfg; else nothing is retracted.`,
      firmware: `Unknown command:"${name}"`,
    });
  },
};
