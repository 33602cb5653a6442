import { z } from 'zod';
import { kind } from '../kind.ts';
import { rowsHave, rowsOutcome, rowsWithout } from '../unexpected.ts';

export const notNull = kind({
  code: 'constraint-error',
  meaning: 'Every row has a value.',
  parameters: z.strictObject({}),
  check(run, columns) {
    return columns.flatMap((field) => {
      const values = run.sensors.table.columns.get(field);
      if (!values) return [];
      const found = rowsWithout(values);
      const message = () =>
        `${rowsHave(found.count)} no ${field}; fill it in, or take out what has none.`;
      return [rowsOutcome(run, field, values.length, found, message)];
    });
  },
});
