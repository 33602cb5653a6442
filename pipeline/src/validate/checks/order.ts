import { z } from 'zod';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { addRow, columnsOf, noRows, rowsHave, rowsOutcome } from '../unexpected.ts';

export const unique = kind({
  code: 'primary-key-error',
  meaning: 'No row has the value of the row before it.',
  parameters: z.strictObject({}),
  check(run, columns) {
    return columnsOf(run, columns).map(([field, values]) => {
      const found = noRows();
      let last = Number.NaN;
      for (let row = 0; row < values.length; row++) {
        const value = values[row] ?? Number.NaN;
        if (value === last) addRow(found, row);
        if (!Number.isNaN(value)) last = value;
      }
      const message = (row: number) =>
        `${rowsHave(found.count)} the ${field} of the row before (${decimal(values[row] ?? 0, 5)}); keep one of them.`;
      return rowsOutcome(run, field, values.length, found, message);
    });
  },
});

export const increasing = kind({
  code: 'not-increasing',
  meaning: 'No row has a value below that of the row before it.',
  parameters: z.strictObject({}),
  check(run, columns) {
    return columnsOf(run, columns).map(([field, values]) => {
      const found = noRows();
      let last = Number.NaN;
      for (let row = 0; row < values.length; row++) {
        const value = values[row] ?? Number.NaN;
        if (value < last) addRow(found, row);
        if (!Number.isNaN(value)) last = value;
      }
      const message = () =>
        `${rowsHave(found.count, 'goes', 'go')} back in ${field}; the clock was set, or parts of two runs were joined: keep them apart.`;
      return rowsOutcome(run, field, values.length, found, message);
    });
  },
});
