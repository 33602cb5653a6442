import { type GcodeLine, LINE_FLAG } from '../gcode/line.ts';
import { COMMA_NUMBER } from './decimalComma.ts';
import { klipperRefusal } from './klipperReads.ts';
import { argumentText, matchSpan, type Span, shortened } from './lineText.ts';
import { takesNumbersOnly } from './numericCommands.ts';
import type { LineRule } from './rule.ts';

/** A letter and what follows it, up to a blank or the next letter. */
const PARAMETER = /([A-Za-z])\s?([-+.\d][^\sA-Za-z;*]*|[^\sA-Za-z;*"{[(#]+)/g;
const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)$/;
/** RepRapFirmware takes a list of numbers for several drives. */
const NUMBERS = /^[-+]?(?:\d+\.?\d*|\.\d+)(?::[-+]?(?:\d+\.?\d*|\.\d+))*$/;

export const badNumber: LineRule = {
  id: 'bad-number',
  severity: 'error',
  why: 'Klipper stops at a number that it cannot read; other firmwares read only its beginning.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  flags: LINE_FLAG.badNumber | LINE_FLAG.strayCharacter,
  check({ line, firmware, report }) {
    if (!takesNumbersOnly(line.command)) return;
    if (firmware === 'klipper') {
      const refusal = klipperRefusal(line);
      const parameter = refusal?.parameter;
      if (!refusal || !parameter || parameter.value === '' || isOthersBusiness(parameter.value))
        return;
      report({
        start: parameter.start,
        end: parameter.end,
        message: `Klipper cannot read ${shortened(parameter.value)} as a number and stops the print here.`,
        firmware: refusal.firmware,
      });
      return;
    }
    const place = firstBadNumber(line, firmware === 'reprap' ? NUMBERS : NUMBER);
    if (!place) return;
    report({
      ...place,
      message: `${place.text} is no number: only what comes before the first wrong character is read.`,
    });
  },
};

/** Comments, commas and odd characters have rules of their own. */
function isOthersBusiness(value: string): boolean {
  return /[(#[{]|[^ -~]/.test(value) || /^[-+]?\d*,\d+$/.test(value);
}

function firstBadNumber(
  line: GcodeLine,
  accepted: RegExp,
): (Span & { readonly text: string }) | undefined {
  const text = argumentText(line);
  const commas = new Set([...text.matchAll(COMMA_NUMBER)].map((match) => match.index));
  for (const match of text.matchAll(PARAMETER)) {
    if (accepted.test(match[2] ?? '') || commas.has(match.index)) continue;
    return { ...matchSpan(line, match), text: shortened(match[0]) };
  }
  return undefined;
}
