import { Buffer } from 'node:buffer';
import { type BasicType, ByteWriter, parquetWrite } from 'hyparquet-writer';
import type { Verdict } from '#core/run/findings';
import { current, type DatasetView, readPart } from './datasetFolder.ts';
import type { DoneRecord, RunRecord } from './records.ts';
import { reasonsOf } from './report.ts';
import type { RunDescription } from './runDescription.ts';
import { STAGES } from './stage.ts';

/** Its file below `canonical`. */
export const RUNS_TABLE = 'runs.parquet';

/** All that a row of the table follows from. */
export function runsTableInputs(dataset: DatasetView, runs: readonly RunRecord[]): unknown {
  return runs.map((run) => [
    run.run,
    run.raw,
    run.batch,
    run.profile,
    run.content,
    recordsOf(dataset, run).map(({ key, verdict }) => [key, verdict]),
  ]);
}

function recordsOf(dataset: DatasetView, { run }: RunRecord): readonly DoneRecord[] {
  return STAGES.flatMap((stage) => current(dataset, run, stage) ?? []);
}

type Cell = string | number | bigint | boolean | null;

/** What a row is made of. */
interface Row {
  readonly run: RunRecord;
  /** Undefined where ingest rejected the run. */
  readonly description: RunDescription | undefined;
  readonly records: readonly DoneRecord[];
}

/** Facets are columns: a run can be looked up by any of them. */
const COLUMNS: readonly {
  readonly name: string;
  readonly type: BasicType;
  readonly cell: (row: Row) => Cell;
}[] = [
  { name: 'run_id', type: 'STRING', cell: ({ run }) => run.run },
  { name: 'batch', type: 'INT32', cell: ({ run }) => run.batch },
  { name: 'phase', type: 'STRING', cell: ({ run }) => phaseOf(run.raw) },
  { name: 'raw', type: 'STRING', cell: ({ run }) => run.raw },
  { name: 'profile', type: 'STRING', cell: ({ run }) => run.profile },
  described('source', 'STRING', ({ source }) => source),
  described('is_simulated', 'BOOLEAN', ({ is_simulated }) => is_simulated),
  described('scenario', 'STRING', ({ scenario }) => scenario),
  // The first failure is what the run is about; others follow from it.
  described('failure', 'STRING', ({ failures }) => failures[0]?.kind ?? null),
  described('failures', 'STRING', ({ failures }) => wordsOf(failures.map(({ kind }) => kind))),
  described('cascade', 'STRING', ({ cascade }) => cascade),
  described('severity', 'DOUBLE', ({ failures }) => failures[0]?.severity ?? null),
  described('onset_s', 'DOUBLE', ({ failures }) => failures[0]?.onset_s ?? null),
  described('healthy_twin', 'STRING', ({ healthy_twin }) => healthy_twin),
  described('material', 'STRING', ({ material }) => material),
  described('geometry', 'STRING', ({ geometry }) => geometry),
  described('printer', 'STRING', ({ printer_model }) => printer_model),
  described('seed', 'INT64', ({ seed }) => (seed === null ? null : BigInt(seed))),
  described('noise', 'DOUBLE', ({ noise }) => noise),
  described('start_time', 'STRING', ({ start_time }) => start_time),
  described('consent_id', 'STRING', ({ consent_id }) => consent_id),
  described('slicer', 'STRING', ({ gcode }) => gcode?.slicer ?? null),
  described('layers', 'INT32', ({ gcode }) => gcode?.layers ?? null),
  described('gcode_sha256', 'STRING', ({ gcode }) => gcode?.sha256 ?? null),
  { name: 'content_sha256', type: 'STRING', cell: ({ run }) => run.content },
  described('rows', 'INT64', ({ rows }) => BigInt(rows)),
  described('duration_s', 'DOUBLE', ({ duration_s }) => duration_s),
  described('images', 'INT32', ({ images }) => images),
  described('has_audio', 'BOOLEAN', ({ has_audio }) => has_audio),
  described('has_accelerometer', 'BOOLEAN', ({ has_accelerometer }) => has_accelerometer),
  { name: 'quality', type: 'STRING', cell: ({ records }) => worstVerdict(records) },
  {
    name: 'reasons',
    type: 'STRING',
    cell: ({ records }) =>
      wordsOf([...new Set(records.flatMap((each) => reasonsOf(each.findings)))]),
  },
];

function described(
  name: string,
  type: BasicType,
  cell: (description: RunDescription) => Cell,
): (typeof COLUMNS)[number] {
  return { name, type, cell: ({ description }) => (description ? cell(description) : null) };
}

/** `phase1_simulation`, from the folders above the run. */
function phaseOf(raw: string): string | null {
  return raw.split('/').find((folder) => /^phase\d+_/.test(folder)) ?? null;
}

function wordsOf(words: readonly string[]): string | null {
  return words.length === 0 ? null : words.join(' ');
}

/** The worst of what the stages say. */
function worstVerdict(records: readonly DoneRecord[]): Verdict | null {
  const verdicts = new Set(records.map(({ verdict }) => verdict));
  for (const verdict of ['reject', 'quarantine', 'accept'] as const)
    if (verdicts.has(verdict)) return verdict;
  return null;
}

export async function* runsTable(
  dataset: DatasetView,
  runs: readonly RunRecord[],
): AsyncGenerator<Uint8Array> {
  const rows: Row[] = [];
  for (const run of runs) {
    const bytes = await readPart(dataset, run.run, 'ingest', 'run.json');
    const description: RunDescription | undefined =
      bytes && JSON.parse(Buffer.from(bytes).toString('utf8'));
    rows.push({ run, description, records: recordsOf(dataset, run) });
  }
  const writer = new ByteWriter();
  await parquetWrite({
    writer,
    createdBy: '3dpai',
    columnData: COLUMNS.map(({ name, type, cell }) => ({ name, type, data: rows.map(cell) })),
  });
  yield writer.getBytes();
}
