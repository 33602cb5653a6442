import { sequenceLength } from '../gcode/line.ts';
import type { BytesRule } from './rule.ts';

/** Klipper decodes what it reads from the file strictly (`virtual_sdcard.py`, `_work_handler`): the error
 * ends its reading without a message. */
export const nonUtf8Bytes: BytesRule = {
  id: 'non-utf8-bytes',
  severity: 'error',
  why: 'Klipper ends the print without a message at bytes that are not UTF-8, in comments too.',
  firmwares: ['klipper'],
  looksFor: 'nul or high',
  checkBytes(bytes, report) {
    let at = highByte(bytes, 0);
    while (at < bytes.length) {
      const size = sequenceLength(bytes, at, bytes.length);
      if (size > 0) {
        at = highByte(bytes, at + size);
        continue;
      }
      let end = at + 1;
      while (end < bytes.length && (bytes[end] ?? 0) > 127) end += 1;
      report({
        start: at,
        end,
        message:
          'This is not UTF-8, and Klipper ends the print without a message when it reads it; save the file as UTF-8 or remove the character.',
      });
      at = highByte(bytes, end);
    }
  },
};

/** The next byte above 127, or the end. */
function highByte(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && (bytes[at] ?? 0) <= 127) at += 1;
  return at;
}
