import type { AxisLimits, KlipperLimits, MachineProfile } from './profile.ts';

/** Limits that a what-if may change, with what they mean. Klipper's names for Klipper; those of M201, M203,
 * M204 and M205 by axis for Marlin and RepRapFirmware. */
export interface LimitName {
  readonly name: string;
  readonly unit: string;
  readonly summary: string;
}

const KLIPPER: readonly LimitName[] = [
  { name: 'max_velocity', unit: 'mm/s', summary: 'speed of the head' },
  { name: 'max_accel', unit: 'mm/s²', summary: 'acceleration of the head' },
  { name: 'minimum_cruise_ratio', unit: '', summary: 'share of a short move at steady speed' },
  { name: 'square_corner_velocity', unit: 'mm/s', summary: 'speed through a square corner' },
  { name: 'max_z_velocity', unit: 'mm/s', summary: 'speed of Z' },
  { name: 'max_z_accel', unit: 'mm/s²', summary: 'acceleration of Z' },
  { name: 'max_extrude_only_velocity', unit: 'mm/s', summary: 'speed of retractions' },
  { name: 'max_extrude_only_accel', unit: 'mm/s²', summary: 'acceleration of retractions' },
  {
    name: 'instantaneous_corner_velocity',
    unit: 'mm/s',
    summary: 'change of the extruder’s speed without ramp',
  },
];

const AXES = ['x', 'y', 'z', 'e'] as const;

const BY_AXIS: readonly LimitName[] = [
  { name: 'max_velocity', unit: 'mm/s', summary: 'speed of X and Y' },
  { name: 'max_accel', unit: 'mm/s²', summary: 'acceleration of X and Y, printing and travelling' },
  { name: 'printing_accel', unit: 'mm/s²', summary: 'acceleration while printing (M204 P)' },
  { name: 'travel_accel', unit: 'mm/s²', summary: 'acceleration of travel (M204 T)' },
  { name: 'retract_accel', unit: 'mm/s²', summary: 'acceleration of retractions (M204 R)' },
  { name: 'junction_deviation', unit: 'mm', summary: 'how far corners may be cut (M205 J)' },
  ...AXES.flatMap((axis) => [
    {
      name: `max_feedrate_${axis}`,
      unit: 'mm/s',
      summary: `speed of ${axis.toUpperCase()} (M203)`,
    },
    {
      name: `max_accel_${axis}`,
      unit: 'mm/s²',
      summary: `acceleration of ${axis.toUpperCase()} (M201)`,
    },
    {
      name: `jerk_${axis}`,
      unit: 'mm/s',
      summary: `change of speed of ${axis.toUpperCase()} without ramp (M205, M566)`,
    },
  ]),
];

/** What can be changed for a printer. */
export function limitNames(profile: MachineProfile): readonly LimitName[] {
  return profile.limits.kind === 'klipper' ? KLIPPER : BY_AXIS;
}

/** What a limit is now; undefined for a name that the printer does not have. */
export function limitValue(profile: MachineProfile, name: string): number | undefined {
  const { limits } = profile;
  return limits.kind === 'klipper' ? klipperValue(limits, name) : axisValue(limits, name);
}

/** No machine is so fast; beyond it numbers lose their meaning. */
const GREATEST_LIMIT = 1e9;

/** Why a printer cannot have a limit set to a value, in one sentence; undefined where it can. */
export function limitFault(
  profile: MachineProfile,
  name: string,
  value: unknown,
): string | undefined {
  const names = limitNames(profile).map((limit) => limit.name);
  if (!names.includes(name))
    return `There is no limit "${name}" of this printer; there are ${names.join(', ')}.`;
  const isRatio = name === 'minimum_cruise_ratio';
  const mayBeZero = isRatio || name.endsWith('corner_velocity');
  const isFitting =
    typeof value === 'number' &&
    (mayBeZero ? value >= 0 : value > 0) &&
    (isRatio ? value < 1 : value <= GREATEST_LIMIT);
  if (isFitting) return undefined;
  const range = isRatio
    ? 'from 0 to below 1'
    : `${mayBeZero ? 'from 0' : 'above 0'} to 1,000,000,000`;
  return `"${name}" cannot be ${String(value)}; it takes a number ${range}.`;
}

/**
 * The printer with other limits. Names that it does not have change nothing; `limitNames` tells them.
 * The file's own M204, SET_VELOCITY_LIMIT and the like still count instead, see
 * `ReadingOptions.fileLimits`.
 */
