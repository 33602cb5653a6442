import {
  type CheckContext,
  type CheckedSection,
  isRead,
  nameInKlipper,
  optionValue,
} from './check.ts';
import { isProbeEndstop, type Kinematics, kinematicsOf } from './kinematics.ts';

/** Klipper stops where an option that it cannot do without is missing. */
export function requiredOptions(context: CheckContext): void {
  if (!context.isWhole) return;
  const kinematics = kinematicsOf(context.configuration);
  for (const section of context.sections) {
    const { reference, title, merged, place } = section;
    if (!reference || section.isAutosaved) continue;
    // The former way to share a nozzle, of which another check speaks.
    if (merged.options.has('shared_heater')) continue;
    if (context.readers === 'fork' && reference.origin !== undefined) continue;
    const names = new Set([
      ...reference.options
        .filter((option) => option.required && isRead(section, option) === true)
        .map(({ name }) => name),
      ...requiredByOthers(section, kinematics),
      ...requiredByBus(section),
      ...requiredBySensor(context, section),
    ]);
    for (const name of names) {
      if (merged.options.has(name)) continue;
      const words = SCREWS.test(name) ? `${title}: Must have at least three screws` : undefined;
      context.report(place.path, {
        ...place.section.header,
        rule: 'missing-option',
        severity: 'error',
        message: `[${title}] needs the option "${name}"; add it.`,
        firmware:
          words ?? `Option '${nameInKlipper(name)}' in section '${title}' must be specified`,
      });
    }
  }
}

const SCREWS = /^screw[123]$/;

/** Options whose need depends on the kinematics or on what else the section says. */
function requiredByOthers(section: CheckedSection, kinematics: Kinematics | undefined): string[] {
  const { type } = section.merged;
  const has = (name: string) => section.merged.options.has(name);
  if (type === 'printer') return [...(kinematics?.printerOptions ?? [])];
  if (type === 'bed_mesh') return has('mesh_radius') ? [] : ['mesh_min', 'mesh_max'];
  if (type === 'resonance_tester') return has('accel_chip_x') ? ['accel_chip_y'] : ['accel_chip'];
  if (type === 'tmc2240') return has('uart_pin') ? [] : ['cs_pin'];
  if (type === 'bed_screws' || type === 'screws_tilt_adjust') {
    return ['screw1', 'screw2', 'screw3'];
  }
  if (type === 'display') {
    return /^(?:st7920|uc1701)$/.test(optionValue(section, 'lcd_type') ?? '') ? ['cs_pin'] : [];
  }
  if (type === 'thermistor') {
    const points = has('beta') ? ['1'] : ['1', '2', '3'];
    return points.flatMap((index) => [`temperature${index}`, `resistance${index}`]);
  }
  if (type === 'mcu') return has('canbus_uuid') ? [] : ['serial'];
  if (type === 'probe_eddy_current') return has('z_offset') ? [] : ['descend_z'];
  if (/^extruder\d*$/.test(type)) {
    const motor = ['step_pin', 'dir_pin', 'rotation_distance', 'microsteps'];
    return motor.some(has) && !has('step_distance') ? motor : [];
  }
  if (type === 'extruder_stepper' || type === 'manual_stepper' || type === 'stepper') {
    return has('step_distance') ? [] : ['rotation_distance'];
  }
  if (type === 'carriage') return railOptions(section);
  if (/^stepper_[a-z]+\d*$/.test(type)) {
    const rail = kinematics?.rails[type];
    return [
      ...(kinematics?.turning.includes(type)
        ? ['gear_ratio']
        : has('step_distance')
          ? []
          : ['rotation_distance']),
      ...(rail === 'range' ? railOptions(section) : (rail ?? [])),
    ];
  }
  return [];
}

/** What an axis with a range needs; a probe knows itself where it triggers. */
function railOptions(section: CheckedSection): string[] {
  const isProbed = isProbeEndstop(optionValue(section, 'endstop_pin'));
  return ['endstop_pin', 'position_max', ...(isProbed ? [] : ['position_endstop'])];
}

/** A bus done in software needs all of its lines, by the one that Klipper asks for first. */
function requiredByBus({ merged }: CheckedSection): string[] {
  const spi = merged.options.has('spi_software_sclk_pin');
  const i2c = merged.options.has('i2c_software_scl_pin');
  return [
    ...(spi ? ['spi_software_miso_pin', 'spi_software_mosi_pin'] : []),
    ...(i2c ? ['i2c_software_sda_pin'] : []),
  ];
}

function requiredBySensor({ configuration }: CheckContext, section: CheckedSection): string[] {
  const sensor = optionValue(section, 'sensor_type');
  if (sensor === 'DS18B20') return ['sensor_mcu'];
  const own = [`thermistor ${sensor}`, `adc_temperature ${sensor}`];
  return own.some((title) => configuration.sections.has(title)) ? ['sensor_pin'] : [];
}
