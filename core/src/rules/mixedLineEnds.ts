import type { PrintRule } from './rule.ts';

export const mixedLineEnds: PrintRule = {
  id: 'mixed-line-ends',
  severity: 'hint',
  why: 'Line ends of two kinds in one file show that two programs wrote it; some tools stumble over them.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ text, report }) {
    let kinds = 0;
    for (const chunk of text.chunks) kinds |= chunk.lineEnds;
    if ((kinds & 3) !== 3) return;
    report(0, {
      message:
        'Some lines end with LF and some with CR LF; firmwares accept both, but let the editor convert the file to one of them.',
    });
  },
};
