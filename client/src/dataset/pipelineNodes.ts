import type { StageReport } from '#core/contract/dataset';
import { formatCount, formatCounted } from '../text/quantity.ts';
import { STAGES, type StageDescription, type StageId } from './stages.ts';

// The Pipeline view as plain data.

/** What one stage said last, and when (ms since 1970). */
export interface StageFact {
  readonly report: StageReport;
  readonly changedAt: number;
}

export interface StageNode {
  readonly kind: 'stage';
  readonly stage: StageDescription & { readonly id: StageId };
  readonly state: 'running' | 'not run' | 'fine' | 'findings';
  readonly description: string;
  readonly tooltip: string;
  readonly children: readonly FactNode[];
}

/** A line below a stage: a count or a number worth knowing. */
export interface FactNode {
  readonly kind: 'fact';
  readonly label: string;
  readonly description: string;
  /** A codicon. */
  readonly icon: string;
}

/** @param progress what a running stage says of itself @param now ms since 1970 */
export function stageNodes(
  facts: ReadonlyMap<StageId, StageFact>,
  progress: ReadonlyMap<StageId, string>,
  now: number,
): StageNode[] {
  return STAGES.filter(({ id }) => id !== 'simulate' || progress.has(id)).map((stage) => {
    const running = progress.get(stage.id);
    const fact = facts.get(stage.id);
    const children = fact ? factNodes(fact.report) : [];
    if (running !== undefined)
      return node(stage, 'running', running, 'It can be cancelled at any moment.', children);
    if (!fact) return node(stage, 'not run', 'not run yet', `${stage.title}: ${stage.purpose}`, []);
    const counts = verdictCounts(fact.report);
    const bad = counts.quarantine + counts.reject;
    const runs = formatCounted(fact.report.runs.length, 'run');
    const description = [
      runs,
      ...(counts.quarantine > 0 ? [`${formatCount(counts.quarantine)} quarantined`] : []),
      ...(counts.reject > 0 ? [`${formatCount(counts.reject)} rejected`] : []),
      ago(now - fact.changedAt),
    ].join(' · ');
    const when = new Date(fact.changedAt).toLocaleString('en-GB');
    return node(
      stage,
      bad > 0 ? 'findings' : 'fine',
      description,
      `${stage.title}: ${stage.purpose}\nLast run: ${when}`,
      children,
    );
  });
}

function node(
  stage: StageNode['stage'],
  state: StageNode['state'],
  description: string,
  tooltip: string,
  children: readonly FactNode[],
): StageNode {
  return { kind: 'stage', stage, state, description, tooltip, children };
}

export function verdictCounts(
  report: StageReport,
): Record<'accept' | 'quarantine' | 'reject', number> {
  const counts = { accept: 0, quarantine: 0, reject: 0 };
  for (const { verdict } of report.runs) counts[verdict] += 1;
  return counts;
}

const MOST_CODES = 8;

function factNodes(report: StageReport): FactNode[] {
  const counts = verdictCounts(report);
  const codes = new Map<string, number>();
  for (const { findings } of report.runs)
    for (const { code, count } of findings) codes.set(code, (codes.get(code) ?? 0) + (count ?? 1));
  const most = [...codes].sort(([, a], [, b]) => b - a).slice(0, MOST_CODES);
  return [
    fact('accepted', formatCount(counts.accept), 'pass'),
    ...(counts.quarantine > 0
      ? [fact('quarantined', formatCount(counts.quarantine), 'warning')]
      : []),
    ...(counts.reject > 0 ? [fact('rejected', formatCount(counts.reject), 'error')] : []),
    ...meanFacts(report),
    ...most.map(([code, count]) => fact(code, formatCount(count), 'circle-small-filled')),
  ];
}

function fact(label: string, description: string, icon: string): FactNode {
  return { kind: 'fact', label, description, icon };
}

/** The median of every number that the stage states of each run. */
function meanFacts(report: StageReport): FactNode[] {
  const numbers = new Map<string, number[]>();
  for (const { facts } of report.runs)
    for (const [name, value] of Object.entries(facts))
      if (typeof value === 'number' && Number.isFinite(value))
        numbers.set(name, [...(numbers.get(name) ?? []), value]);
  return [...numbers].map(([name, values]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    return fact(
      `${name.replaceAll('_', ' ')} (median)`,
      String(Number(median.toPrecision(4))),
      'symbol-numeric',
    );
  });
}

/** `just now`, `5 min ago`, `3 h ago`, `2 d ago` */
export function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ago` : `${Math.floor(hours / 24)} d ago`;
}
