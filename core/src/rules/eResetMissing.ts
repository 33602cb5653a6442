import { MARK } from '../gcode/dialects/dialect.ts';
import { E, hasParameter, NO_COMMAND, X, Y, Z } from '../gcode/line.ts';
import type { MemoryRule } from './rule.ts';

/** Before the first layer, in a layer without and with a `G92 E`. */
type Reset = 'start' | 'none' | 'done';

/** Marlin adds distances to a 32-bit number (PrusaSlicer demands the same: "Relative extruder addressing
 * requires resetting the extruder position at each layer"). */
export const eResetMissing: MemoryRule<Reset> = {
  id: 'e-reset-missing',
  severity: 'information',
  why: 'Marlin adds relative E up in a short number, which grows inexact where it is never set back.',
  firmwares: ['marlin'],
  fixes: true,
  marks: [MARK.layer],
  commands: ['G92'],
  memory: 'start',
  check({ line, state, report }, reset) {
    if (line.command !== NO_COMMAND) {
      const namesOthers = hasParameter(line, X) || hasParameter(line, Y) || hasParameter(line, Z);
      if (reset === 'start' || (namesOthers && !hasParameter(line, E))) return reset;
      return 'done';
    }
    if (reset === 'none' && !state.absoluteExtrusion)
      report({
        start: line.start,
        end: line.end,
        subject: '',
        message:
          'E is relative and not set back between layers; add G92 E0 to the G-code of layer changes, so that long prints stay exact.',
        fix: { title: 'Add G92 E0', start: line.start, end: line.start, newText: 'G92 E0\n' },
      });
    return 'none';
  },
};
