import { FIRMWARE_NAMES, type Firmware } from '../commands/firmware.ts';
import { assumedProfile } from './assumedProfile.ts';
import { AXIS_PRESETS } from './presets/axisLimited.ts';
import { KLIPPER_PRESETS } from './presets/klipper.ts';
import { type AxisPreset, atCommit, type KlipperPreset, type PresetRow } from './presets/preset.ts';
import type { AxisLimits, ExtruderProfile, KlipperLimits, MachineProfile } from './profile.ts';

/** A printer to choose from a list. */
export interface Preset {
  /** Stable, in kebab case: settings and command lines name it. */
  readonly id: string;
  readonly name: string;
  readonly firmware: Firmware;
  /** Where its figures are published. */
  readonly address: string;
}

/** Where the defaults of `assumedProfile` are written down. */
const FIRMWARE_SOURCES: Readonly<Record<Firmware, string>> = {
  klipper: atCommit(
    'Klipper3d/klipper',
    '3189904f761d1a2c38aae4853c41a2cf62eb358d',
    'config/example-corexy.cfg',
  ),
  marlin: atCommit(
    'MarlinFirmware/Configurations',
    '0543d9743abb78c8ed3ac52eaff3dbcd4a4f598a',
    'config/default/Configuration.h',
  ),
  reprap: atCommit(
    'gloomyandy/RepRapFirmware',
    '00025eb64ed31647831dfb56f179357774b7dc89',
    'src/Config/Configuration.h',
  ),
};

/** Of every row that does not say `anyNozzle`; also what Klipper's defaults are reckoned from. */
const NOZZLE_MM = 0.4;
const FILAMENT_MM = 1.75;
const DEFAULT_CROSS_SECTION_MM2 = 4 * NOZZLE_MM ** 2;
/** Klipper limits moves of filament alone by its own default of the cross-section, whatever printer.cfg has. */
const EXTRUDE_RATIO = DEFAULT_CROSS_SECTION_MM2 / (Math.PI * (FILAMENT_MM / 2) ** 2);

const ROWS = [...KLIPPER_PRESETS, ...AXIS_PRESETS].sort((a, b) =>
  a.name.localeCompare(b.name, 'en', { numeric: true }),
);

const ENTRIES: readonly (readonly [Preset, MachineProfile])[] = [
  ...(['klipper', 'marlin', 'reprap'] as const).map(generic),
  ...ROWS.map((row): readonly [Preset, MachineProfile] => [listed(row), profileOfRow(row)]),
];

const PROFILES: ReadonlyMap<string, MachineProfile> = new Map(
  ENTRIES.map(([preset, profile]) => [preset.id, profile]),
);

/** Common printers with published figures: one of each firmware first, the others by name. */
export const PRESETS: readonly Preset[] = ENTRIES.map(([preset]) => preset);

/** The printer of a preset's id, undefined where there is none of that id. */
export function profileOfPreset(id: string): MachineProfile | undefined {
  return PROFILES.get(id);
}

/** The firmware's own defaults. Its source stays "assumed": nobody says that a printer has them. */
function generic(firmware: Firmware): readonly [Preset, MachineProfile] {
  const name = `Generic ${FIRMWARE_NAMES[firmware]}`;
  return [
    { id: `generic-${firmware}`, name, firmware, address: FIRMWARE_SOURCES[firmware] },
    { ...assumedProfile(firmware), name },
  ];
}

function listed({ id, name, firmware, address }: PresetRow): Preset {
  return { id, name, firmware, address };
}

function profileOfRow(row: KlipperPreset | AxisPreset): MachineProfile {
  const { id, name, firmware, address, kinematics, printArea, bed, chamber, chamberHeater } = row;
  return {
    name,
    firmware,
    source: { kind: 'preset', id, address },
    kinematics,
    limits: row.firmware === 'klipper' ? klipperLimits(row) : axisLimits(row),
    reach: row.reach ?? {},
    ...(row.reach && row.radiusMm !== undefined && { reachRadiusMm: row.radiusMm }),
    ...(printArea && { printArea }),
    extruders: extrudersOf(row),
    ...(bed && { bed }),
    ...(chamber && { chamber }),
    heaters: chamberHeater === undefined ? [] : [{ name: chamberHeater, ...chamber }],
    macros: [],
    ...(row.firmware === 'klipper' &&
      row.firmwareRetraction && { firmwareRetraction: row.firmwareRetraction }),
  };
}

function klipperLimits(row: KlipperPreset): KlipperLimits {
  const { maxVelocityMmPerS, maxAccelerationMmPerS2 } = row;
  return {
    kind: 'klipper',
    maxVelocityMmPerS,
    maxAccelerationMmPerS2,
    minimumCruiseRatio: row.minimumCruiseRatio ?? 0.5,
    squareCornerVelocityMmPerS: row.squareCornerVelocityMmPerS ?? 5,
    maxZVelocityMmPerS: row.maxZVelocityMmPerS,
    maxZAccelerationMmPerS2: row.maxZAccelerationMmPerS2,
    extruders: [
      {
        instantaneousCornerVelocityMmPerS: row.instantaneousCornerVelocityMmPerS ?? 1,
        maxExtrudeOnlyVelocityMmPerS:
          row.maxExtrudeOnlyVelocityMmPerS ?? maxVelocityMmPerS * EXTRUDE_RATIO,
        maxExtrudeOnlyAccelerationMmPerS2:
          row.maxExtrudeOnlyAccelerationMmPerS2 ?? maxAccelerationMmPerS2 * EXTRUDE_RATIO,
      },
    ],
    arcResolutionMm: row.arcResolutionMm ?? 1,
  };
}

function axisLimits(row: AxisPreset): AxisLimits {
  return {
    kind: row.firmware,
    maxFeedrateMmPerS: row.maxFeedrateMmPerS,
    maxAccelerationMmPerS2: row.maxAccelerationMmPerS2,
    jerkMmPerS: row.jerkMmPerS,
    printingAccelerationMmPerS2: row.accelerationMmPerS2.printing,
    travelAccelerationMmPerS2: row.accelerationMmPerS2.travel,
    retractAccelerationMmPerS2: row.accelerationMmPerS2.retract,
  };
}

function extrudersOf(row: KlipperPreset | AxisPreset): MachineProfile['extruders'] {
  const extruder = (tool: number): ExtruderProfile => ({
    name: tool === 0 ? 'extruder' : `extruder${tool}`,
    ...(!row.anyNozzle && { nozzleDiameterMm: NOZZLE_MM, filamentDiameterMm: FILAMENT_MM }),
    ...row.hotend,
    ...(row.firmware === 'klipper' && coldExtrusion(row)),
  });
  const others = Array.from({ length: (row.tools ?? 1) - 1 }, (_, index) => extruder(index + 1));
  return [extruder(0), ...others];
}

/** A printer.cfg that is silent has Klipper's defaults; a slicer's profile that is silent says nothing. */
function coldExtrusion(row: KlipperPreset): Partial<ExtruderProfile> {
  if (!row.hotend) return {};
  return {
    minExtrudeTemperatureC: row.minExtrudeTemperatureC ?? 170,
    maxExtrudeOnlyDistanceMm: row.maxExtrudeOnlyDistanceMm ?? 50,
    maxExtrudeCrossSectionMm2: row.maxExtrudeCrossSectionMm2 ?? DEFAULT_CROSS_SECTION_MM2,
    pressureAdvanceS: row.pressureAdvanceS ?? 0,
  };
}
