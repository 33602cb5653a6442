import { z } from 'zod';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { rowsOutcome, rowsWithout } from '../unexpected.ts';

export const nullShare = kind({
  code: 'null-share',
  meaning: 'At most this share of the rows has no value.',
  parameters: z.strictObject({ percent: z.number().min(0).max(100) }),
  check(run, columns, { percent }) {
    return columns.flatMap((field) => {
      const values = run.sensors.table.columns.get(field);
      // Cells that hold something else than a number have been told of already.
      const isTold = run.sensors.findings.some(
        (finding) => finding.code === 'type-error' && finding.field === field,
      );
      if (!values || values.length === 0 || isTold) return [];
      const found = rowsWithout(values);
      const share = (100 * found.count) / values.length;
      const message = () =>
        found.count === values.length
          ? `The column "${field}" is empty; take it out and state in metadata.json that it is not present.`
          : `${decimal(share, share < 10 ? 1 : 0)} % of the rows have no ${field} (${decimal(percent)} % may), the first of them here; look for a sensor that drops out.`;
      return [rowsOutcome(run, field, values.length, found, message, share <= percent)];
    });
  },
});
