import { sequenceLength } from '../gcode/line.ts';
import type { BytesRule } from './rule.ts';

/** Klipper decodes what it reads from the file strictly (`virtual_sdcard.py`, `_work_handler`): the error
 * ends its reading without a message. */
export const nonUtf8Bytes: BytesRule = {
  id: 'non-utf8-bytes',
  severity: 'error',
  why: 'Klipper ends the print without a message at bytes that are not UTF-8, in comments too.',
  firmwares: ['klipper'],
  checkBytes(bytes, report) {
    const words = wordsOf(bytes);
    let at = firstHighByte(bytes, words, 0);
    while (at < bytes.length) {
      const size = sequenceLength(bytes, at, bytes.length);
      if (size > 0) {
        at = firstHighByte(bytes, words, at + size);
        continue;
      }
      let end = at + 1;
      while (end < bytes.length && isHigh(bytes, end)) end += 1;
      report({
        start: at,
        end,
        message:
          'This is not UTF-8, and Klipper ends the print without a message when it reads it; save the file as UTF-8 or remove the character.',
      });
      at = firstHighByte(bytes, words, end);
    }
  },
};

/** The bytes as whole words, which begin at the first place in memory that a word can have. */
interface Words {
  readonly first: number;
  readonly values: Uint32Array;
}

function wordsOf(bytes: Uint8Array): Words {
  const first = Math.min(bytes.length, (4 - (bytes.byteOffset & 3)) & 3);
  const count = (bytes.length - first) >> 2;
  // An offset that is no multiple of four is refused even for no words at all.
  if (count === 0) return { first: bytes.length, values: new Uint32Array(0) };
  return { first, values: new Uint32Array(bytes.buffer, bytes.byteOffset + first, count) };
}

/** Four bytes at a time where it can, because every byte of the file passes here. */
function firstHighByte(bytes: Uint8Array, { first, values }: Words, from: number): number {
  const { length } = bytes;
  let at = from;
  for (; at < length && (at < first || ((at - first) & 3) !== 0); at++)
    if (isHigh(bytes, at)) return at;
  let word = (at - first) >> 2;
  while (word >= 0 && word < values.length && ((values[word] ?? 0) & 0x80808080) === 0) word += 1;
  at = Math.max(at, first + word * 4);
  while (at < length && !isHigh(bytes, at)) at += 1;
  return Math.min(at, length);
}

function isHigh(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at] ?? 0) & 0x80) !== 0;
}
