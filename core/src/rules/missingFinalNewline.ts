import { endsWithLineEnd, locateLine } from '../gcode/text.ts';
import type { PrintRule } from './rule.ts';

/** What follows the last `\n` never leaves the buffer (`virtual_sdcard.py`, `partial_input`). */
export const missingFinalNewline: PrintRule = {
  id: 'missing-final-newline',
  severity: 'warning',
  why: 'Klipper drops the last line where no line end follows it: often a heater stays on.',
  firmwares: ['klipper'],
  fixes: true,
  atEnd({ text, lineText, report }) {
    if (text.lineCount === 0 || endsWithLineEnd(text)) return;
    const last = text.lineCount - 1;
    const command = lineText(last).replace(/;.*/, '').trim();
    if (command === '') return;
    const place = locateLine(text, last);
    const end = place ? place.end - place.start : 0;
    report(last, {
      message: 'Klipper never runs this last line, because no line end follows it; add one.',
      fix: { title: 'Add a line end', start: end, end, newText: '\n' },
    });
  },
};
