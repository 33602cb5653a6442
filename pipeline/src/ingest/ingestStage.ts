import { Buffer } from 'node:buffer';
import { relative, sep } from 'node:path';
import type { RunFinding, Verdict } from '#core/run/findings';
import { RUN_METADATA, RUN_TRUTH, type RunMetadata, type RunTruth } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { codeOf } from '../dataset/disk.ts';
import { hashRaw, UNREADABLE } from '../dataset/rawContent.ts';
import type { RunDescription } from '../dataset/runDescription.ts';
import type { Stage, StageInput, StageOutput } from '../dataset/stage.ts';
import { sensorParquet } from '../dataset/writeParquet.ts';
import { plural } from '../quantities.ts';
import { describeRun } from './describeRun.ts';
import { readDocument } from './documents.ts';
import { eventsParquet } from './eventsParquet.ts';
import { type GcodeFacts, gcodeFactsReader } from './gcodeFacts.ts';
import { checkListedFiles, checkMedia } from './integrity.ts';
import { type IngestProfile, PROFILE_NAMES, type ProfileReading } from './profile.ts';
import { profileNamed } from './profiles.ts';
import { encodingFinding, failing, openRawFolder, type RawFolder, warning } from './rawFolder.ts';
import { presentColumns } from './sampleColumns.ts';

/** Parts that ingest makes of a run. */
export const INGEST_PART = {
  /** One column for each channel that the run has, `timestamp` first; a value that is missing is null. */
  sensors: 'sensors.parquet',
  /** Events in order of time: t, event, value, file_position, message. */
  events: 'events.parquet',
  /** A `RunDescription`. */
  description: 'run.json',
} as const;

/** What was found out of a run before the stage is asked: who wrote it, and hashes of its files. */
export interface IngestedRun {
  /** undefined where no profile knows the folder. */
  readonly profile: string | undefined;
  /** Raw folder of the run that has this run's id already. */
  readonly duplicateOf: string | null;
  /** SHA-256 by file, where they are known already. */
  readonly hashes?: ReadonlyMap<string, string>;
}

/**
 * Reads raw runs: whether all files are there, whole and of the right shape and agree with each other; sensors,
 * events and metadata of every profile in one form.
 *
 * @param runs what is known of each run, by its id
 */
export function ingestStage(runs: ReadonlyMap<string, IngestedRun>): Stage {
  const gcodeFacts = gcodeFactsReader();
  return {
    name: 'ingest',
    version: 1,
    settings: '',
    async run(input) {
      const known = runs.get(input.runId);
      const findings = await refusedBefore(input, known);
      if (findings !== undefined) return rejected(findings);
      const profile = profileNamed(
        PROFILE_NAMES.find((name) => name === known?.profile) ?? 'seed-v1',
      );
      try {
        return await ingest(input, profile, known?.hashes, gcodeFacts);
      } catch (error) {
        return rejected([unreadable(error, input.rawFolder)]);
      }
    },
  };
}

/** Runs that need not be read to be rejected. */
async function refusedBefore(
  { runId }: StageInput,
  known: IngestedRun | undefined,
): Promise<readonly RunFinding[] | undefined> {
  if (known?.duplicateOf)
    return [
      failing(
        'duplicate-run',
        RUN_FILE.metadata,
        `${known.duplicateOf} has the same run_id as this folder (${runId.replace(/~[0-9a-f]+$/, '')}); give one of them another.`,
        { field: 'run_id' },
      ),
    ];
  if (known && known.profile === undefined)
    return [
      failing(
        'unknown-profile',
        '',
        `No ingest profile knows the files of this folder; name one with --profile (${PROFILE_NAMES.join(', ')}).`,
      ),
    ];
  return undefined;
}

