import { commandCode, LINE_FLAG } from '../gcode/line.ts';
import { klipperRefusal } from './klipperReads.ts';
import { argumentText } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Letters that mean nothing without a number, by command. */
const NEEDED: ReadonlyMap<number, string> = new Map([
  ...(['G0', 'G1', 'G2', 'G3'] as const).map((name) => [commandCode(name), 'XYZEF'] as const),
  ...(['M104', 'M109', 'M140', 'M190', 'M106', 'M220', 'M221'] as const).map(
    (name) => [commandCode(name), 'S'] as const,
  ),
  [commandCode('G4'), 'PS'],
  [commandCode('M204'), 'SPT'],
]);

export const emptyParameter: LineRule = {
  id: 'empty-parameter',
  severity: 'error',
  why: 'Klipper stops at a letter that has no number; other firmwares do not move that axis.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  flags: LINE_FLAG.emptyParameter,
  check({ line, firmware, report }) {
    if (firmware === 'klipper') {
      const refusal = klipperRefusal(line);
      const parameter = refusal?.parameter;
      if (!refusal || !parameter || parameter.value !== '') return;
      report({
        start: parameter.start,
        end: parameter.end,
        message: `${parameter.name} has no number, and Klipper stops the print here; add the number or remove the letter.`,
        firmware: refusal.firmware,
      });
      return;
    }
    const letters = NEEDED.get(line.command);
    if (letters === undefined) return;
    const lonely = /(?<![A-Za-z_])([A-Za-z])(?=\s*(?:[A-Za-z*]|$))(?![A-Za-z_])/g;
    for (const match of argumentText(line).matchAll(lonely)) {
      const letter = (match[1] ?? '').toUpperCase();
      if (!letters.includes(letter)) continue;
      const start = line.wordEnd + match.index;
      report({
        start,
        end: start + 1,
        message: `${letter} has no number and is passed over; add the number or remove the letter.`,
      });
      return;
    }
  },
};
