import { SEED_PROFILE, SIM_PROFILE } from './csvProfiles.ts';
import { KLIPPER_MOONRAKER_PROFILE } from './klipperMoonraker.ts';
import { KLIPPY_LOG_PROFILE } from './klippyLog.ts';
import { OCTOPRINT_SERIAL_PROFILE } from './octoprintSerial.ts';
import type { IngestProfile, ProfileName } from './profile.ts';
import { PRUNT_SIM_PROFILE } from './pruntSim.ts';
import { PRUNT_WS_PROFILE } from './pruntWs.ts';
import type { RawFolder } from './rawFolder.ts';

/** In the order in which they are tried: sensors.csv counts before logs that lie beside it. */
export const PROFILES: readonly IngestProfile[] = [
  SIM_PROFILE,
  KLIPPER_MOONRAKER_PROFILE,
  PRUNT_WS_PROFILE,
  PRUNT_SIM_PROFILE,
  KLIPPY_LOG_PROFILE,
  OCTOPRINT_SERIAL_PROFILE,
  SEED_PROFILE,
];

export function profileNamed(name: ProfileName): IngestProfile {
  return PROFILES.find((profile) => profile.name === name) ?? SEED_PROFILE;
}

/** Who wrote the folder, by its files; undefined where no profile knows them. */
export async function profileOf(folder: RawFolder): Promise<IngestProfile | undefined> {
  if (folder.files.has(SEED_PROFILE.source) && (await SIM_PROFILE.find(folder)) === undefined)
    return SEED_PROFILE;
  for (const profile of PROFILES) if ((await profile.find(folder)) !== undefined) return profile;
  return undefined;
}
