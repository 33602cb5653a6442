import { describe, expect, test } from 'vitest';
import type { OptionReference, SectionReference } from '#core/config/config';
import { pythonFloat } from '#core/config/pythonText';
import { ALL_SECTIONS, optionReference, sectionReference } from '#core/config/sectionReference';

const LONGEST_SUMMARY = 110;
const KLIPPERS = ALL_SECTIONS.filter(({ origin }) => origin === undefined);
const OPTIONS = ALL_SECTIONS.flatMap((section) =>
  section.options.map((option) => ({ section, option, title: `[${section.type}] ${option.name}` })),
);

describe('the tables', () => {
  test('hold every section of Klipper’s own page', () => {
    const missing = SECTIONS_OF_THE_PAGE.split(' ').filter(
      (type) => sectionReference(type)?.origin !== undefined || !sectionReference(type),
    );
    expect(missing).toEqual([]);
  });

  test('have each section once, and each option of a section once', () => {
    expect(repeated(ALL_SECTIONS.map(({ type }) => type))).toEqual([]);
    expect(repeated(OPTIONS.map(({ title }) => title))).toEqual([]);
  });

  test('write names in lower case, as Klipper compares them', () => {
    const names = OPTIONS.map(({ option }) => option.name);
    expect(names.filter((name) => !/^[a-z0-9_*]+$/.test(name))).toEqual([]);
    expect(ALL_SECTIONS.filter(({ type }) => !/^[a-z0-9_]+$/.test(type))).toEqual([]);
  });

  test('say in one short sentence what something is for', () => {
    const summaries = [
      ...ALL_SECTIONS.map(({ type, summary }) => [type, summary] as const),
      ...OPTIONS.map(({ title, option }) => [title, option.summary] as const),
    ];
    const odd = summaries.filter(
      ([, summary]) => summary.length > LONGEST_SUMMARY || !/^\S.*\.$/.test(summary),
    );
    expect(odd).toEqual([]);
  });

  test('give each section the address of what states its facts', () => {
    const homes = ['https://www.klipper3d.org/', 'https://github.com/Klipper3d/'];
    const odd = KLIPPERS.filter(({ source }) => !homes.some((home) => source.startsWith(home)));
    expect(odd.map(({ type }) => type)).toEqual([]);
    expect(ALL_SECTIONS.filter(({ source }) => new URL(source).protocol !== 'https:')).toEqual([]);
  });

  test('check no options of what others define, and say why', () => {
    const others = ALL_SECTIONS.filter(({ origin }) => origin !== undefined);
    expect(others.length).toBeGreaterThan(20);
    expect(others.filter(({ openOptions }) => !openOptions)).toEqual([]);
  });

  test('have defaults that can be read as what they are', () => {
    const odd = OPTIONS.filter(({ option }) => option.default !== undefined && !reads(option));
    expect(odd.map(({ title }) => title)).toEqual([]);
  });

  test('have defaults within the limits, but where Klipper itself has not', () => {
    const outside = OPTIONS.filter(({ option }) => {
      const number = pythonFloat(option.default ?? '');
      if (number === undefined || option.kind === 'numbers') return false;
      const { min = -Infinity, max = Infinity, above = -Infinity, below = Infinity } = option;
      return number < min || number > max || number <= above || number >= below;
    });
    // Klipper does not check its own defaults: these mean "none".
    expect(outside.map(({ title }) => title)).toEqual([
      '[bed_mesh] scan_overshoot',
      '[pwm_tool] maximum_mcu_duration',
    ]);
  });

  test('have limits in order, for numbers only', () => {
    const odd = OPTIONS.filter(({ option: { kind, min, max, above, below } }) => {
      const limits = [min, max, above, below].filter((limit) => limit !== undefined);
      const low = Math.max(min ?? -Infinity, above ?? -Infinity);
      const high = Math.min(max ?? Infinity, below ?? Infinity);
      const isNumber = kind === 'float' || kind === 'integer' || kind === 'numbers';
      return low > high || (limits.length > 0 && !isNumber);
    });
    expect(odd.map(({ title }) => title)).toEqual([]);
  });

  test('give choices to choices and to nothing else', () => {
    const odd = OPTIONS.filter(
      ({ option }) => (option.kind === 'choice') !== (option.choices?.length ?? 0) > 1,
    );
    expect(odd.map(({ title }) => title)).toEqual([
      '[replicape] revision',
      '[probe_eddy_current] sensor_type',
    ]);
  });

  test('say of pins how they are taken, and of nothing else', () => {
    const odd = OPTIONS.filter(
      ({ option }) =>
        (option.kind === 'pin' && !option.pin) ||
        (option.pin && option.kind !== 'pin' && option.kind !== 'list'),
    );
    expect(odd.map(({ title }) => title)).toEqual([]);
  });

  test('let options depend on options of the same section, with values that it may have', () => {
    const odd = OPTIONS.filter(({ section, option }) => {
      if (!option.onlyWith) return false;
      const decisive = optionReference(section, option.onlyWith.option);
      if (!decisive || decisive.onlyWith) return true;
      const { choices } = decisive;
      return choices !== undefined && option.onlyWith.values.some((one) => !choices.includes(one));
    });
    expect(odd.map(({ title }) => title)).toEqual([]);
  });

  test('date what Klipper no longer reads, with the cure', () => {
    const deprecated = OPTIONS.flatMap(({ option }) => option.deprecated ?? []);
    expect(deprecated.length).toBeGreaterThan(15);
    expect(deprecated.filter((text) => !/^20\d\d-\d\d-\d\d: [a-z].*[^.]$/.test(text))).toEqual([]);
    expect(OPTIONS.filter(({ option }) => option.deprecated && option.required)).toEqual([]);
  });

  test('have patterns that the default fits', () => {
    const odd = OPTIONS.filter(
      ({ option: { pattern, default: usual } }) =>
        pattern !== undefined && usual !== undefined && !new RegExp(`^(?:${pattern})$`).test(usual),
    );
    expect(odd.map(({ title }) => title)).toEqual([]);
  });
});