export function changedLimits(
  profile: MachineProfile,
  set: Readonly<Record<string, number>>,
): MachineProfile {
  let { limits } = profile;
  for (const [name, value] of Object.entries(set))
    limits =
      limits.kind === 'klipper'
        ? withKlipperValue(limits, name, value)
        : withAxisValue(limits, name, value);
  return { ...profile, limits };
}

type KlipperNumber = Exclude<keyof KlipperLimits, 'kind' | 'extruders'>;
type ExtruderNumber = keyof KlipperLimits['extruders'][0];

const KLIPPER_FIELDS: Readonly<Record<string, KlipperNumber>> = {
  max_velocity: 'maxVelocityMmPerS',
  max_accel: 'maxAccelerationMmPerS2',
  minimum_cruise_ratio: 'minimumCruiseRatio',
  square_corner_velocity: 'squareCornerVelocityMmPerS',
  max_z_velocity: 'maxZVelocityMmPerS',
  max_z_accel: 'maxZAccelerationMmPerS2',
};

const EXTRUDER_FIELDS: Readonly<Record<string, ExtruderNumber>> = {
  max_extrude_only_velocity: 'maxExtrudeOnlyVelocityMmPerS',
  max_extrude_only_accel: 'maxExtrudeOnlyAccelerationMmPerS2',
  instantaneous_corner_velocity: 'instantaneousCornerVelocityMmPerS',
};

function klipperValue(limits: KlipperLimits, name: string): number | undefined {
  const field = own(KLIPPER_FIELDS, name);
  if (field !== undefined) return limits[field];
  const ofExtruder = own(EXTRUDER_FIELDS, name);
  return ofExtruder === undefined ? undefined : limits.extruders[0][ofExtruder];
}

function withKlipperValue(limits: KlipperLimits, name: string, value: number): KlipperLimits {
  const field = own(KLIPPER_FIELDS, name);
  if (field !== undefined) return { ...limits, [field]: value };
  const ofExtruder = own(EXTRUDER_FIELDS, name);
  if (ofExtruder === undefined) return limits;
  const [first, ...others] = limits.extruders.map((each) => ({ ...each, [ofExtruder]: value }));
  return first ? { ...limits, extruders: [first, ...others] } : limits;
}

type AxisNumber =
  | 'printingAccelerationMmPerS2'
  | 'travelAccelerationMmPerS2'
  | 'retractAccelerationMmPerS2'
  | 'junctionDeviationMm';
type AxisArray = 'maxFeedrateMmPerS' | 'maxAccelerationMmPerS2' | 'jerkMmPerS';

const AXIS_FIELDS: Readonly<Record<string, AxisNumber>> = {
  printing_accel: 'printingAccelerationMmPerS2',
  travel_accel: 'travelAccelerationMmPerS2',
  retract_accel: 'retractAccelerationMmPerS2',
  junction_deviation: 'junctionDeviationMm',
};

const AXIS_ARRAYS: Readonly<Record<string, AxisArray>> = {
  max_feedrate: 'maxFeedrateMmPerS',
  max_accel: 'maxAccelerationMmPerS2',
  jerk: 'jerkMmPerS',
};

/** Klipper's names for several limits at once. */
const AXIS_GROUPS: Readonly<Record<string, readonly string[]>> = {
  max_velocity: ['max_feedrate_x', 'max_feedrate_y'],
  max_accel: ['printing_accel', 'travel_accel', 'max_accel_x', 'max_accel_y'],
};

function axisValue(limits: AxisLimits, name: string): number | undefined {
  const group = own(AXIS_GROUPS, name);
  if (group !== undefined) return axisValue(limits, group[0] ?? '');
  const field = own(AXIS_FIELDS, name);
  if (field !== undefined) return limits[field];
  const [array, axis] = axisField(name);
  return array === undefined ? undefined : limits[array][axis];
}

function withAxisValue(limits: AxisLimits, name: string, value: number): AxisLimits {
  const group = own(AXIS_GROUPS, name);
  if (group !== undefined)
    return group.reduce((changed, each) => withAxisValue(changed, each, value), limits);
  const field = own(AXIS_FIELDS, name);
  if (field !== undefined) return { ...limits, [field]: value };
  const [array, axis] = axisField(name);
  if (array === undefined) return limits;
  return { ...limits, [array]: limits[array].map((each, i) => (i === axis ? value : each)) };
}

/** `jerk_x` → the jerk array and 0. */
function axisField(name: string): readonly [AxisArray | undefined, number] {
  const match = /^(.+)_([xyze])$/.exec(name);
  const axis = AXES.indexOf((match?.[2] ?? '') as (typeof AXES)[number]);
  return [axis < 0 ? undefined : own(AXIS_ARRAYS, match?.[1] ?? ''), axis];
}

function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