/** A file that is there and cannot be read; every other error is thrown again. */
function unreadable(error: unknown, folder: string): RunFinding {
  const code = codeOf(error);
  if (!UNREADABLE.includes(code)) throw error;
  const path = error instanceof Error && 'path' in error ? String(error.path) : folder;
  const file = relative(folder, path).split(sep).join('/');
  return failing(
    'missing-file',
    file,
    `${file || 'The folder'} cannot be read (${code}); give yourself permission to read it, or copy the run again.`,
  );
}

function rejected(findings: readonly RunFinding[]): StageOutput {
  return { parts: new Map(), verdict: 'reject', findings, facts: {} };
}

async function ingest(
  input: StageInput,
  profile: IngestProfile,
  knownHashes: ReadonlyMap<string, string> | undefined,
  gcodeFacts: (bytes: Uint8Array) => GcodeFacts,
): Promise<StageOutput> {
  const folder = await openRawFolder(input.rawFolder);
  const source = (await profile.find(folder)) ?? profile.source;
  const { lethal, findings } = await presence(folder, profile, source);
  if (lethal) return rejected(findings);

  const { metadata, truth, documentFindings, isUnreadable } = await documents(folder);
  findings.push(...documentFindings);
  if (metadata.files) {
    const hashes = knownHashes ?? (await hashRaw(folder.path, [...folder.files.values()])).byFile;
    findings.push(...checkListedFiles(folder, metadata.files, hashes));
  }
  findings.push(...(await checkMedia(folder)));
  const gcodeBytes = await folder.read(RUN_FILE.gcode);
  const gcode = gcodeBytes && gcodeFacts(gcodeBytes);
  if (gcodeBytes) findings.push(...gcodeFindings(gcodeBytes, gcode, metadata));

  const read = await profile.read(folder, source);
  const table = presentColumns(read.table);
  const reading: ProfileReading = { ...read, table };
  findings.push(...read.findings);
  // Samples without a time cannot be put beside anything.
  if (isUnreadable || table.rowCount === 0 || !table.columns.has('timestamp'))
    return rejected(findings);

  const description = describeRun({
    runId: input.runId,
    profile,
    folder,
    reading,
    gcode,
    metadata,
    truth,
  });
  return {
    parts: new Map([
      [INGEST_PART.sensors, sensorParquet(table)],
      [INGEST_PART.events, eventsParquet(read.events)],
      [INGEST_PART.description, Buffer.from(`${JSON.stringify(description, null, 2)}\n`, 'utf8')],
    ]),
    verdict: verdictOf(findings),
    findings,
    facts: {
      profile: profile.name,
      rows: table.rowCount,
      channels: table.columns.size,
      seconds: description.duration_s,
      layers: gcode?.layers ?? null,
      images: description.images,
      failure: failureFact(description),
    },
  };
}

/** Names of the labelled failures; `none` where it is known that there are none. */
function failureFact({ failures, is_simulated: isSimulated }: RunDescription): string | null {
  if (failures.length === 0) return isSimulated ? 'none' : null;
  return failures.map(({ kind }) => kind).join(', ');
}

function verdictOf(findings: readonly RunFinding[]): Verdict {
  return findings.some(({ severity }) => severity === 'error') ? 'quarantine' : 'accept';
}

/** Files that have to be there and to hold something. */
async function presence(
  { files }: RawFolder,
  profile: IngestProfile,
  source: string,
): Promise<{ readonly lethal: boolean; readonly findings: RunFinding[] }> {
  const isOurs = profile.name === 'seed-v1' || profile.name === 'sim-v1';
  const findings: RunFinding[] = [];
  const need = (file: string, why: string): boolean => {
    const found = files.get(file);
    if (found === undefined)
      findings.push(failing('missing-file', file, `There is no ${file}, ${why}`));
    else if (found.bytes === 0)
      findings.push(failing('empty-file', file, `${file} is empty; copy it again.`));
    return found !== undefined && found.bytes > 0;
  };
  const hasSource = need(
    source,
    `which ${profile.name} reads the sensors from; put it into the folder.`,
  );
  const hasGcode = need(
    RUN_FILE.gcode,
    'so nobody can tell what was printed; put it into the folder.',
  );
  const hasMetadata =
    !isOurs || need(RUN_FILE.metadata, 'which says what the run is; put it into the folder.');
  if (profile.name === 'sim-v1')
    need(RUN_FILE.truth, 'which every simulated run has; simulate it again.');
  // A log without its G-code still is a record of temperatures.
  return { lethal: !hasSource || !hasMetadata || (isOurs && !hasGcode), findings };
}