describe('sectionReference', () => {
  test.each([
    ['stepper_z', 'stepper_x'],
    ['stepper_left', 'stepper_x'],
    ['stepper_z1', 'stepper_z1'],
    ['stepper_x12', 'stepper_z1'],
    ['stepper', 'stepper'],
    ['extruder', 'extruder'],
    ['extruder1', 'extruder'],
    ['EXTRUDER2', 'extruder'],
    ['tmc2209', 'tmc2209'],
    ['mmu_machine', 'shaketune'],
    ['afc_stepper', 'afc'],
    ['extruder_1', undefined],
    ['stepper_zz', undefined],
    ['stepper_', undefined],
    ['fan2', undefined],
    ['', undefined],
    ['constructor', undefined],
  ])('%s is %s', (type, expected) => {
    const found = sectionReference(type);
    // Add-ons stand in one entry each, under the first of their sections.
    if (type === 'mmu_machine') expect(found?.origin).toBe('plug-in');
    else expect(found?.type).toBe(expected);
  });
});

describe('optionReference', () => {
  const section = (type: string): SectionReference => {
    const found = sectionReference(type);
    if (!found) throw new Error(`There is no [${type}].`);
    return found;
  };

  test.each([
    ['gcode_macro', 'variable_speed', 'variable_*'],
    ['gcode_macro', 'variable_', undefined],
    ['gcode_macro', 'variables', undefined],
    ['bed_screws', 'screw1', 'screw*'],
    ['bed_screws', 'screw1_name', 'screw*_name'],
    ['bed_screws', 'screw12_fine_adjust', 'screw*_fine_adjust'],
    ['screws_tilt_adjust', 'screw_thread', 'screw_thread'],
    ['stepper_y', 'rotation_distance', 'rotation_distance'],
    ['stepper_y1', 'position_max', undefined],
    ['board_pins', 'aliases_exp1', 'aliases_*'],
    ['tmc2209', 'driver_sgthrs', 'driver_sgthrs'],
    ['tmc2130', 'driver_sgthrs', undefined],
    ['extruder', 'constructor', undefined],
  ])('[%s] %s is %s', (type, option, expected) => {
    expect(optionReference(section(type), option)?.name).toBe(expected);
  });

  test.each([
    ['printer', 'max_velocity', { kind: 'float', unit: 'mm/s', required: true, above: 0 }],
    ['printer', 'minimum_cruise_ratio', { default: '0.5', min: 0, below: 1 }],
    ['extruder', 'pressure_advance_smooth_time', { default: '0.040', above: 0, max: 0.2 }],
    ['tmc2209', 'driver_sgthrs', { kind: 'integer', min: 0, max: 255 }],
    ['tmc5160', 'driver_sgt', { kind: 'integer', min: -64, max: 63 }],
    ['tmc2240', 'driver_multistep_filt', { kind: 'boolean', default: 'True' }],
    ['resonance_tester', 'hz_per_sec', { min: 0.1, max: 2 }],
  ])('knows the facts of [%s] %s', (type, option, facts) => {
    expect(optionReference(section(type), option)).toMatchObject(facts);
  });
});

