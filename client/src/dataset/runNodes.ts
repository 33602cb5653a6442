import type { RunReport, StageReport } from '#core/contract/dataset';
import { formatCounted } from '../text/quantity.ts';

// The Runs view as plain data: batches of runs, and of each run what the stages found and said.

export interface BatchNode {
  readonly kind: 'batch';
  readonly name: string;
  readonly runs: readonly RunNode[];
}

export interface RunNode {
  readonly kind: 'run';
  readonly name: string;
  /** Folder of the raw run, as the report has it. */
  readonly folder: string;
  readonly verdict: RunReport['verdict'];
  readonly description: string;
  readonly findings: readonly FindingNode[];
  readonly facts: readonly { readonly name: string; readonly value: string }[];
}

export interface FindingNode {
  readonly kind: 'finding';
  readonly folder: string;
  readonly finding: RunReport['findings'][number];
}

const WORST = { accept: 0, quarantine: 1, reject: 2 } as const;

/** @param reports of the stages in the order in which they ran */
export function batchNodes(reports: readonly StageReport[]): BatchNode[] {
  const runs = reportsByRun(reports);
  const batches = new Map<string, RunNode[]>();
  for (const [name, said] of runs) {
    const run = runNode(name, said);
    const batch = batchOf(run.folder);
    const members = batches.get(batch);
    if (members) members.push(run);
    else batches.set(batch, [run]);
  }
  return [...batches]
    .map(([name, members]) => ({
      kind: 'batch' as const,
      name,
      runs: members.sort((a, b) => (a.name < b.name ? -1 : 1)),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What all stages said of each run, in their order. */
export function reportsByRun(reports: readonly StageReport[]): Map<string, RunReport[]> {
  const runs = new Map<string, RunReport[]>();
  for (const { runs: each } of reports)
    for (const run of each) {
      const known = runs.get(run.run);
      if (known) known.push(run);
      else runs.set(run.run, [run]);
    }
  return runs;
}

function runNode(name: string, said: readonly RunReport[]): RunNode {
  const [first] = said;
  const folder = first?.raw ?? '';
  const verdict = said.reduce<RunReport['verdict']>(
    (worst, each) => (WORST[each.verdict] > WORST[worst] ? each.verdict : worst),
    'accept',
  );
  const findings = distinctFindings(said);
  const facts = Object.entries(Object.assign({}, ...said.map((each) => each.facts)));
  const failure = facts.find(([key]) => key === 'failure')?.[1];
  const words = [
    ...(typeof failure === 'string' ? [failureText(failure)] : []),
    ...(verdict === 'accept' ? [] : [verdict === 'reject' ? 'rejected' : 'quarantined']),
    ...(findings.length > 0 ? [formatCounted(findings.length, 'finding')] : []),
  ];
  return {
    kind: 'run',
    name,
    folder,
    verdict,
    description: words.join(' · '),
    findings: findings.map((finding) => ({ kind: 'finding', folder, finding })),
    facts: facts.map(([key, value]) => ({ name: key.replaceAll('_', ' '), value: String(value) })),
  };
}

function failureText(failure: string): string {
  return failure === 'none' ? 'healthy' : failure.replaceAll('_', ' ');
}

/** What several stages found alike is shown once. */
export function distinctFindings(said: readonly RunReport[]): RunReport['findings'] {
  const found = new Map<string, RunReport['findings'][number]>();
  for (const { findings } of said)
    for (const finding of findings) {
      const { code, file, line, column, field } = finding;
      const key = JSON.stringify([code, file, line, column, field]);
      if (!found.has(key)) found.set(key, finding);
    }
  return [...found.values()];
}

/** The folder that holds the run's folder: `batch_0000`. */
function batchOf(folder: string): string {
  const parts = folder.split(/[\\/]/).filter((part) => part !== '');
  return parts.at(-2) ?? 'runs';
}
