import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { MoveBounds } from '../machine/moveBounds.ts';
import type { MachineProfile, Range } from '../machine/profile.ts';
import { MAX_TOOLS } from '../machine/state.ts';
import { extruderOf } from './extruder.ts';

const boundsOfProfiles = new WeakMap<MachineProfile, MoveBounds>();

/** The bounds of a printer; undefined where none was chosen. */
export function boundsOfProfile(profile: MachineProfile): MoveBounds | undefined {
  if (profile.source.kind === 'assumed') return undefined;
  const known = boundsOfProfiles.get(profile);
  if (known) return known;
  const bounds = boundsOf(profile);
  boundsOfProfiles.set(profile, bounds);
  return bounds;
}

function boundsOf(profile: MachineProfile): MoveBounds {
  const { reach, limits } = profile;
  // Inside the square that a round bed holds nothing is out of reach; the rule looks at the rest.
  const square = (profile.reachRadiusMm ?? Number.POSITIVE_INFINITY) / Math.SQRT2;
  const [minX, maxX] = nanometres(reach.x, square);
  const [minY, maxY] = nanometres(reach.y, square);
  const [minZ, maxZ] = nanometres(reach.z, Number.POSITIVE_INFINITY);
  const [fastest, fastestWithZ, fastestFilament] =
    limits.kind === 'klipper'
      ? [
          limits.maxVelocityMmPerS,
          Math.min(limits.maxVelocityMmPerS, limits.maxZVelocityMmPerS),
          Math.min(...limits.extruders.map((each) => each.maxExtrudeOnlyVelocityMmPerS)),
        ]
      : [
          Math.min(limits.maxFeedrateMmPerS[0], limits.maxFeedrateMmPerS[1]),
          Math.min(...limits.maxFeedrateMmPerS.slice(0, 3)),
          limits.maxFeedrateMmPerS[3],
        ];
  return {
    ...{ minX, maxX, minY, maxY, minZ, maxZ },
    ...{ fastest, fastestWithZ, fastestFilament },
    melted: Array.from({ length: MAX_TOOLS }, (_each, tool) => melted(profile, tool)),
  };
}

function nanometres(range: Range | undefined, square: number): [number, number] {
  return [
    Math.max(range?.min ?? Number.NEGATIVE_INFINITY, -square) * UNITS_PER_ONE,
    Math.min(range?.max ?? Number.POSITIVE_INFINITY, square) * UNITS_PER_ONE,
  ];
}

function melted(profile: MachineProfile, tool: number): number {
  const { maxVolumetricFlowMm3PerS } = profile;
  if (maxVolumetricFlowMm3PerS === undefined) return Number.POSITIVE_INFINITY;
  return maxVolumetricFlowMm3PerS / extruderOf(profile, tool).filamentArea;
}
