import { z } from 'zod';
import { ALL_RULES } from '#core/rules/all';
import { RUN_FILE } from '#core/run/runFolder';
import { plural } from '../../quantities.ts';
import { kind, type Problem } from '../kind.ts';
import { singleOutcome } from '../unexpected.ts';

/** So many problems of a rule are told; the others are counted with the last of them. */
const TOLD = 5;

export const gcodeLayers = kind({
  code: 'layer-count-mismatch',
  meaning: 'The G-code prints so many layers or more.',
  parameters: z.strictObject({ least: z.number().int().positive() }),
  check({ plan }, _columns, { least }) {
    if (!plan) return [];
    const { layerCount } = plan;
    return [
      singleOutcome(layerCount >= least, layerCount, () => ({
        file: RUN_FILE.gcode,
        line: 1,
        column: 1,
        message: `The G-code has ${plural(layerCount, 'layer')}, fewer than ${least}; put the sliced file that was printed here.`,
      })),
    ];
  },
});

const RULE = z
  .string()
  .refine((id) => ALL_RULES.some((rule) => rule.id === id), 'names no rule of gcode check');

export const gcodeRules = kind({
  code: 'gcode-problem',
  meaning: 'The G-code has no problem by these rules of `3dpai gcode check`.',
  parameters: z.strictObject({ rules: z.array(RULE).min(1).readonly() }),
  check({ plan }, _columns, { rules }) {
    if (!plan) return [];
    const found = plan.problems.filter(({ rule }) => rules.includes(rule));
    const unexpectedCount = found.reduce((sum, { count }) => sum + (count ?? 1), 0);
    const told = found.slice(0, TOLD);
    const untold = found.slice(TOLD).reduce((sum, { count }) => sum + (count ?? 1), 0);
    return [
      {
        success: found.length === 0,
        elementCount: Math.max(plan.lineCount, unexpectedCount),
        unexpectedCount,
        partial: found.slice(0, 20).map(({ line }) => line),
        problems: told.map(({ line, column, message, rule, count = 1 }, index): Problem => {
          const all = index === TOLD - 1 ? count + untold : count;
          return {
            file: RUN_FILE.gcode,
            line,
            column,
            ...(all > 1 && { count: all }),
            message: `${message} (${rule})`,
          };
        }),
      },
    ];
  },
});
