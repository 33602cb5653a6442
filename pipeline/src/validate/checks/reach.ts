import { z } from 'zod';
import { decimal } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { columnsOf, rowsHave, rowsOutcome, rowsOutside } from '../unexpected.ts';

const AXES = { position_x: 'x', position_y: 'y', position_z: 'z' } as const;

export const reach = kind({
  code: 'constraint-error',
  meaning:
    'Positions lie where the printer can go, give or take a margin. Asked where the printer is known.',
  parameters: z.strictObject({ marginMm: z.number().min(0) }),
  check(run, columns, { marginMm }) {
    const { profile } = run.plan ?? {};
    if (!profile) return [];
    return columnsOf(run, columns).flatMap(([field, values]) => {
      const axis = field in AXES ? AXES[field as keyof typeof AXES] : undefined;
      const reached = axis && profile.reach[axis];
      if (!reached) return [];
      const min = reached.min - marginMm;
      const max = reached.max + marginMm;
      const found = rowsOutside(values, min, max);
      const message = (row: number) =>
        `${rowsHave(found.count, 'is', 'are')} where ${profile.name} cannot go (${field} ${decimal(values[row] ?? 0)} mm, it has ${decimal(reached.min)} to ${decimal(reached.max)}); check the printer of metadata.json and the origin.`;
      return [rowsOutcome(run, field, values.length, found, message)];
    });
  },
});
