import { CHANNELS, type SensorTable } from '#core/run/channels';
import type { RunMetadata, RunTruth } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { hasNaN } from '../dataset/doubleChunk.ts';
import type { DescribedChannel, RunDescription } from '../dataset/runDescription.ts';
import type { GcodeFacts } from './gcodeFacts.ts';
import type { IngestProfile, ProfileReading } from './profile.ts';
import type { RawFolder } from './rawFolder.ts';

/** What is known of a run, from wherever it is known. */
export interface KnownRun {
  readonly runId: string;
  readonly profile: IngestProfile;
  readonly folder: RawFolder;
  readonly reading: ProfileReading;
  readonly gcode: GcodeFacts | undefined;
  /** As far as it fits its schema, or what of it does. */
  readonly metadata: Partial<RunMetadata>;
  readonly truth: RunTruth | undefined;
}

/** Metadata of all profiles in one shape. What nobody stated is null, never a guess. */
export function describeRun(run: KnownRun): RunDescription {
  const { profile, folder, reading, gcode, metadata, truth } = run;
  const { table } = reading;
  const files = [...folder.files.keys()];
  const failures = truth?.failures ?? metadata.labels ?? [];
  return {
    run_id: run.runId,
    profile: profile.name,
    source: metadata.source ?? null,
    is_simulated:
      profile.name === 'sim-v1' || profile.name === 'prunt-sim' || metadata.sim !== undefined,
    scenario: metadata.scenario ?? null,
    printer_model: metadata.printer_model ?? null,
    material: metadata.material ?? truth?.material ?? null,
    geometry: wordOf(metadata.geometry),
    start_time: metadata.start_time ?? reading.startTime ?? null,
    consent_id: metadata.consent_id ?? null,
    seed: truth?.seed ?? metadata.sim?.seed ?? null,
    noise: truth?.noise ?? metadata.sim?.noise ?? null,
    healthy_twin: truth?.healthy_twin ?? metadata.sim?.healthy_twin ?? null,
    cascade: truth?.cascade ?? null,
    failures: failures
      .map(({ kind, onset_s, severity }) => ({ kind, onset_s, severity }))
      .sort((a, b) => a.onset_s - b.onset_s),
    gcode: gcode ?? null,
    channels: channelsOf(table),
    rows: table.rowCount,
    duration_s: durationOf(table.columns.get('timestamp')),
    images: files.filter((file) => /^images\/.*\.(png|jpe?g)$/i.test(file)).length,
    events: reading.events.length,
    has_audio: folder.files.has(RUN_FILE.audio),
    has_accelerometer: folder.files.has(RUN_FILE.accelerometer),
    file_position: reading.filePosition,
  };
}

function wordOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** All channels there are, so that it is said of each whether this run has it. */
function channelsOf({ columns }: SensorTable): readonly DescribedChannel[] {
  const times = columns.get('timestamp') ?? new Float64Array();
  const rate = rateOf(times);
  return CHANNELS.map(({ name, unit }) => {
    const column = columns.get(name);
    const own = column && (hasNaN(column) ? rateOf(timesOf(column, times)) : rate);
    return { name, unit, present: column !== undefined, rate_hz: own ?? null };
  });
}

/** Times of the rows in which a column has a value. */
function timesOf(column: Float64Array, times: Float64Array): Float64Array {
  return times.filter((_, row) => !Number.isNaN(column[row]));
}

/** One over the median of the intervals that go forward; six digits are more than clocks have. */
function rateOf(times: Float64Array): number | null {
  const intervals = new Float64Array(times.length);
  let count = 0;
  for (let row = 1; row < times.length; row++) {
    const interval = (times[row] ?? 0) - (times[row - 1] ?? 0);
    if (interval > 0) intervals[count++] = interval;
  }
  const median = intervals.subarray(0, count).sort()[count >> 1];
  return median === undefined ? null : Number((1 / median).toPrecision(6));
}

function durationOf(times: Float64Array | undefined): number | null {
  const known = times?.filter((time) => !Number.isNaN(time)) ?? new Float64Array();
  const first = known[0];
  const last = known.at(-1);
  // Differences of decimals are no decimals; a microsecond is less than any clock here tells.
  return first === undefined || last === undefined ? null : Number((last - first).toFixed(6));
}
