import { Buffer } from 'node:buffer';
import { CHANNELS, SEED_COLUMNS } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import { RUN_EVENT } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { readSensorsCsv } from '../dataset/readCsv.ts';
import { readJsonLines } from './documents.ts';
import type { IngestProfile, ProfileReading } from './profile.ts';
import { encodingFinding, type RawFolder, warning } from './rawFolder.ts';

/** The folder of the planning documents: print.gcode, sensors.csv, metadata.json. */
export const SEED_PROFILE: IngestProfile = {
  name: 'seed-v1',
  summary: `sensors.csv (${SEED_COLUMNS.join(', ')}, and more) with metadata.json`,
  fills: CHANNELS.map(({ name }) => name),
  source: RUN_FILE.sensors,
  find: async (folder) => ((await isSimulated(folder)) ? undefined : csvOf(folder)),
  read,
};

/** The folder that `3dpai simulate` writes: the same with truth.json. */
export const SIM_PROFILE: IngestProfile = {
  name: 'sim-v1',
  summary: 'what "3dpai simulate" writes',
  fills: CHANNELS.map(({ name }) => name),
  source: RUN_FILE.sensors,
  find: async (folder) => ((await isSimulated(folder)) ? RUN_FILE.sensors : undefined),
  read,
};

/** A folder that lacks required files is still one of these, so that they can be told. */
function csvOf({ files }: RawFolder): string | undefined {
  const known = [RUN_FILE.sensors, RUN_FILE.metadata, RUN_FILE.gcode];
  return files.size === 0 || known.some((file) => files.has(file)) ? RUN_FILE.sensors : undefined;
}

async function isSimulated(folder: RawFolder): Promise<boolean> {
  if (folder.files.has(RUN_FILE.truth)) return true;
  const metadata = await folder.read(RUN_FILE.metadata);
  if (metadata === undefined) return false;
  return /"source"\s*:\s*"sim-v1"/.test(Buffer.from(metadata).toString('latin1'));
}

async function read(folder: RawFolder, file: string): Promise<ProfileReading> {
  const bytes = (await folder.read(file)) ?? new Uint8Array(0);
  const { table, findings } = readSensorsCsv(bytes);
  const events = await folder.read(RUN_FILE.events);
  const read = events && readJsonLines(events, RUN_FILE.events, RUN_EVENT);
  const encoding = encodingFinding(bytes, file);
  const isTold = findings.some(({ code }) => code === 'encoding-error');
  return {
    table,
    events: (read?.entries ?? []).map(({ value }) => value),
    findings: [
      ...(encoding && !isTold ? [encoding] : []),
      ...findings,
      ...missingSeedColumns(table.columns),
      ...(read?.findings ?? []),
    ],
    filePosition: table.columns.has('file_position') ? 'executed' : null,
  };
}

/** A run may lack them, as a printer may lack the sensor; but they are what everybody expects. */
function missingSeedColumns(columns: ReadonlyMap<string, unknown>): RunFinding[] {
  if (columns.size === 0 || !columns.has('timestamp')) return [];
  return SEED_COLUMNS.filter((name) => !columns.has(name)).map((name) =>
    warning(
      'missing-label',
      RUN_FILE.sensors,
      `There is no column "${name}"; whatever needs it is left out for this run.`,
      { line: 1, field: name },
    ),
  );
}
