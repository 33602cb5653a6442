import { z } from 'zod';
import { decimal, duration } from '../../quantities.ts';
import { kind } from '../kind.ts';

export const labelInside = kind({
  code: 'label-outside-run',
  meaning: 'Every failure begins inside the run, give or take so many seconds.',
  parameters: z.strictObject({ withinSeconds: z.number().min(0) }),
  check(run, _columns, { withinSeconds }) {
    const { labels, plan, timing } = run;
    const end = Math.max(plan?.seconds ?? 0, timing.seconds);
    if (labels.length === 0 || end === 0) return [];
    const outside = labels.filter(
      ({ onsetSeconds }) =>
        !(onsetSeconds >= -withinSeconds && onsetSeconds <= end + withinSeconds),
    );
    return [
      {
        success: outside.length === 0,
        elementCount: labels.length,
        unexpectedCount: outside.length,
        partial: outside.map(({ onsetSeconds }) => onsetSeconds),
        problems: outside.map(({ kind: name, onsetSeconds, file, line, column }) => ({
          file,
          line,
          column,
          message: `"${name}" begins at ${decimal(onsetSeconds)} s, but the run goes from 0 to ${duration(end)}; correct the onset.`,
        })),
      },
    ];
  },
});
