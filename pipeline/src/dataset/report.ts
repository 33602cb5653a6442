import { Buffer } from 'node:buffer';
import { dirname, join } from 'node:path';
import type { FindingCode, RunFinding, Verdict } from '#core/run/findings';
import { current, type Dataset, type DatasetView } from './datasetFolder.ts';
import { DATASET } from './datasetPaths.ts';
import { makeFolderDurably, writeDurably } from './disk.ts';
import type { StageName, StageRecord } from './stage.ts';

/** One run in a report. */
export interface ReportedRun extends StageRecord {
  readonly run: string;
  /** Its raw folder, relative to the dataset's. */
  readonly raw: string;
  /** Codes of the findings that decided about it, each once. */
  readonly reasons: readonly FindingCode[];
}

/** DIR/reports/STAGE.json: what a stage says of all runs of the dataset. */
export interface StageReport {
  readonly stage: StageName;
  readonly runs: readonly ReportedRun[];
  readonly accepted: number;
  readonly quarantined: number;
  readonly rejected: number;
}

export function stageReport(dataset: DatasetView, stage: StageName): StageReport {
  const runs: ReportedRun[] = [];
  for (const { run, raw } of dataset.runs.values()) {
    const record = current(dataset, run, stage);
    if (record === undefined) continue;
    const { verdict, findings, facts } = record;
    runs.push({ run, raw, verdict, reasons: reasonsOf(findings), findings, facts });
  }
  runs.sort((a, b) => (a.run < b.run ? -1 : 1));
  const number = (verdict: Verdict) => runs.filter((each) => each.verdict === verdict).length;
  return {
    stage,
    accepted: number('accept'),
    quarantined: number('quarantine'),
    rejected: number('reject'),
    runs,
  };
}

/** Errors decide; everything else is worth knowing. */
export function reasonsOf(findings: readonly RunFinding[]): readonly FindingCode[] {
  const errors = findings.filter((finding) => finding.severity === 'error');
  return [...new Set(errors.map((finding) => finding.code))];
}

/** Writes the report where it says something else than before. */
export async function writeReport(dataset: Dataset, stage: StageName): Promise<void> {
  const path = join(dataset.folder, DATASET.reports, `${stage}.json`);
  const { runs, ...numbers } = stageReport(dataset, stage);
  const lines = runs.map((run) => `\n    ${JSON.stringify(run)}`).join(',');
  const head = JSON.stringify(numbers).slice(1, -1);
  const bytes = Buffer.from(`{${head},"runs":[${lines}\n]}\n`, 'utf8');
  await replaceIfDifferent(dataset, path, bytes);
}

async function replaceIfDifferent(dataset: Dataset, path: string, bytes: Buffer): Promise<void> {
  const before = await dataset.disk.readFile(path);
  if (before !== undefined && bytes.equals(before)) return;
  await dataset.beginWriting();
  await makeFolderDurably(dataset.disk, dirname(path));
  await writeDurably(dataset.disk, path, bytes);
}
