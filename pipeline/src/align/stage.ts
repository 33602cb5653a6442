import { createHash } from 'node:crypto';
import { lineOfByte } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { type AlignmentReport, alignmentReport, refusedAlignment } from '#core/run/alignmentReport';
import type { RunFinding, Verdict } from '#core/run/findings';
import { alignRun } from '#core/run/runAlignment';
import { RUN_FILE } from '#core/run/runFolder';
import { alignedTimeline } from '#core/run/timeline';
import { readSensorParquet } from '../dataset/parquetColumns.ts';
import { printerNamed } from '../dataset/printerNamed.ts';
import type { Stage, StageInput, StageOutput } from '../dataset/stage.ts';
import { INGEST_PART } from '../ingest/ingestStage.ts';
import { openRawFolder, type RawFolder } from '../ingest/rawFolder.ts';
import { alignedEventsParquet } from './alignedEvents.ts';
import {
  audioParquet,
  framesParquet,
  layersParquet,
  observedLayers,
  type RunImage,
  timelineParquet,
} from './alignedParts.ts';
import { readDescription, readEvents, rememberedPrintPlans } from './readRecording.ts';

/** Parts that aligning makes of a run. */
export const ALIGN_PART = {
  /** A row for each twentieth of a second: what the plan has, and every channel. */
  timeline: 'timeline.parquet',
  /** A row a layer: when it was planned, and when it was printed. */
  layers: 'layers.parquet',
  /** Events with their planned time, line and layer. */
  events: 'aligned_events.parquet',
  /** Pictures with their planned time. */
  frames: 'frames.parquet',
  /** The sound with its planned time. */
  audio: 'audio.parquet',
  /** An `AlignmentReport`. */
  report: 'alignment.json',
} as const;

/** Raised where the same run leads to another alignment. */
const VERSION = 1;

/** @param profile the printer of all runs; else that of each run's metadata.json */
export function alignStage(profile?: MachineProfile): Stage {
  const plans = rememberedPrintPlans();
  return {
    name: 'align',
    version: VERSION,
    settings: createHash('sha256')
      .update(JSON.stringify(profile ?? null))
      .digest('hex'),
    run: (input) => align(input, profile, plans),
  };
}

async function align(
  input: StageInput,
  profile: MachineProfile | undefined,
  plans: ReturnType<typeof rememberedPrintPlans>,
): Promise<StageOutput> {
  const sensors = await input.read('ingest', INGEST_PART.sensors);
  if (sensors === undefined)
    return refused(
      'missing-file',
      RUN_FILE.sensors,
      'Ingest kept no sensors of this run; ingest it again.',
    );
  const folder = await openRawFolder(input.rawFolder);
  const gcode = await folder.read(RUN_FILE.gcode);
  if (gcode === undefined)
    return refused(
      'missing-file',
      RUN_FILE.gcode,
      `There is no ${RUN_FILE.gcode}, so nobody knows what was planned when; put the printed file into the folder and ingest the run again.`,
    );
  const description = readDescription(await input.read('ingest', INGEST_PART.description));
  const printer = profile ?? printerNamed(description.printer_model ?? '');
  const { text, toolpath, layers } = plans(gcode, printer);
  if (!(toolpath.seconds > 0))
    return refused(
      'gcode-problem',
      RUN_FILE.gcode,
      `${RUN_FILE.gcode} moves nothing, so there is no time to align with; put the printed file into the folder and ingest the run again.`,
    );
  const table = await readSensorParquet(sensors);
  const events = await readEvents(await input.read('ingest', INGEST_PART.events));
  const aligned = alignRun({
    toolpath,
    text,
    layerStarts: layers.map(({ startSeconds }) => startSeconds),
    table,
    events,
    filePosition: description.file_position,
  });
  const { clock, pair } = aligned;
  if (!clock || pair.kind === 'wrong') return output(alignmentReport(aligned, 0), {});
  const { map } = clock;
  const timeline = alignedTimeline(toolpath, layers, table, map);
  const timestamp = table.columns.get('timestamp') ?? new Float64Array(0);
  const firstSource = timestamp.find((at) => !Number.isNaN(at)) ?? 0;
  const lastSource = timestamp.findLast((at) => !Number.isNaN(at)) ?? 0;
  const sourceT = (source: number): number => (source - firstSource) * map.scale;
  const observed = observedLayers(layers, map, lastSource);
  const frames = framesParquet(
    await readImages(folder),
    observed,
    events,
    map,
    sourceT,
    timeline.columns.get('source_t') ?? new Float64Array(0),
  );
  const parts = new Map([
    [ALIGN_PART.timeline as string, timelineParquet(timeline)],
    [ALIGN_PART.layers, layersParquet(layers, observed, sourceT)],
  ]);
  if (events.length > 0) {
    const ofByte = (byte: number): number => lineOfByte(text, byte);
    const executed = description.file_position === 'queued' ? undefined : ofByte;
    parts.set(
      ALIGN_PART.events,
      alignedEventsParquet(events, toolpath, layers, map, sourceT, executed),
    );
  }
  if (frames.matched + frames.unmatched > 0) parts.set(ALIGN_PART.frames, frames.parquet);
  const audio = await folder.read(RUN_FILE.audio);
  if (audio) parts.set(ALIGN_PART.audio, audioParquet(RUN_FILE.audio, audio, map, firstSource));
  const { matched, unmatched } = frames;
  const report = alignmentReport(aligned, timeline.coverage);
  return output(
    report,
    { rows: timeline.rowCount, frames: matched, unmatched_frames: unmatched },
    parts,
  );
}

function refused(code: RunFinding['code'], file: string, message: string): StageOutput {
  const finding: RunFinding = { code, severity: 'error', file, message };
  const verdict: Verdict = 'quarantine';
  return output(refusedAlignment(finding, verdict), {});
}

function output(
  report: AlignmentReport,
  facts: StageOutput['facts'],
  parts: ReadonlyMap<string, Uint8Array> = new Map(),
): StageOutput {
  const { verdict, findings } = report;
  const bytes = new TextEncoder().encode(`${JSON.stringify({ ...report, ...facts }, null, 2)}\n`);
  return {
    verdict,
    findings,
    parts: new Map([...parts, [ALIGN_PART.report, bytes]]),
    facts: {
      leading: report.leading,
      offset_s: report.offset_s,
      drift_ppm: report.drift_ppm,
      residual_p50_s: report.residual_p50_s,
      residual_p95_s: report.residual_p95_s,
      anchors: report.anchors.reduce((sum, { used }) => sum + used, 0),
      rejected_anchors: report.anchors.reduce((sum, { rejected }) => sum + rejected, 0),
      stretches: report.stretches.length,
      coverage: report.coverage,
      confidence: report.confidence,
      ...facts,
    },
  };
}

const IMAGE_NAME = /^images\/layer_(\d+)\.(?:png|jpe?g)$/i;

async function readImages(folder: RawFolder): Promise<readonly RunImage[]> {
  const images: RunImage[] = [];
  for (const path of folder.files.keys()) {
    const layer = Number(IMAGE_NAME.exec(path)?.[1]);
    const bytes = Number.isNaN(layer) ? undefined : await folder.read(path);
    if (bytes) images.push({ path, layer, bytes });
  }
  return images.sort((a, b) => a.layer - b.layer);
}
