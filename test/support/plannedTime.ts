import fs from 'node:fs';
import path from 'node:path';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { timeReport } from '#core/print/timeReport';
import { nodeConfigurationFiles } from '../../pipeline/src/config/configFiles.ts';

const FOLDER = path.resolve(import.meta.dirname, '../fixtures/klipper-planner');

/** What Klipper waits before the first move; part of every recorded time. */
const START_BUFFER_S = 0.25;

/** A printer.cfg of the fixtures as a profile. */
export function recordedProfile(letter: string): MachineProfile {
  const file = path.join(FOLDER, `printer_${letter}.cfg`);
  return profileFromConfig(loadConfiguration(file, nodeConfigurationFiles()), letter).profile;
}

/** Planned seconds of a text. */
export function plannedSeconds(gcode: string | Uint8Array, profile: MachineProfile): number {
  const bytes = typeof gcode === 'string' ? new TextEncoder().encode(gcode) : gcode;
  const options = { flavor: profile.firmware, profile } as const;
  return timeReport(new Reading(textFromBytes(bytes), options, NO_COMPANION).finish()).seconds;
}

export interface Recorded {
  readonly file: string;
  readonly profile: string;
  /** Seconds of motion, without the start buffer. */
  readonly klipper: number;
  readonly ours: number;
}

/** Every recorded time beside ours. */
export function recordedTimes(): Recorded[] {
  const times: Record<string, Record<string, number>> = JSON.parse(
    fs.readFileSync(path.join(FOLDER, 'times.json'), 'utf8'),
  );
  return Object.entries(times).flatMap(([file, byProfile]) => {
    const bytes = fs.readFileSync(path.join(FOLDER, file));
    return Object.entries(byProfile).map(([profile, seconds]) => ({
      file,
      profile,
      klipper: seconds - START_BUFFER_S,
      ours: plannedSeconds(bytes, recordedProfile(profile)),
    }));
  });
}
