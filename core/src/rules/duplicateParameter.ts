import { LINE_FLAG } from '../gcode/line.ts';
import { argumentText, removal } from './lineText.ts';
import { takesNumbersOnly } from './numericCommands.ts';
import type { LineRule } from './rule.ts';

const PARAMETER = /([A-Za-z])\s?([-+]?(?:\d+\.?\d*|\.\d+))/g;

export const duplicateParameter: LineRule = {
  id: 'duplicate-parameter',
  severity: 'warning',
  why: 'Of two numbers for the same letter only one counts, and no firmware says so.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  flags: LINE_FLAG.duplicateParameter,
  check({ line, firmware, report }) {
    if (!takesNumbersOnly(line.command)) return;
    // An exponent is a second E and has a rule of its own.
    if ((line.flags & LINE_FLAG.scientificNotation) !== 0) return;
    const first = new Map<string, { readonly start: number; readonly end: number }>();
    for (const match of argumentText(line).matchAll(PARAMETER)) {
      const letter = (match[1] ?? '').toUpperCase();
      const start = line.wordEnd + match.index;
      const span = { start, end: start + match[0].length };
      const before = first.get(letter);
      if (!before) {
        first.set(letter, span);
        continue;
      }
      // RepRapFirmware looks for a letter from the left and stops at the first one.
      const firstCounts = firmware === 'reprap';
      report({
        ...span,
        message: `The line has ${letter} twice and only the ${firstCounts ? 'first' : 'last'} one counts; remove the other.`,
        fix: {
          title: `Remove the ${letter} that does not count`,
          ...removal(line, firstCounts ? span : before),
        },
      });
      return;
    }
  },
};
