import { LINE_FLAG } from '../gcode/line.ts';
import { klipperRefusal } from './klipperReads.ts';
import { argumentText, matchSpan } from './lineText.ts';
import { takesNumbersOnly } from './numericCommands.ts';
import type { LineRule } from './rule.ts';

/** A number with a comma before its decimals, and nothing behind it. */
export const COMMA_NUMBER = /([A-Za-z])\s?([-+]?\d*),(\d+)(?![\d,.:])/g;

export const decimalComma: LineRule = {
  id: 'decimal-comma',
  severity: 'error',
  why: 'Numbers have a point: Klipper stops at a comma, other firmwares read only what is before it.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  flags: LINE_FLAG.badNumber,
  check({ line, firmware, report }) {
    if (!takesNumbersOnly(line.command)) return;
    const refusal = firmware === 'klipper' ? klipperRefusal(line) : undefined;
    for (const match of argumentText(line).matchAll(COMMA_NUMBER)) {
      const [, letter = '', whole = '', decimals = ''] = match;
      const span = matchSpan(line, match);
      const right = `${letter}${whole}.${decimals}`;
      report({
        ...span,
        message: refusal
          ? `Klipper cannot read a number with a comma and stops the print here; write ${right}.`
          : `The number ends at the comma, so this is read as ${letter}${whole}; write ${right}.`,
        ...(refusal ? { firmware: refusal.firmware } : {}),
        fix: { title: `Write ${right}`, ...span, newText: right },
      });
    }
  },
};
