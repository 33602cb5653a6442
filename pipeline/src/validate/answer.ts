import process from 'node:process';
import { styleText } from 'node:util';
import type { RunFinding, Verdict } from '#core/run/findings';
import { printable } from '../output.ts';
import { count, decimal, plural } from '../quantities.ts';
import type { ExpectationTotal } from './totals.ts';

/** What `3dpai validate … --json` prints. */
export interface ValidateAnswer {
  readonly runs: readonly ValidatedRun[];
  /** Of all runs together. */
  readonly expectations: readonly ExpectationTotal[];
  readonly summary: Readonly<Record<Verdict, number>>;
  /** Datasets only: runs that ingest has not done yet, or whose raw folder is another one since. */
  readonly waiting?: readonly string[];
  readonly changed?: readonly string[];
  /** The call was stopped before its end; the next one goes on. */
  readonly stopped: boolean;
}

export interface ValidatedRun {
  readonly run: string;
  /** Its raw folder, as it can be opened from where the command was called. */
  readonly folder: string;
  readonly verdict: Verdict;
  readonly findings: readonly RunFinding[];
}

export function summaryOf(runs: readonly ValidatedRun[]): ValidateAnswer['summary'] {
  const number = (verdict: Verdict) => runs.filter((run) => run.verdict === verdict).length;
  return { accept: number('accept'), quarantine: number('quarantine'), reject: number('reject') };
}

export function hasErrors({ runs }: Pick<ValidateAnswer, 'runs'>): boolean {
  return runs.some(({ findings }) => findings.some(({ severity }) => severity === 'error'));
}

/** One line for each finding, as compilers print them, so that editors can follow it; then what was not met. */
export function* answerText(answer: ValidateAnswer): Generator<string> {
  for (const { folder, findings } of answer.runs)
    for (const finding of findings) yield `${findingLine(folder, finding)}\n`;
  for (const run of answer.changed ?? [])
    yield `${printable(run)}: its raw folder is not what it was when it was ingested; ingest it again.\n`;
  const unmet = answer.expectations.filter(({ success }) => !success);
  for (const { expectation, runs, unmet_runs, unexpected_count, unexpected_percent } of unmet)
    yield `${expectation}: not met by ${count(unmet_runs)} of ${plural(runs, 'run')}; ${count(unexpected_count)} unexpected (${decimal(unexpected_percent, unexpected_percent < 1 ? 3 : 1)} %)\n`;
  yield `${summaryText(answer)}\n`;
  if (answer.stopped) yield 'Stopped before the end; call it again to go on.\n';
}

function summaryText({ runs, summary, waiting = [] }: ValidateAnswer): string {
  const found = runs.flatMap(({ findings }) => findings);
  const number = (severity: RunFinding['severity']) =>
    found.filter((finding) => finding.severity === severity).length;
  const parts = [
    `${count(summary.accept)} accepted`,
    `${count(summary.quarantine)} quarantined`,
    `${count(summary.reject)} rejected`,
    ...(waiting.length > 0 ? [`${count(waiting.length)} waiting for ingest`] : []),
  ];
  return `${plural(runs.length, 'run')}: ${parts.join(', ')}; ${plural(number('error'), 'error')}, ${plural(number('warning'), 'warning')}.`;
}

const STYLES: Readonly<Record<RunFinding['severity'], Parameters<typeof styleText>[0]>> = {
  error: ['bold', 'red'],
  warning: ['bold', 'yellow'],
  information: 'blue',
};

/** `FILE:LINE:COLUMN: SEVERITY: MESSAGE [CODE]`. What is about a file as a whole stands on its first line. */
function findingLine(
  folder: string,
  { file, line = 1, column = 1, severity, message, code }: RunFinding,
): string {
  const place = `${printable(`${folder}/${file}`)}:${line}:${column}`;
  return `${place}: ${paint(STYLES[severity], severity)}: ${printable(message)} ${paint('gray', `[${code}]`)}`;
}

/** Colour only where stdout is a terminal and NO_COLOR does not forbid it. */
function paint(style: Parameters<typeof styleText>[0], text: string): string {
  return styleText(style, text, { stream: process.stdout });
}
