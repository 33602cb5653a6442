import type { ChannelName, SensorTable } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import type { RunEvent, RunMetadata } from '#core/run/metadata';
import type { PlannedPrint } from './plannedPrint.ts';
import { type Timing, timingOf } from './timing.ts';

/** What is known of a run. Whatever it does not have is undefined, or empty; nothing is asked about that. */
export interface RunParts {
  readonly sensors: SensorPart;
  readonly plan?: PlannedPrint | undefined;
  readonly metadata?: MetadataPart | undefined;
  readonly events: readonly RunEvent[];
  readonly labels: readonly LabelPart[];
  /** Pictures of layers. */
  readonly imageCount?: number | undefined;
  /** As the header of the sound file has it. */
  readonly audioSeconds?: number | undefined;
}

export interface RunUnderTest extends RunParts {
  readonly timing: Timing;
}

/** What the sensors saw, and where it is written. */
export interface SensorPart {
  /** The file in the run's folder. */
  readonly file: string;
  readonly table: SensorTable;
  /** What was found while reading it. */
  readonly findings: readonly RunFinding[];
  /** Where a cell is written; undefined where the file is no table. */
  placeOf?(row: number, field: ChannelName): { readonly line: number; readonly column: number };
}

/** metadata.json with its text, so that findings can name a line. */
export interface MetadataPart {
  readonly value: RunMetadata;
  readonly text: string;
}

/** A failure as a document of the run states it. */
export interface LabelPart {
  readonly kind: string;
  /** Planned print time, s. */
  readonly onsetSeconds: number;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function runUnderTest(parts: RunParts): RunUnderTest {
  const timestamps = parts.sensors.table.columns.get('timestamp');
  return { ...parts, timing: timingOf(timestamps ?? new Float64Array()) };
}