function reads({ kind, default: text = '', choices, count }: OptionReference): boolean {
  switch (kind) {
    case 'float':
      return pythonFloat(text) !== undefined;
    case 'integer':
      return /^-?\d+$/.test(text);
    case 'boolean':
      return text === 'True' || text === 'False';
    case 'choice':
      return choices?.includes(text) === true;
    case 'numbers': {
      const parts = text.split(',').map(pythonFloat);
      return parts.every((part) => part !== undefined) && (!count || parts.length === count);
    }
    default:
      return text !== '';
  }
}

function repeated(names: readonly string[]): string[] {
  return names.filter((name, index) => names.indexOf(name) !== index);
}

/** The headings of https://www.klipper3d.org/Config_Reference.html in 2026, and what it shows below them. */
const SECTIONS_OF_THE_PAGE =
  'mcu printer stepper_x stepper_a stepper_left stepper_right stepper_bed stepper_arm stepper carriage ' +
  'extra_carriage extruder heater_bed bed_mesh bed_tilt bed_screws screws_tilt_adjust z_tilt ' +
  'quad_gantry_level skew_correction z_thermal_adjust safe_z_home homing_override endstop_phase ' +
  'gcode_macro delayed_gcode save_variables idle_timeout virtual_sdcard sdcard_loop force_move ' +
  'pause_resume firmware_retraction gcode_arcs respond exclude_object input_shaper adxl345 icm20948 ' +
  'lis2dw lis3dh bmi160 mpu9250 resonance_tester board_pins include duplicate_pin_override probe bltouch ' +
  'smart_effector probe_eddy_current axis_twist_compensation stepper_z1 extruder1 dual_carriage ' +
  'extruder_stepper manual_stepper verify_heater homing_heaters thermistor adc_temperature ' +
  'heater_generic temperature_sensor temperature_probe fan heater_fan controller_fan temperature_fan ' +
  'fan_generic led neopixel dotstar pca9533 pca9632 servo gcode_button output_pin static_pwm_clock ' +
  'pwm_tool pwm_cycle_time static_digital_output multi_pin tmc2130 tmc2208 tmc2209 tmc2660 tmc2240 ' +
  'tmc5160 ad5206 mcp4451 mcp4728 mcp4018 display display_data display_template display_glyph menu ' +
  'filament_switch_sensor filament_motion_sensor tsl1401cl_filament_width_sensor ' +
  'hall_filament_width_sensor load_cell load_cell_probe sx1509 samd_sercom adc_scaled ads1x1x replicape ' +
  'palette2 angle delta_calibrate';
