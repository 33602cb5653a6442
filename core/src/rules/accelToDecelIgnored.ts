import { wordParameters } from '../gcode/words.ts';
import { removal } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Removed from Klipper on 2025-08-11 (`docs/Config_Changes.md`). */
export const accelToDecelIgnored: LineRule = {
  id: 'accel-to-decel-ignored',
  severity: 'information',
  why: 'Klipper dropped ACCEL_TO_DECEL in August 2025: the value has no effect any more.',
  firmwares: ['klipper'],
  fixes: true,
  commands: ['SET_VELOCITY_LIMIT'],
  check({ line, report }) {
    const found = wordParameters(line).parameters.find(({ name }) => name === 'ACCEL_TO_DECEL');
    if (!found) return;
    const span = { start: found.nameStart, end: found.valueEnd };
    report({
      ...span,
      subject: '',
      message:
        'Klipper no longer reads ACCEL_TO_DECEL; use MINIMUM_CRUISE_RATIO, or switch the setting off in the slicer.',
      fix: { title: 'Remove ACCEL_TO_DECEL', ...removal(line, span) },
    });
  },
};
