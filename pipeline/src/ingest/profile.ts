import type { ChannelName, SensorTable } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import type { RunEvent } from '#core/run/metadata';
import type { RawFolder } from './rawFolder.ts';

/** Who wrote a run folder: how it is recognised and read. */
export interface IngestProfile {
  readonly name: ProfileName;
  /** What it reads, for help and documentation. */
  readonly summary: string;
  /** Channels that it can fill; of a run it fills those that the run has. */
  readonly fills: readonly ChannelName[];
  /** The file that it reads the sensors from, as it is usually called. */
  readonly source: string;
  /** The name of the file in this folder; undefined where the folder is not of this profile. */
  find(folder: RawFolder): Promise<string | undefined>;
  read(folder: RawFolder, file: string): Promise<ProfileReading>;
}

export const PROFILE_NAMES = [
  'seed-v1',
  'sim-v1',
  'klipper-moonraker',
  'klippy-log',
  'octoprint-serial',
  'prunt-ws',
  'prunt-sim',
] as const;

export type ProfileName = (typeof PROFILE_NAMES)[number];

export interface ProfileReading {
  /** Columns in the order of `CHANNELS`; the first is `timestamp`. Channels that the source lacks are absent. */
  readonly table: SensorTable;
  /** What the source itself tells besides numbers, in order of time. */
  readonly events: readonly RunEvent[];
  readonly findings: readonly RunFinding[];
  /** See `RunDescription.file_position`. */
  readonly filePosition: 'executed' | 'queued' | null;
  /** ISO 8601, where the source says when it began. */
  readonly startTime?: string;
}
