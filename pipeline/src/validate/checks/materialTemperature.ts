import { z } from 'zod';
import { RUN_FILE } from '#core/run/runFolder';
import { quantile } from '#core/run/statistics';
import { placeOf } from '../../ingest/documents.ts';
import { decimal } from '../../quantities.ts';
import { materialNamed } from '../../simulate/materials.ts';
import { kind } from '../kind.ts';
import type { RunUnderTest } from '../runUnderTest.ts';
import { columnOf, singleOutcome } from '../unexpected.ts';

export const materialTemperature = kind({
  code: 'material-temperature',
  meaning:
    'The hot end is asked for a temperature at which the material prints, give or take so many °C. Where the G-code does not say, the median of what was measured counts.',
  parameters: z.strictObject({ withinC: z.number().min(0) }),
  check(run, _columns, { withinC }) {
    const { metadata } = run;
    const material = metadata && materialNamed(metadata.value.material);
    if (!metadata || !material) return [];
    const used = run.plan?.hotendTargetC ?? measured(run);
    if (used === undefined) return [];
    const [from, to] = material.printC;
    return [
      singleOutcome(used >= from - withinC && used <= to + withinC, used, () => ({
        file: RUN_FILE.metadata,
        ...placeOf(metadata.text, ['material']),
        message: `${material.name} prints at ${decimal(from, 0)} to ${decimal(to, 0)} °C and this run at ${decimal(used, 0)} °C; correct the material, or look for the wrong G-code.`,
      })),
    ];
  },
});

function measured(run: RunUnderTest): number | undefined {
  const values = columnOf(run, 'temperature');
  return values && quantile(values, 0.5);
}
