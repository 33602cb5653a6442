import type { Firmware } from '../commands/firmware.ts';

/**
 * What is known of one printer: how fast it may move, where it can reach, what it can heat, and which
 * commands it has. It comes from its printer.cfg, from a preset, or later from the printer itself.
 *
 * Whatever a source does not say is undefined (or an empty list), never a guess; `limits` alone is
 * always complete, because a time needs all of it.
 */
export interface MachineProfile {
  /** As a person knows the printer: `Voron 2.4 350`, or the name of the printer.cfg's folder. */
  readonly name: string;
  readonly firmware: Firmware;
  readonly source: ProfileSource;
  readonly kinematics: Kinematics;
  readonly limits: MotionLimits;
  /** Where the nozzle can go, mm; undefined axes are not known. */
  readonly reach: Readonly<Partial<Record<'x' | 'y' | 'z', Range>>>;
  /** Delta and polar printers: radius of the round bed, mm. */
  readonly reachRadiusMm?: number;
  /** Where the slicer's profile of this printer lets a print stand, mm. The nozzle may well go further, to
   * purge and to park: `reach` says how far. */
  readonly printArea?: Readonly<Partial<Record<'x' | 'y' | 'z', Range>>>;
  /** By tool number; at least one. */
  readonly extruders: readonly [ExtruderProfile, ...ExtruderProfile[]];
  readonly bed?: HeaterProfile;
  readonly chamber?: HeaterProfile;
  /** Other heaters by the name that SET_HEATER_TEMPERATURE knows them by. */
  readonly heaters: readonly (HeaterProfile & { readonly name: string })[];
  /** Klipper only: names of all config sections in lower case (`gcode_arcs`, `fan_generic exhaust`);
   * undefined where the source does not tell what is configured. */
  readonly sections?: readonly string[];
  /** Klipper only: macros that the configuration defines. */
  readonly macros: readonly MacroProfile[];
  /** Most filament that the hot end melts in a second, mm³; undefined where nobody said. */
  readonly maxVolumetricFlowMm3PerS?: number;
  /** `[firmware_retraction]`, or what Marlin's M207 has. */
  readonly firmwareRetraction?: FirmwareRetraction;
}

export type ProfileSource =
  /** No printer was chosen: the limits of the firmware's own defaults. */
  | { readonly kind: 'assumed' }
  | { readonly kind: 'printer.cfg'; readonly path: string }
  | { readonly kind: 'preset'; readonly id: string; readonly address: string };

export type Kinematics =
  | 'cartesian'
  | 'corexy'
  | 'corexz'
  | 'hybrid_corexy'
  | 'hybrid_corexz'
  | 'generic_cartesian'
  | 'delta'
  | 'deltesian'
  | 'polar'
  | 'rotary_delta'
  | 'winch'
  | 'none';

export interface Range {
  readonly min: number;
  readonly max: number;
}

export interface HeaterProfile {
  readonly minTemperatureC?: number;
  readonly maxTemperatureC?: number;
}

export interface ExtruderProfile extends HeaterProfile {
  /** Klipper's section: `extruder`, `extruder1`. */
  readonly name: string;
  readonly nozzleDiameterMm?: number;
  readonly filamentDiameterMm?: number;
  /** Below this the firmware refuses to push filament. */
  readonly minExtrudeTemperatureC?: number;
  readonly maxExtrudeOnlyDistanceMm?: number;
  readonly maxExtrudeCrossSectionMm2?: number;
  readonly pressureAdvanceS?: number;
}

export interface MacroProfile {
  /** In upper case, as G-code calls it. */
  readonly name: string;
  /** Parameters that its body reads as `params.NAME`, in upper case, in order of appearance. */
  readonly parameters: readonly { readonly name: string; readonly default?: string }[];
  readonly description?: string;
  /** It takes the place of a command of Klipper's own. */
  readonly renames?: string;
  /** The body as written. Data for checks and hovers; it is never run. */
  readonly body: string;
  /** Where it is defined, for "go to definition"; lines count from 0. */
  readonly file?: string;
  readonly line?: number;
}

export interface FirmwareRetraction {
  readonly lengthMm: number;
  readonly speedMmPerS: number;
  readonly unretractExtraMm: number;
  readonly unretractSpeedMmPerS: number;
}

export type MotionLimits = KlipperLimits | AxisLimits;

/** What Klipper plans with, from `[printer]`, `[extruder]` and `[gcode_arcs]`. */
export interface KlipperLimits {
  readonly kind: 'klipper';
  readonly maxVelocityMmPerS: number;
  readonly maxAccelerationMmPerS2: number;
  readonly minimumCruiseRatio: number;
  readonly squareCornerVelocityMmPerS: number;
  readonly maxZVelocityMmPerS: number;
  readonly maxZAccelerationMmPerS2: number;
  /** By tool; the last one stands for higher numbers. */
  readonly extruders: readonly [ExtruderLimits, ...ExtruderLimits[]];
  /** `[gcode_arcs] resolution`: length of the pieces that an arc is cut into. */
  readonly arcResolutionMm: number;
}

export interface ExtruderLimits {
  readonly instantaneousCornerVelocityMmPerS: number;
  readonly maxExtrudeOnlyVelocityMmPerS: number;
  readonly maxExtrudeOnlyAccelerationMmPerS2: number;
}

/** What Marlin and RepRapFirmware plan with. Arrays hold X, Y, Z, E. A file changes them with M201, M203,
 * M204, M205 and M566. */
export interface AxisLimits {
  readonly kind: 'marlin' | 'reprap';
  readonly maxFeedrateMmPerS: readonly [number, number, number, number];
  readonly maxAccelerationMmPerS2: readonly [number, number, number, number];
  /** Change of speed that an axis takes without ramp. */
  readonly jerkMmPerS: readonly [number, number, number, number];
  /** Marlin 2 plans corners with it instead of jerk; undefined = classic jerk. */
  readonly junctionDeviationMm?: number;
  readonly printingAccelerationMmPerS2: number;
  readonly travelAccelerationMmPerS2: number;
  readonly retractAccelerationMmPerS2: number;
}
