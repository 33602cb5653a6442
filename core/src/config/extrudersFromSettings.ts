import type { ExtruderLimits, ExtruderProfile, HeaterProfile } from '../machine/profile.ts';
import { readNumber, type SettingReader } from './settingValues.ts';

/** What a tool can do, and what Klipper plans it with. */
export interface Extruder {
  readonly profile: ExtruderProfile;
  readonly limits: ExtruderLimits;
}

/** `[extruder]`, `[extruder1]` and so on up to the first number that is missing. */
export function readExtruders(
  reader: SettingReader,
  velocity: number,
  acceleration: number,
): readonly [Extruder, ...Extruder[]] {
  if (!reader.settings.has('extruder')) {
    reader.problems.push({
      section: 'extruder',
      rule: 'missing-section',
      severity: 'warning',
      message:
        'There is no [extruder], so nothing can be printed; add one, or include the file that has it.',
    });
    return [unknownExtruder(velocity, acceleration)];
  }
  const first = readExtruder(reader, 'extruder', velocity, acceleration);
  const others: Extruder[] = [];
  for (let number = 1; reader.settings.has(`extruder${number}`); number++) {
    others.push(readExtruder(reader, `extruder${number}`, velocity, acceleration));
  }
  return [first, ...others];
}

/** For a nozzle of 0.4 mm and filament of 1.75 mm. */
const USUAL_EXTRUDE_RATIO = (4 * 0.4 ** 2) / (Math.PI * (1.75 / 2) ** 2);

function unknownExtruder(velocity: number, acceleration: number): Extruder {
  const ratio = USUAL_EXTRUDE_RATIO;
  return {
    profile: { name: 'extruder' },
    limits: {
      instantaneousCornerVelocityMmPerS: 1,
      maxExtrudeOnlyVelocityMmPerS: velocity * ratio,
      maxExtrudeOnlyAccelerationMmPerS2: acceleration * ratio,
    },
  };
}

/** Most filament for a millimetre of path where `max_extrude_cross_section` is silent: a thread of four nozzle
 * diameters squared. Klipper limits filament alone by it too. */
function extrudeRatio(nozzle: number | undefined, filament: number | undefined): number {
  const ratio = (4 * (nozzle ?? 0) ** 2) / (Math.PI * ((filament ?? 0) / 2) ** 2);
  return ratio > 0 && Number.isFinite(ratio) ? ratio : USUAL_EXTRUDE_RATIO;
}

function readExtruder(
  reader: SettingReader,
  section: string,
  velocity: number,
  acceleration: number,
): Extruder {
  const number = <Fallback extends number | undefined>(
    option: string,
    fallback: Fallback,
    limits: Parameters<typeof readNumber>[4],
  ) => readNumber(reader, section, option, fallback, limits);
  const nozzle = number('nozzle_diameter', undefined, { above: 0, required: true });
  const filament = number('filament_diameter', undefined, {
    ...(nozzle === undefined ? { above: 0 } : { min: nozzle }),
    required: true,
  });
  const ratio = extrudeRatio(nozzle, filament);
  const crossSection = nozzle === undefined ? undefined : 4 * nozzle ** 2;
  const heater = readHeater(reader, section);
  return {
    profile: {
      name: section,
      ...heater,
      ...(nozzle === undefined ? {} : { nozzleDiameterMm: nozzle }),
      ...(filament === undefined ? {} : { filamentDiameterMm: filament }),
      minExtrudeTemperatureC: number('min_extrude_temp', 170, {
        ...(heater.minTemperatureC === undefined ? {} : { min: heater.minTemperatureC }),
        ...(heater.maxTemperatureC === undefined ? {} : { max: heater.maxTemperatureC }),
      }),
      maxExtrudeOnlyDistanceMm: number('max_extrude_only_distance', 50, { min: 0 }),
      ...optional(
        'maxExtrudeCrossSectionMm2',
        number('max_extrude_cross_section', crossSection, { above: 0 }),
      ),
      pressureAdvanceS: number('pressure_advance', 0, { min: 0 }),
    },
    limits: {
      instantaneousCornerVelocityMmPerS: number('instantaneous_corner_velocity', 1, { min: 0 }),
      maxExtrudeOnlyVelocityMmPerS: number('max_extrude_only_velocity', velocity * ratio, {
        above: 0,
      }),
      maxExtrudeOnlyAccelerationMmPerS2: number('max_extrude_only_accel', acceleration * ratio, {
        above: 0,
      }),
    },
  };
}

const ABSOLUTE_ZERO_C = -273.15;

export function readHeater(reader: SettingReader, section: string): HeaterProfile {
  const min = readNumber(reader, section, 'min_temp', undefined, {
    min: ABSOLUTE_ZERO_C,
    required: true,
  });
  const max = readNumber(reader, section, 'max_temp', undefined, {
    ...(min === undefined ? {} : { above: min }),
    required: true,
  });
  return { ...optional('minTemperatureC', min), ...optional('maxTemperatureC', max) };
}

/** A property that is there only where its value is known. */
function optional<Key extends string>(key: Key, value: number | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: number };
}
