import type { RunFinding, Verdict } from '#core/run/findings';
import { type Command, type Given, JSON_OPTION } from '../command.ts';
import { openDataset } from '../dataset/datasetFolder.ts';
import { watchForInterruption } from '../dataset/interruption.ts';
import { type RunOutcome, runStage, type StageOutcome } from '../dataset/runStages.ts';
import {
  exitCodeOf,
  FORCE_OPTION,
  type StageAnswer,
  stageAnswer,
  summary,
} from '../dataset/stageCommand.ts';
import { type ExitCode, Failure } from '../exit.ts';
import { jsonPieces, writeOut } from '../output.ts';
import { PROFILE_OPTION, profileOf } from '../profile.ts';
import { progressFor } from '../progress.ts';
import { plural } from '../quantities.ts';
import { alignStage } from './stage.ts';

export const ALIGN_COMMAND: Command = {
  name: 'align',
  operands: ['DIR'],
  summary: 'Lays all that was recorded of each run on planned print time.',
  details: [
    'DIR is a dataset whose runs are validated. The clock of each recording is found from where the head is, from lines, events or vibration, whichever there is, with its drift and every stop; a recording of another G-code is refused. canonical/timeline then has 20 rows a second with the plan and every channel, canonical/layers, frames and audio have what belongs to them, and work/RUN/align/…/alignment.json says how sure all of it is.',
    'Planned times are those of the printer: --profile names it, else metadata.json does. Exits with 1 when a run was refused or has changed.',
  ],
  options: [PROFILE_OPTION, FORCE_OPTION, JSON_OPTION],
  examples: ['align dataset', 'align dataset --profile printer.cfg --json'],
  run,
};

/** What `3dpai align DIR --json` prints beside the answer of every stage. */
export interface AlignAnswer extends StageAnswer {
  readonly runs: readonly AlignedRunAnswer[];
  readonly summary: AlignSummary;
}

export interface AlignedRunAnswer {
  readonly run: string;
  readonly verdict: Verdict;
  readonly offset_s: number | null;
  readonly drift_ppm: number | null;
  readonly residual_p50_s: number | null;
  readonly residual_p95_s: number | null;
  /** How many the map rests on. */
  readonly anchors: number;
  readonly coverage: number;
  readonly findings: readonly RunFinding[];
}

export interface AlignSummary {
  readonly runs: number;
  readonly aligned: number;
  readonly wrong_pairs: number;
  /** Largest of the aligned runs. */
  readonly residual_p95_s: number | null;
  /** Smallest of the aligned runs. */
  readonly coverage: number | null;
}

async function run(given: Given): Promise<ExitCode> {
  const folder = given.operands[0] ?? '';
  const stage = alignStage(profileOf(given));
  const progress = progressFor(given, folder);
  const interruption = watchForInterruption();
  try {
    const dataset = await openDataset(folder);
    try {
      const { signal } = interruption;
      const outcome = await runStage(dataset, stage, {
        progress,
        signal,
        force: given.has('force'),
      });
      if (outcome.runs.length === 0 && outcome.waiting.length > 0)
        throw new Failure(
          `No run of ${folder} is ready for align; call first: 3dpai validate ${folder}`,
        );
      const answer = alignAnswer(folder, outcome);
      progress.end();
      await writeOut(given.has('json') ? jsonPieces(answer) : answerText(answer));
      return exitCodeOf(answer);
    } finally {
      await dataset.close();
    }
  } finally {
    interruption.end();
    progress.end();
  }
}

function alignAnswer(folder: string, outcome: StageOutcome): AlignAnswer {
  const runs = outcome.runs.map(runAnswer);
  const aligned = runs.filter((each) => each.verdict !== 'reject' && each.offset_s !== null);
  const errors = aligned.flatMap(({ residual_p95_s: error }) => error ?? []);
  return {
    ...stageAnswer(folder, outcome),
    runs,
    summary: {
      runs: runs.length,
      aligned: aligned.length,
      wrong_pairs: runs.filter(({ findings }) =>
        findings.some(({ code, severity }) => code === 'wrong-pair' && severity === 'error'),
      ).length,
      residual_p95_s: errors.length > 0 ? errors.reduce((a, b) => Math.max(a, b)) : null,
      coverage:
        aligned.length > 0
          ? aligned.reduce((least, { coverage }) => Math.min(least, coverage), 1)
          : null,
    },
  };
}

function runAnswer({ run: name, verdict, facts, findings }: RunOutcome): AlignedRunAnswer {
  const number = (field: string): number | null => {
    const value = facts[field];
    return typeof value === 'number' ? value : null;
  };
  return {
    run: name,
    verdict,
    offset_s: number('offset_s'),
    drift_ppm: number('drift_ppm'),
    residual_p50_s: number('residual_p50_s'),
    residual_p95_s: number('residual_p95_s'),
    anchors: number('anchors') ?? 0,
    coverage: number('coverage') ?? 0,
    findings,
  };
}

function* answerText(answer: AlignAnswer): Generator<string> {
  const { aligned, residual_p95_s: error, coverage } = answer.summary;
  if (aligned > 0)
    yield `${plural(aligned, 'run')} on planned time: residuals of anchors at most ${((error ?? 0) * 1_000).toFixed(1)} ms (p95), at least ${((coverage ?? 0) * 100).toFixed(1)} % of the plan covered.\n`;
  yield* summary(answer, 'align');
}
