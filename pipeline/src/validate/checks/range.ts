import { z } from 'zod';
import { CHANNELS } from '#core/run/channels';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { columnsOf, rowsHave, rowsOutcome, rowsOutside } from '../unexpected.ts';

export const range = kind({
  code: 'constraint-error',
  meaning: 'Values lie in a range.',
  parameters: z
    .strictObject({ min: z.number(), max: z.number() })
    .refine(({ min, max }) => min <= max, 'min must not be above max'),
  check(run, columns, { min, max }) {
    return columnsOf(run, columns).map(([field, values]) => {
      const found = rowsOutside(values, min, max);
      const unit = CHANNELS.find(({ name }) => name === field)?.unit ?? '';
      const message = (row: number) =>
        `${rowsHave(found.count)} a ${field} outside of ${decimal(min)} to ${`${decimal(max)} ${unit}`.trim()} (${decimal(values[row] ?? 0)}); check the sensor and its unit.`;
      return rowsOutcome(run, field, values.length, found, message);
    });
  },
});
