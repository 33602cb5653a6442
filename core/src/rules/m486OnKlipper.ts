import { commandSpan } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

export const m486OnKlipper: LineRule = {
  id: 'm486-on-klipper',
  severity: 'information',
  why: 'Klipper has no M486: single objects cannot be cancelled unless Moonraker translates it.',
  firmwares: ['klipper'],
  commands: ['M486'],
  check({ line, profile, report }) {
    if (commandOrigin(profile, 'M486').kind === 'macro') return;
    report({
      ...commandSpan(line),
      subject: '',
      message:
        'Klipper passes over M486: choose Klipper for object labels in the slicer, or set enable_object_processing in Moonraker.',
      firmware: 'Unknown command:"M486"',
    });
  },
};
