import { assumedProfile } from '../machine/assumedProfile.ts';
import type {
  FirmwareRetraction,
  Kinematics,
  KlipperLimits,
  MachineProfile,
  ProfileSource,
} from '../machine/profile.ts';
import type { ConfigSettings } from './configSettings.ts';
import { readExtruders, readHeater } from './extrudersFromSettings.ts';
import { readMacros } from './macroProfiles.ts';
import { reachFromSettings } from './reachFromSettings.ts';
import { readNumber, type SettingProblem, type SettingReader } from './settingValues.ts';

/** As `profileFromConfig`, from settings that have no place, such as those a printer tells of. */
export function profileFromSettings(
  settings: ConfigSettings,
  name: string,
  source: ProfileSource,
): { profile: MachineProfile; problems: readonly SettingProblem[] } {
  const reader: SettingReader = { settings, problems: [] };
  const kinematics = readKinematics(reader);
  const head = readHead(reader);
  const extruders = readExtruders(reader, head.maxVelocityMmPerS, head.maxAccelerationMmPerS2);
  const limits: KlipperLimits = {
    kind: 'klipper',
    ...head,
    extruders: mapFirst(extruders, ({ limits: own }) => own),
    arcResolutionMm: readNumber(reader, 'gcode_arcs', 'resolution', 1, { above: 0 }),
  };
  const heaters = [...settings]
    .filter(([, { type, name: own }]) => type === 'heater_generic' && own !== '')
    .map(([key, section]) => ({ name: section.name, heater: readHeater(reader, key) }));
  const chamber = heaters.find((heater) => /chamber/i.test(heater.name));
  const firmwareRetraction = readRetraction(reader);
  const profile: MachineProfile = {
    name,
    firmware: 'klipper',
    source,
    kinematics,
    limits,
    ...reachFromSettings(reader, kinematics),
    extruders: mapFirst(extruders, ({ profile: own }) => own),
    ...(settings.has('heater_bed') ? { bed: readHeater(reader, 'heater_bed') } : {}),
    ...(chamber ? { chamber: chamber.heater } : {}),
    sections: [...settings.keys()].map((key) => key.toLowerCase()),
    heaters: heaters.map((own) => ({ name: own.name, ...own.heater })),
    macros: readMacros(settings),
    ...(firmwareRetraction ? { firmwareRetraction } : {}),
  };
  return { profile, problems: reader.problems };
}

const KINEMATICS: ReadonlySet<string> = new Set<Kinematics>([
  'cartesian',
  'corexy',
  'corexz',
  'hybrid_corexy',
  'hybrid_corexz',
  'generic_cartesian',
  'delta',
  'deltesian',
  'polar',
  'rotary_delta',
  'winch',
  'none',
]);

function isKinematics(text: string): text is Kinematics {
  return KINEMATICS.has(text);
}

function readKinematics(reader: SettingReader): Kinematics {
  const stated = reader.settings.get('printer')?.options.get('kinematics');
  // Add-ons with a speed limit of their own for each axis move like the kinematics they are named for.
  const plain = stated?.replace(/^limited_/, '');
  if (plain !== undefined && isKinematics(plain)) return plain;
  reader.problems.push({
    section: 'printer',
    option: 'kinematics',
    severity: 'error',
    rule: stated === undefined ? 'missing-option' : 'bad-value',
    message:
      stated === undefined
        ? '[printer] has no "kinematics", which Klipper needs; add it, for example "kinematics: cartesian".'
        : `"${stated}" is no kinematics of Klipper's; write cartesian, corexy, delta or another that it has.`,
    firmware:
      stated === undefined
        ? "Option 'kinematics' in section 'printer' must be specified"
        : `Error loading kinematics '${stated}'`,
  });
  return 'none';
}

/** Klipper has no default for these two; without them it does not start. */
const ASSUMED = assumedProfile('klipper').limits as KlipperLimits;

function readHead(
  reader: SettingReader,
): Omit<KlipperLimits, 'kind' | 'extruders' | 'arcResolutionMm'> {
  const required = { above: 0, required: true } as const;
  const printer = (option: string, fallback: number, limits: Parameters<typeof readNumber>[4]) =>
    readNumber(reader, 'printer', option, fallback, limits);
  const velocity = printer('max_velocity', ASSUMED.maxVelocityMmPerS, required);
  const acceleration = printer('max_accel', ASSUMED.maxAccelerationMmPerS2, required);
  // Until August 2025 Klipper read this as well, and made the ratio of it (`klippy/toolhead.py`).
  const toDeceleration = readNumber(reader, 'printer', 'max_accel_to_decel', undefined, {
    above: 0,
  });
  const ratio = toDeceleration === undefined ? 0.5 : 1 - Math.min(1, toDeceleration / acceleration);
  return {
    maxVelocityMmPerS: velocity,
    maxAccelerationMmPerS2: acceleration,
    minimumCruiseRatio: printer('minimum_cruise_ratio', ratio, { min: 0, below: 1 }),
    squareCornerVelocityMmPerS: printer('square_corner_velocity', 5, { min: 0 }),
    maxZVelocityMmPerS: printer('max_z_velocity', velocity, { above: 0, max: velocity }),
    maxZAccelerationMmPerS2: printer('max_z_accel', acceleration, { above: 0, max: acceleration }),
  };
}

function readRetraction(reader: SettingReader): FirmwareRetraction | undefined {
  const section = 'firmware_retraction';
  if (!reader.settings.has(section)) return undefined;
  return {
    lengthMm: readNumber(reader, section, 'retract_length', 0, { min: 0 }),
    speedMmPerS: readNumber(reader, section, 'retract_speed', 20, { min: 1 }),
    unretractExtraMm: readNumber(reader, section, 'unretract_extra_length', 0, { min: 0 }),
    unretractSpeedMmPerS: readNumber(reader, section, 'unretract_speed', 10, { min: 1 }),
  };
}

function mapFirst<From, To>(
  [first, ...others]: readonly [From, ...From[]],
  change: (item: From) => To,
): readonly [To, ...To[]] {
  return [change(first), ...others.map(change)];
}
