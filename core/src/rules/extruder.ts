import type { ExtruderProfile, MachineProfile } from '../machine/profile.ts';

/** Below this firmwares refuse to push filament unless told otherwise, °C: Klipper's `min_extrude_temp`
 * and Marlin's `EXTRUDE_MINTEMP`. */
const LEAST_EXTRUDE_DEGREES = 170;

/** What an extruder can do, with the firmware's own defaults where the printer does not say. */
export interface ExtruderFacts {
  readonly profile: ExtruderProfile;
  readonly nozzleMm: number;
  /** mm² */
  readonly filamentArea: number;
  /** mm² of a printed line. */
  readonly largestCrossSection: number;
  /** Length of filament for each length of path. */
  readonly largestRatio: number;
  readonly longestExtrudeOnlyMm: number;
  readonly leastExtrudeDegrees: number;
}

const factsOfProfiles = new WeakMap<ExtruderProfile, ExtruderFacts>();

/** The extruder of a tool. Where several filaments share one, tool numbers go beyond the extruders there
 * are, and all mean the first. */
export function extruderOf(profile: MachineProfile, tool: number): ExtruderFacts {
  const extruder = profile.extruders[tool] ?? profile.extruders[0];
  const known = factsOfProfiles.get(extruder);
  if (known) return known;
  const facts = factsOf(extruder, profile);
  factsOfProfiles.set(extruder, facts);
  return facts;
}

/** Klipper's defaults are those of `klippy/kinematics/extruder.py`: 4 × nozzle² for the cross-section and
 * 50 mm without way; Marlin's `EXTRUDE_MAXLENGTH` is 200 mm. Nozzle and filament have no default: the
 * usual ones are taken. */
function factsOf(extruder: ExtruderProfile, { firmware }: MachineProfile): ExtruderFacts {
  const nozzleMm = extruder.nozzleDiameterMm ?? 0.4;
  const filamentMm = extruder.filamentDiameterMm ?? 1.75;
  const filamentArea = (Math.PI / 4) * filamentMm * filamentMm;
  const largestCrossSection = extruder.maxExtrudeCrossSectionMm2 ?? 4 * nozzleMm * nozzleMm;
  return {
    profile: extruder,
    nozzleMm,
    filamentArea,
    largestCrossSection,
    largestRatio: largestCrossSection / filamentArea,
    longestExtrudeOnlyMm: extruder.maxExtrudeOnlyDistanceMm ?? (firmware === 'klipper' ? 50 : 200),
    leastExtrudeDegrees: extruder.minExtrudeTemperatureC ?? LEAST_EXTRUDE_DEGREES,
  };
}
