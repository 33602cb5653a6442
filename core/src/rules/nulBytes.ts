import type { BytesRule } from './rule.ts';

export const nulBytes: BytesRule = {
  id: 'nul-bytes',
  severity: 'error',
  why: 'NUL bytes are left by a broken copy or disk: what belongs there is missing from the print.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  looksFor: 'nul or high',
  checkBytes(bytes, report) {
    let start = bytes.indexOf(0);
    while (start >= 0) {
      let end = start + 1;
      while (bytes[end] === 0) end += 1;
      report({
        start,
        end,
        message: `Here ${end - start === 1 ? 'is a NUL byte' : `are ${end - start} NUL bytes`}: the file was damaged when it was copied; copy or slice it again.`,
      });
      start = bytes.indexOf(0, end);
    }
  },
};
