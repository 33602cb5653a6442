import { commandSpan } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

export const m600WithoutMacro: LineRule = {
  id: 'm600-without-macro',
  severity: 'error',
  why: 'Klipper has no M600: without a macro the filament change is skipped and the print goes on.',
  firmwares: ['klipper'],
  commands: ['M600'],
  check({ line, profile, report }) {
    const { kind } = commandOrigin(profile, 'M600');
    if (kind === 'macro' || kind === 'own') return;
    report({
      ...commandSpan(line),
      severity: kind === 'open' ? 'warning' : 'error',
      message:
        kind === 'open'
          ? 'Klipper has no M600 of its own: unless the printer defines that macro, the colour change does not happen.'
          : 'The printer has no macro M600, so Klipper skips it and the colour change does not happen; add [gcode_macro M600] with PAUSE.',
      firmware: 'Unknown command:"M600"',
    });
  },
};
