import type { Firmware } from '../../commands/firmware.ts';
import type { FirmwareRetraction, HeaterProfile, Kinematics, Range } from '../profile.ts';

/** A printer that people have, as its maker, its community or a slicer publishes it. */
export interface PresetRow {
  /** Stable, in kebab case: settings and command lines name it. */
  readonly id: string;
  readonly name: string;
  readonly firmware: Firmware;
  readonly kinematics: Kinematics;
  /** Where the figures are published, at the very version they were taken from. */
  readonly address: string;
  /** Where the nozzle can go; only from a printer.cfg or config.g, which say it. */
  readonly reach?: Axes;
  /** Where a slicer's profile lets a print stand. */
  readonly printArea?: Axes;
  /** Delta printers: radius of `reach`, or else of `printArea`. */
  readonly radiusMm?: number;
  /** The source does not say which nozzle; all others are for 0.4 mm and filament of 1.75 mm. */
  readonly anyNozzle?: true;
  /** How many tools, one where it is silent. */
  readonly tools?: number;
  readonly hotend?: HeaterProfile;
  readonly bed?: HeaterProfile;
  readonly chamber?: HeaterProfile;
  /** Name of the chamber's heater for SET_HEATER_TEMPERATURE. */
  readonly chamberHeater?: string;
}

type Axes = Readonly<Partial<Record<'x' | 'y' | 'z', Range>>>;

/** What a printer.cfg says; Klipper's default where the row is silent. */
export interface KlipperPreset extends PresetRow {
  readonly firmware: 'klipper';
  readonly maxVelocityMmPerS: number;
  readonly maxAccelerationMmPerS2: number;
  readonly maxZVelocityMmPerS: number;
  readonly maxZAccelerationMmPerS2: number;
  readonly squareCornerVelocityMmPerS?: number;
  /** Also 1 − max_accel_to_decel ÷ max_accel of configurations from before March 2024. */
  readonly minimumCruiseRatio?: number;
  readonly arcResolutionMm?: number;
  readonly instantaneousCornerVelocityMmPerS?: number;
  readonly maxExtrudeOnlyVelocityMmPerS?: number;
  readonly maxExtrudeOnlyAccelerationMmPerS2?: number;
  readonly maxExtrudeOnlyDistanceMm?: number;
  readonly maxExtrudeCrossSectionMm2?: number;
  readonly minExtrudeTemperatureC?: number;
  readonly pressureAdvanceS?: number;
  readonly firmwareRetraction?: FirmwareRetraction;
}

type PerAxis = readonly [x: number, y: number, z: number, e: number];

/** What M203, M201, M205 or M566, and M204 say. */
export interface AxisPreset extends PresetRow {
  readonly firmware: 'marlin' | 'reprap';
  readonly maxFeedrateMmPerS: PerAxis;
  readonly maxAccelerationMmPerS2: PerAxis;
  readonly jerkMmPerS: PerAxis;
  /** M204's P, T and R. */
  readonly accelerationMmPerS2: {
    readonly printing: number;
    readonly travel: number;
    readonly retract: number;
  };
}

/** From 0 to each of the lengths given, as slicers state a bed. */
export function box(x: number, y: number, z: number): Axes {
  return { x: { min: 0, max: x }, y: { min: 0, max: y }, z: { min: 0, max: z } };
}

/** An address of a file on GitHub at one commit. */
export function atCommit(repository: string, commit: string, path: string): string {
  return `https://github.com/${repository}/blob/${commit}/${encodeURI(path)}`;
}

/** A machine profile of OrcaSlicer's; its limits hold for the slicer's own estimate and are sent to
 * Marlin at the start of a file. */
export function orcaProfile(commit: string, path: string): string {
  return atCommit('SoftFever/OrcaSlicer', commit, `resources/profiles/${path}.json`);
}
