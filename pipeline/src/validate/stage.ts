import { createHash } from 'node:crypto';
import type { MachineProfile } from '#core/machine/profile';
import type { Stage, StageInput, StageOutput } from '../dataset/stage.ts';
import { PROFILE_NAMES, type ProfileName } from '../ingest/profile.ts';
import { evaluate } from './evaluate.ts';
import type { Expectation } from './expectation.ts';
import { EXPECTATIONS } from './expectations.ts';
import { readRun, rememberedPlans } from './readRun.ts';
import { verdictOf } from './verdict.ts';

/** The part of a run in which its results are kept. */
export const RESULTS_PART = 'expectations.json';

export interface ValidateOptions {
  readonly suite?: readonly Expectation[];
  /** The printer of all runs; else that of each run's metadata.json. */
  readonly profile?: MachineProfile | undefined;
}

/** Holds each run against the suite. */
export function validateStage({ suite = EXPECTATIONS, profile }: ValidateOptions = {}): Stage {
  const plans = rememberedPlans();
  return {
    name: 'validate',
    version: 1,
    settings: createHash('sha256')
      .update(JSON.stringify([suite, profile]))
      .digest('hex'),
    run: (input) => validate(input, suite, (gcode, printer) => plans(gcode, profile ?? printer)),
  };
}

async function validate(
  input: StageInput,
  suite: readonly Expectation[],
  plans: ReturnType<typeof rememberedPlans>,
): Promise<StageOutput> {
  const { run } = await readRun(input.rawFolder, plans, profileIn(input));
  const { results, findings } = evaluate(run, suite);
  const { medianSeconds, seconds } = run.timing;
  return {
    verdict: verdictOf(findings),
    findings,
    facts: {
      rows: run.sensors.table.rowCount,
      duration_s: seconds,
      interval_s: Number.isNaN(medianSeconds) ? null : medianSeconds,
      planned_s: run.plan?.seconds ?? null,
      expectations: results.length,
      unmet: results.filter(({ success }) => !success).length,
    },
    parts: new Map([
      [RESULTS_PART, new TextEncoder().encode(`${JSON.stringify({ expectations: results })}\n`)],
    ]),
  };
}

/** The profile by which the run was ingested. */
function profileIn(input: StageInput): ProfileName | undefined {
  const profile = input.record('ingest')?.facts.profile;
  return PROFILE_NAMES.find((name) => name === profile);
}
