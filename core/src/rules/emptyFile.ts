import { SUM } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

export const emptyFile: PrintRule = {
  id: 'empty-file',
  severity: 'warning',
  why: 'The file moves nothing, so there is nothing to print.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ print, report }) {
    const moves = (print.totals[SUM.moves] ?? 0) + (print.outside[SUM.moves] ?? 0);
    if (moves > 0) return;
    report(0, { message: 'The file has no move, so nothing is printed; slice the model again.' });
  },
};
