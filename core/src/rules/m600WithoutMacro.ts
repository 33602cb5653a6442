import { commandSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const m600WithoutMacro: LineRule = {
  id: 'm600-without-macro',
  severity: 'warning',
  why: 'Klipper has no M600: without a macro the filament change is skipped and the print goes on.',
  firmwares: ['klipper'],
  commands: ['M600'],
  check({ line, report }) {
    report({
      ...commandSpan(line),
      message:
        'Klipper has no M600 of its own: unless the printer defines that macro, the colour change does not happen.',
      firmware: 'Unknown command:"M600"',
    });
  },
};
