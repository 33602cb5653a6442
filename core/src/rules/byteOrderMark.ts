import type { PrintRule } from './rule.ts';

export const byteOrderMark: PrintRule = {
  id: 'byte-order-mark',
  severity: 'warning',
  why: 'An invisible mark at the beginning of the file turns its first line into an unknown command.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  atEnd({ text, report }) {
    const bytes = text.chunks[0]?.bytes;
    if (bytes?.[0] !== 0xef || bytes[1] !== 0xbb || bytes[2] !== 0xbf) return;
    report(0, {
      message:
        'The file begins with a byte order mark, so its first line is no command or comment to the firmware; save it as UTF-8 without the mark.',
      fix: { title: 'Remove the byte order mark', start: 0, end: 3, newText: '' },
    });
  },
};
