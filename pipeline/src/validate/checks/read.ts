import { z } from 'zod';
import { FINDING_CODES } from '#core/run/findings';
import { kind } from '../kind.ts';

export const read = kind({
  code: 'format-error',
  meaning: 'Reading the table finds nothing of these codes. The findings keep their own code.',
  parameters: z.strictObject({ codes: z.array(z.enum(FINDING_CODES)).min(1).readonly() }),
  check({ sensors }, _columns, { codes }) {
    const found = sensors.findings.filter(({ code }) => codes.includes(code));
    const unexpectedCount = found.reduce((sum, { count }) => sum + (count ?? 1), 0);
    return [
      {
        success: unexpectedCount === 0,
        elementCount: Math.max(sensors.table.rowCount, unexpectedCount),
        unexpectedCount,
        partial: found.map(({ line = 1, column = 1 }) => `${line}:${column}`),
        problems: found.map(({ severity: _severity, ...problem }) => problem),
      },
    ];
  },
});
