import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { z } from 'zod';
import type { MachineProfile } from '#core/machine/profile';
import type { RunFinding } from '#core/run/findings';
import { RUN_EVENT, RUN_METADATA, RUN_TRUTH } from '#core/run/metadata';
import { REQUIRED_FILES, RUN_FILE } from '#core/run/runFolder';
import { printerNamed } from '../dataset/printerNamed.ts';
import { placeOf, readDocument, readJsonLines } from '../ingest/documents.ts';
import type { ProfileName } from '../ingest/profile.ts';
import { profileNamed, profileOf } from '../ingest/profiles.ts';
import { failing, openRawFolder, type RawFolder } from '../ingest/rawFolder.ts';
import { csvSensors } from './csvSensors.ts';
import { type PlannedPrint, plannedPrint } from './plannedPrint.ts';
import {
  type LabelPart,
  type RunUnderTest,
  runUnderTest,
  type SensorPart,
} from './runUnderTest.ts';
import { wavSeconds } from './wavSeconds.ts';

/** A run folder as read. */
export interface ReadRun {
  readonly run: RunUnderTest;
  /** Required files that are missing, and documents that cannot be read. The table's are in `run`. */
  readonly findings: readonly RunFinding[];
}

/**
 * Reads what the suite asks about from a raw run. Throws only where the disk does.
 *
 * @param plan reads the G-code; `rememberedPlans` for many runs
 * @param profileName who wrote the folder, where that is known
 */
export async function readRun(
  path: string,
  plan = plannedPrint,
  profileName?: ProfileName,
): Promise<ReadRun> {
  const folder = await openRawFolder(path);
  const metadata = await documentOf(folder, RUN_FILE.metadata, RUN_METADATA);
  const truth = await documentOf(folder, RUN_FILE.truth, RUN_TRUTH);
  const lines = await folder.read(RUN_FILE.events);
  const events = lines && readJsonLines(lines, RUN_FILE.events, RUN_EVENT);
  const { sensors, ...source } = await sensorsOf(folder, profileName);
  const gcode = await folder.read(RUN_FILE.gcode);
  const printer = printerNamed(metadata.part?.value.printer_model ?? '');
  return {
    run: runUnderTest({
      sensors,
      plan: gcode && plan(gcode, printer),
      metadata: metadata.part,
      events: events?.entries.map(({ value }) => value) ?? source.events,
      labels: [
        ...labelsOf(RUN_FILE.truth, truth.part?.text, 'failures', truth.part?.value.failures),
        ...labelsOf(RUN_FILE.metadata, metadata.part?.text, 'labels', metadata.part?.value.labels),
      ],
      imageCount: layerImages(folder),
      audioSeconds: folder.files.has(RUN_FILE.audio)
        ? await wavSeconds(join(path, RUN_FILE.audio))
        : undefined,
    }),
    findings: [
      ...missingFiles(folder, sensors.file),
      ...metadata.findings,
      ...truth.findings,
      ...(events?.findings ?? []),
    ],
  };
}

/** Many runs print the same file: the last few plans are kept. */
const KEPT_PLANS = 8;

/** `plannedPrint` that remembers; the answer is the same as without. */
export function rememberedPlans(): typeof plannedPrint {
  const kept = new Map<string, PlannedPrint>();
  return (gcode: Uint8Array, profile?: MachineProfile): PlannedPrint => {
    const key = `${createHash('sha256').update(gcode).digest('hex')} ${profile?.name ?? ''}`;
    const known = kept.get(key) ?? plannedPrint(gcode, profile);
    kept.delete(key);
    kept.set(key, known);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_PLANS && oldest !== undefined) kept.delete(oldest);
    return known;
  };
}

/** A document with its text, and what does not fit in it. */
async function documentOf<Value>(folder: RawFolder, file: string, schema: z.ZodType<Value>) {
  const bytes = await folder.read(file);
  if (bytes === undefined) return { part: undefined, findings: [] };
  const { value, findings } = readDocument(bytes, file, schema);
  const text = new TextDecoder().decode(bytes);
  return { part: value === undefined ? undefined : { value, text }, findings };
}

/** What the sensors saw, as the folder's profile reads it; sensors.csv with its lines. */
async function sensorsOf(
  folder: RawFolder,
  profileName: ProfileName | undefined,
): Promise<{ readonly sensors: SensorPart; readonly events: RunUnderTest['events'] }> {
  const profile = profileName ? profileNamed(profileName) : await profileOf(folder);
  const file = await profile?.find(folder);
  if (!profile || file === undefined || !folder.files.has(file))
    return { sensors: NO_SENSORS, events: [] };
  if (file === RUN_FILE.sensors) {
    const csv = await folder.read(file);
    return { sensors: csvSensors(csv ?? new Uint8Array()), events: [] };
  }
  const { table, findings, events } = await profile.read(folder, file);
  return { sensors: { file, table, findings }, events };
}

const NO_SENSORS: SensorPart = {
  file: RUN_FILE.sensors,
  table: { rowCount: 0, columns: new Map() },
  findings: [],
};

function missingFiles({ files }: RawFolder, sensorsFile: string): RunFinding[] {
  return REQUIRED_FILES.map((file) => (file === RUN_FILE.sensors ? sensorsFile : file))
    .filter((file) => !files.has(file))
    .map((file) =>
      failing(
        'missing-file',
        file,
        `There is no ${file}, which every run needs; put it into the folder.`,
      ),
    );
}

/** Failures that a document states in a list of its own. */
function labelsOf(
  file: string,
  text: string | undefined,
  list: 'failures' | 'labels',
  stated: readonly { readonly kind: string; readonly onset_s: number }[] | undefined,
): LabelPart[] {
  return (stated ?? []).map(({ kind, onset_s }, index) => ({
    kind,
    onsetSeconds: onset_s,
    file,
    ...placeOf(text ?? '', [list, index, 'onset_s']),
  }));
}

/** Pictures of layers; undefined where there is no folder for them. */
function layerImages({ files }: RawFolder): number | undefined {
  const images = [...files.keys()].filter((file) => file.startsWith(`${RUN_FILE.images}/`));
  if (images.length === 0) return undefined;
  return images.filter((file) => /\/layer_\d+\.(?:png|jpe?g)$/i.test(file)).length;
}