async function documents(folder: RawFolder): Promise<{
  readonly metadata: Partial<RunMetadata>;
  readonly truth: RunTruth | undefined;
  readonly documentFindings: readonly RunFinding[];
  readonly isUnreadable: boolean;
}> {
  const findings: RunFinding[] = [];
  const bytes = await folder.read(RUN_FILE.metadata);
  const read = bytes && readDocument(bytes, RUN_FILE.metadata, RUN_METADATA);
  findings.push(...(read?.findings ?? []));
  const truthBytes = await folder.read(RUN_FILE.truth);
  const truth =
    truthBytes && truthBytes.length > 0
      ? readDocument(truthBytes, RUN_FILE.truth, RUN_TRUTH)
      : undefined;
  findings.push(...(truth?.findings ?? []));
  const metadata = read?.value ?? fittingFields(read?.json);
  if (truth?.value && metadata.run_id !== undefined && truth.value.run_id !== metadata.run_id)
    findings.push(
      failing(
        'schema-error',
        RUN_FILE.truth,
        `The truth is about ${truth.value.run_id} and the folder is ${metadata.run_id}; copy the run again.`,
        { field: 'run_id' },
      ),
    );
  return {
    metadata,
    truth: truth?.value,
    documentFindings: findings,
    isUnreadable: bytes !== undefined && read?.json === undefined,
  };
}

/** Of metadata that does not fit as a whole, the fields that do. */
function fittingFields(json: unknown): Partial<RunMetadata> {
  if (typeof json !== 'object' || json === null) return {};
  const entries = Object.entries(json).filter(([name, value]) => {
    const field = Object.hasOwn(RUN_METADATA.shape, name)
      ? RUN_METADATA.shape[name as keyof typeof RUN_METADATA.shape]
      : undefined;
    return field === undefined || field.safeParse(value).success;
  });
  return Object.fromEntries(entries);
}

function gcodeFindings(
  bytes: Uint8Array,
  gcode: GcodeFacts | undefined,
  { gcode: stated }: Partial<RunMetadata>,
): readonly RunFinding[] {
  const findings: RunFinding[] = [];
  const encoding = encodingFinding(bytes, RUN_FILE.gcode);
  if (encoding) findings.push({ ...encoding, severity: 'warning' });
  if (bytes.length > 0 && bytes.at(-1) !== 0x0a && bytes.at(-1) !== 0x0d)
    findings.push(
      warning(
        'truncated-file',
        RUN_FILE.gcode,
        'The last line has no end, so the file may have been cut off; slice it again if it was.',
      ),
    );
  if (gcode === undefined || stated === undefined) return findings;
  if (stated.sha256.toLowerCase() !== gcode.sha256)
    findings.push(
      failing(
        'hash-count-error',
        RUN_FILE.gcode,
        `This is not the file that ${RUN_FILE.metadata} is about: its SHA-256 is another one; put the printed file here.`,
      ),
    );
  if (stated.layers !== gcode.layers)
    findings.push(
      failing(
        'layer-count-mismatch',
        RUN_FILE.gcode,
        `The file has ${plural(gcode.layers, 'layer')} and ${RUN_FILE.metadata} says ${stated.layers}; put the printed file here, or correct gcode.layers.`,
        { field: 'gcode.layers' },
      ),
    );
  return findings;
}
