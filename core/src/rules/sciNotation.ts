import { LINE_FLAG } from '../gcode/line.ts';
import { argumentText, matchSpan } from './lineText.ts';
import { takesNumbersOnly } from './numericCommands.ts';
import type { LineRule } from './rule.ts';

/** A letter, a number and an exponent. */
const EXPONENT = /([A-DF-Za-z])\s?([-+]?(?:\d+\.?\d*|\.\d+))([eE])([-+]?\d+)/g;

/** Letters part words before numbers are read (`klippy/gcode.py`; Marlin's `parser.h` stops at E so that
 * the axis is not swallowed). */
export const sciNotation: LineRule = {
  id: 'sci-notation',
  severity: 'error',
  why: 'A number such as 1e-5 is read as 1 with an extruder move behind it.',
  firmwares: ['klipper', 'marlin'],
  fixes: true,
  flags: LINE_FLAG.scientificNotation,
  check({ line, report }) {
    if (!takesNumbersOnly(line.command)) return;
    for (const match of argumentText(line).matchAll(EXPONENT)) {
      const [, letter = '', mantissa = '', , exponent = ''] = match;
      const span = matchSpan(line, match);
      const newText = `${letter}${plainNumber(Number(`${mantissa}e${exponent}`))}`;
      report({
        ...span,
        message: `This is read as ${letter}${mantissa} and E${exponent}: the exponent becomes an extruder move; write ${newText}.`,
        fix: { title: `Write ${newText}`, ...span, newText },
      });
    }
  },
};

/** To the millionth, which is finer than any printer moves. */
function plainNumber(value: number): string {
  const text = value.toFixed(6).replace(/\.?0+$/, '');
  return text === '-0' || text === '' ? '0' : text;
}
