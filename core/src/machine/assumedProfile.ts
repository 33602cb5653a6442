import type { Firmware } from '../commands/firmware.ts';
import type { MachineProfile, MotionLimits } from './profile.ts';

/** The printer that is taken where nobody chose one: the firmware's own defaults, and nothing known of its
 * size, heaters or macros. */
export function assumedProfile(firmware: Firmware): MachineProfile {
  return ASSUMED[firmware];
}

/** Klipper itself has no default for velocity and acceleration; these are those of its example
 * configurations. The rest is what Klipper takes where printer.cfg is silent (0.4 mm nozzle, 1.75 mm
 * filament): extrude-only limits are those of the head × 4·0.4² mm² ÷ the filament's cross-section. */
const KLIPPER_EXTRUDE_RATIO = (4 * 0.4 ** 2) / (Math.PI * (1.75 / 2) ** 2);

const LIMITS: Readonly<Record<Firmware, MotionLimits>> = {
  klipper: {
    kind: 'klipper',
    maxVelocityMmPerS: 300,
    maxAccelerationMmPerS2: 3_000,
    minimumCruiseRatio: 0.5,
    squareCornerVelocityMmPerS: 5,
    maxZVelocityMmPerS: 300,
    maxZAccelerationMmPerS2: 3_000,
    extruders: [
      {
        instantaneousCornerVelocityMmPerS: 1,
        maxExtrudeOnlyVelocityMmPerS: 300 * KLIPPER_EXTRUDE_RATIO,
        maxExtrudeOnlyAccelerationMmPerS2: 3_000 * KLIPPER_EXTRUDE_RATIO,
      },
    ],
    arcResolutionMm: 1,
  },
  // Marlin's Configuration.h as it is before anyone edits it: DEFAULT_MAX_FEEDRATE,
  // DEFAULT_MAX_ACCELERATION, DEFAULT_ACCELERATION, and corners by junction deviation since Marlin 2; the jerk
  // is what CLASSIC_JERK, once switched on, would bring.
  marlin: {
    kind: 'marlin',
    maxFeedrateMmPerS: [300, 300, 5, 25],
    maxAccelerationMmPerS2: [3_000, 3_000, 100, 10_000],
    jerkMmPerS: [10, 10, 0.3, 5],
    junctionDeviationMm: 0.013,
    printingAccelerationMmPerS2: 3_000,
    travelAccelerationMmPerS2: 3_000,
    retractAccelerationMmPerS2: 3_000,
  },
  // RepRapFirmware's defaults for M203, M201, M566 and M204 before config.g changes them
  // (`src/Config/Configuration.h`); the last three only leave the limits of the axes in force.
  reprap: {
    kind: 'reprap',
    maxFeedrateMmPerS: [100, 100, 20, 100],
    maxAccelerationMmPerS2: [1_000, 1_000, 200, 500],
    jerkMmPerS: [15, 15, 10, 5],
    printingAccelerationMmPerS2: 50_000,
    travelAccelerationMmPerS2: 50_000,
    retractAccelerationMmPerS2: 50_000,
  },
};

function assumed(firmware: Firmware, name: string): MachineProfile {
  return {
    name,
    firmware,
    source: { kind: 'assumed' },
    kinematics: 'cartesian',
    limits: LIMITS[firmware],
    reach: {},
    extruders: [{ name: 'extruder' }],
    heaters: [],
    macros: [],
  };
}

const ASSUMED: Readonly<Record<Firmware, MachineProfile>> = {
  klipper: assumed('klipper', 'Klipper'),
  marlin: assumed('marlin', 'Marlin'),
  reprap: assumed('reprap', 'RepRapFirmware'),
};
