import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkConfiguration, type Found } from '#core/config/checkConfig';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { unmark } from '../rules/check.ts';
import { memoryFiles } from './memoryFiles.ts';

const MAIN = '/printer.cfg';
const FIXTURES = new URL('../../fixtures/', import.meta.url);
const LARGE = readFileSync(new URL('klipper-config/printer.cfg', FIXTURES), 'utf8');

function check(texts: Readonly<Record<string, string>>, main = MAIN): readonly Found[] {
  return checkConfiguration(loadConfiguration(main, memoryFiles(texts)));
}

/** A printer that Klipper accepts; what a test is about stands behind it. */
const PRINTER = `[mcu]
serial: /dev/null
[display_status]
[printer]
kinematics: cartesian
max_velocity: 300
max_accel: 3000
[stepper_x]
step_pin: PA0
dir_pin: PA1
microsteps: 16
rotation_distance: 40
endstop_pin: PA2
position_endstop: 0
position_max: 200
[stepper_y]
step_pin: PA3
dir_pin: PA4
microsteps: 16
rotation_distance: 40
endstop_pin: PA5
position_endstop: 0
position_max: 200
[stepper_z]
step_pin: PA6
dir_pin: PA7
microsteps: 16
rotation_distance: 8
endstop_pin: PA8
position_endstop: 0
position_max: 200
[extruder]
nozzle_diameter: 0.4
filament_diameter: 1.75
heater_pin: PB0
sensor_type: Generic 3950
sensor_pin: PB1
control: watermark
min_temp: 0
max_temp: 250
`;

/** One line a problem; where the marks of the text are not where the problems are, both are shown. */
function problemsOf(marked: string, before: string): string {
  const { text, ranges } = unmark(before + marked);
  const found = check({ [MAIN]: text });
  const places = found.map(({ problem }) => {
    const { line, start, end } = problem;
    return `${line + 1}:${start + 1}-${end + 1}`;
  });
  expect([...new Set(places)]).toEqual(ranges);
  return found
    .map(({ problem }) => {
      const { severity, rule, message, firmware } = problem;
      return `${severity} ${rule}: ${message}${firmware ? ` « ${firmware}` : ''}`;
    })
    .join('\n');
}

/** The problems of a printer with this behind it. Problems stand where <| and |> are. */
const withPrinter = (marked: string) => problemsOf(marked, PRINTER);
/** The problems of a text alone, which is called printer.cfg. */
const alone = (marked: string) => problemsOf(marked, '');

const X_MOTOR = `step_pin: PC0
dir_pin: PC1
microsteps: 16
rotation_distance: 40
`;

describe('sections', () => {
  test('that nobody knows', () => {
    expect(withPrinter('[<|fan_genric filter|>]\npin: PC0\n')).toMatchInlineSnapshot(
      `"warning unknown-section: Klipper has no section [fan_genric filter]; perhaps [fan_generic filter] is meant. « Section 'fan_genric filter' is not a valid config section"`,
    );
    expect(withPrinter('[<|wombat|>]\n')).toMatchInlineSnapshot(
      `"warning unknown-section: Klipper has no section [wombat]; correct the name, or install the add-on that defines it. « Section 'wombat' is not a valid config section"`,
    );
    expect(withPrinter('[<|update_manager|>]\n')).toMatchInlineSnapshot(
      `"warning unknown-section: Klipper has no section [update_manager]; it belongs into moonraker.conf. « Section 'update_manager' is not a valid config section"`,
    );
  });

  test('with and without a name', () => {
    expect(withPrinter('[<|fan_generic|>]\npin: PC0\n')).toMatchInlineSnapshot(
      `"error section-name: The section [fan_generic] needs a name; write [fan_generic NAME]. « Section 'fan_generic' is not a valid config section"`,
    );
    expect(withPrinter('[fan <|part|>]\npin: PC0\n')).toMatchInlineSnapshot(
      `"error section-name: The section [fan] has no name of its own; remove "part". « Section 'fan part' is not a valid config section"`,
    );
    expect(withPrinter('[<|gcode_macro|>]\ngcode: G28\n')).toMatchInlineSnapshot(
      `"error section-name: The section [gcode_macro] needs a name; write [gcode_macro NAME]. « Option 'gcode' is not valid in section 'gcode_macro'"`,
    );
  });

  test('that a printer cannot do without', () => {
    expect(
      alone('[<|printer|>]\nkinematics: delta\nmax_velocity: 1\nmax_accel: 1\ndelta_radius: 9\n'),
    ).toMatchInlineSnapshot(`
      "error missing-section: The section [mcu] is missing; add it with the serial port of the board. « Option 'serial' in section 'mcu' must be specified
      error missing-section: The section [stepper_a] is missing; delta kinematics need it. « Option 'endstop_pin' in section 'stepper_a' must be specified
      error missing-section: The section [stepper_b] is missing; delta kinematics need it. « Option 'endstop_pin' in section 'stepper_b' must be specified
      error missing-section: The section [stepper_c] is missing; delta kinematics need it. « Option 'endstop_pin' in section 'stepper_c' must be specified"
    `);
  });

  test('of motor drivers name their motor', () => {
    expect(
      withPrinter('[tmc2209 <|stepper_u|>]\nuart_pin: PC0\nrun_current: 1\n'),
    ).toMatchInlineSnapshot(
      `"error driver-without-motor: [tmc2209 stepper_u] names a motor that has no section; add [stepper_u], or correct the name. « Could not find config section '[stepper_u]' required by tmc driver"`,
    );
  });

  test('of add-ons and of other firmware are left alone', () => {
    expect(withPrinter('[beacon]\nserial: /dev/x\nanything: 1\n')).toBe('');
    expect(withPrinter('[led_effect sunrise]\nleds: all\n[mmu_machine]\nx: 1\n')).toBe('');
    expect(
      withPrinter(
        '[danger_options]\nx: 1\n[fan]\npin: PC0\nwombat: 1\n[wombat]\n[heater_bed]\n' +
          'heater_pin: PC1\nsensor_type: wombat\nsensor_pin: PC2\ncontrol: mpc\nmin_temp: 0\nmax_temp: 9\n',
      ),
    ).toBe('');
  });

  test('of a part of a configuration are not missed', () => {
    const part =
      '[stepper_x]\nposition_max: 300\n[fan]\nkick_start_time: 0.2\n[heater_fan x]\n' +
      'pin: other:PA1\nheater: wombat\n[gcode_macro A]\ngcode: WOMBAT\n';
    expect(check({ '/parts/steppers.cfg': part }, '/parts/steppers.cfg')).toEqual([]);
  });

  test('of a file that is not there are not missed', () => {
    const text = '[include gone.cfg]\n[printer]\nkinematics: corexy\n[tmc2209 stepper_x]\n';
    expect(check({ [MAIN]: text })).toEqual([]);
  });
});

describe('options', () => {
  test('that a section has not', () => {
    expect(withPrinter('[fan]\npin: PC0\n<|kick_start_tim|>: 0.5\n')).toMatchInlineSnapshot(
      `"error unknown-option: [fan] has no option "kick_start_tim"; perhaps "kick_start_time" is meant. « Option 'kick_start_tim' is not valid in section 'fan'"`,
    );
    expect(withPrinter('[fan]\npin: PC0\n<|wombat|>: 0.5\n')).toMatchInlineSnapshot(
      `"error unknown-option: [fan] has no option "wombat"; remove it, or correct its name. « Option 'wombat' is not valid in section 'fan'"`,
    );
    expect(withPrinter(`[stepper_z1]\n${X_MOTOR}<|position_max|>: 9\n`)).toMatchInlineSnapshot(
      `"error unknown-option: [stepper_z1] has no option "position_max"; remove it, or correct its name. « Option 'position_max' is not valid in section 'stepper_z1'"`,
    );
  });

  test('that Klipper does not read beside another one', () => {
    expect(
      withPrinter(
        '[heater_bed]\nheater_pin: PC0\nsensor_type: Generic 3950\nsensor_pin: PC1\n' +
          'control: watermark\n<|pid_Kp|>: 1\nmin_temp: 0\nmax_temp: 99\n',
      ),
    ).toMatchInlineSnapshot(
      `"error option-not-read: Klipper does not read "pid_kp" here (only with "control: pid") and stops because of it; remove it. « Option 'pid_kp' is not valid in section 'heater_bed'"`,
    );
    expect(
      withPrinter('[temperature_sensor a]\nsensor_type: temperature_host\n<|sensor_pin|>: PC1\n'),
    ).toMatchInlineSnapshot(
      `"error option-not-read: Klipper does not read "sensor_pin" here for this sensor_type and stops because of it; remove it. « Option 'sensor_pin' is not valid in section 'temperature_sensor a'"`,
    );
  });

  test('that Klipper no longer reads', () => {
    expect(
      alone(PRINTER.replace('max_accel: 3000', 'max_accel: 3000\n<|max_accel_to_decel|>: 1500')),
    ).toMatchInlineSnapshot(
      `"warning deprecated-option: "max_accel_to_decel" went out of use on 2025-08-11; write minimum_cruise_ratio instead. « Option 'max_accel_to_decel' is not valid in section 'printer'"`,
    );
    expect(
      withPrinter('[probe_eddy_current a]\nsensor_type: ldc1612\n<|z_offset|>: 2\n'),
    ).toMatchInlineSnapshot(
      `"warning deprecated-option: "z_offset" went out of use on 2026-03-18; write descend_z instead. « Option 'z_offset' in section 'probe_eddy_current a' is deprecated."`,
    );
  });

  test('that Klipper cannot do without', () => {
    expect(withPrinter('[<|fan|>]\n')).toMatchInlineSnapshot(
      `"error missing-option: [fan] needs the option "pin"; add it. « Option 'pin' in section 'fan' must be specified"`,
    );
    expect(
      withPrinter('[<|temperature_sensor a|>]\nsensor_type: temperature_combined\n'),
    ).toMatchInlineSnapshot(`
      "error missing-option: [temperature_sensor a] needs the option "sensor_list"; add it. « Option 'sensor_list' in section 'temperature_sensor a' must be specified
      error missing-option: [temperature_sensor a] needs the option "combination_method"; add it. « Option 'combination_method' in section 'temperature_sensor a' must be specified
      error missing-option: [temperature_sensor a] needs the option "maximum_deviation"; add it. « Option 'maximum_deviation' in section 'temperature_sensor a' must be specified"
    `);
    expect(
      withPrinter(
        '[thermistor b]\ntemperature1: 25\nresistance1: 1\nbeta: 9\n[<|temperature_sensor a|>]\nsensor_type: b\n',
      ),
    ).toMatchInlineSnapshot(
      `"error missing-option: [temperature_sensor a] needs the option "sensor_pin"; add it. « Option 'sensor_pin' in section 'temperature_sensor a' must be specified"`,
    );
    expect(
      alone(PRINTER.replace('[extruder]', '[<|extruder|>]\nstep_pin: PC9')),
    ).toMatchInlineSnapshot(`
      "error missing-option: [extruder] needs the option "dir_pin"; add it. « Option 'dir_pin' in section 'extruder' must be specified
      error missing-option: [extruder] needs the option "rotation_distance"; add it. « Option 'rotation_distance' in section 'extruder' must be specified
      error missing-option: [extruder] needs the option "microsteps"; add it. « Option 'microsteps' in section 'extruder' must be specified"
    `);
    expect(
      alone(
        PRINTER.replace('[stepper_z]', '[<|stepper_z|>]').replace(
          'position_max: 200\n[ext',
          '[ext',
        ),
      ),
    ).toMatchInlineSnapshot(
      `"error missing-option: [stepper_z] needs the option "position_max"; add it. « Option 'position_max' in section 'stepper_z' must be specified"`,
    );
  });

  test('of what SAVE_CONFIG keeps are not looked at', () => {
    const saved = `${PRINTER}[bed_mesh]
mesh_min: 1,1
mesh_max: 99,99

#*# <---------------------- SAVE_CONFIG ---------------------->
#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.
#*#
#*# [bed_mesh default]
#*# version = 1
#*# points =
#*# \t0.1, 0.2
#*# \t0.1, 0.2
#*# wombat = 3
`;
    expect(check({ [MAIN]: saved })).toEqual([]);
  });
});

describe('values', () => {
  const fan = (line: string) => withPrinter(`[fan]\npin: PC0\n${line}\n`);

  test('that cannot be read', () => {
    expect(fan('cycle_time: <|fast|>')).toMatchInlineSnapshot(
      `"error bad-value: "cycle_time" must be a number, not "fast"; write one. « Unable to parse option 'cycle_time' in section 'fan'"`,
    );
    expect(fan('tachometer_ppr: <|2.5|>')).toMatchInlineSnapshot(
      `"error bad-value: "tachometer_ppr" must be a whole number, not "2.5"; write one. « Unable to parse option 'tachometer_ppr' in section 'fan'"`,
    );
    expect(fan('hardware_pwm: <|maybe|>')).toMatchInlineSnapshot(
      `"error bad-value: "hardware_pwm" must be True or False, not "maybe"; write one. « Unable to parse option 'hardware_pwm' in section 'fan'"`,
    );
    expect(withPrinter('[safe_z_home]\nhome_xy_position: <|100|>\n')).toMatchInlineSnapshot(
      `"error bad-value: "home_xy_position" must have 2 numbers, not 1; correct it. « Option 'home_xy_position' in section 'safe_z_home' must have 2 elements"`,
    );
    expect(
      withPrinter('[z_tilt]\nz_positions:\n  0, 0\n  100, 0\npoints:\n  10, 10\n  <|100|>\n'),
    ).toMatchInlineSnapshot(
      `"error bad-value: "points" must have 2 numbers in each line, not 1; correct it. « Option 'points' in section 'z_tilt' must have 2 elements"`,
    );
    expect(withPrinter(`[manual_stepper a]\n${X_MOTOR}gear_ratio: <|3|>\n`)).toMatchInlineSnapshot(
      `"error bad-value: "3" is not how Klipper reads "gear_ratio": gears between motor and axis, as 80:16, one after the other. « Option 'gear_ratio' in section 'manual_stepper a' must have 2 elements"`,
    );
  });

  test('that Klipper reads in its own way', () => {
    expect(fan('cycle_time: 1e-2')).toBe('');
    expect(fan('hardware_pwm: yEs')).toBe('');
    expect(fan('tachometer_ppr: +4')).toBe('');
    expect(
      withPrinter(
        '[resonance_tester]\naccel_chip: adxl345\nprobe_points: 1,2,3\n  4,5,6\n[adxl345]\ncs_pin: None\n',
      ),
    ).toBe('');
  });

  test('outside of the limits', () => {
    expect(fan('cycle_time: <|0|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "cycle_time" must be above 0 s, not 0. « Option 'cycle_time' in section 'fan' must be above 0.0"`,
    );
    expect(fan('off_below: <|-0.1|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "off_below" must be at least 0, not -0.1. « Option 'off_below' in section 'fan' must have minimum of 0.0"`,
    );
    expect(fan('off_below: <|1.1|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "off_below" must be at most 1, not 1.1. « Option 'off_below' in section 'fan' must have maximum of 1.0"`,
    );
    expect(fan('tachometer_ppr: <|0|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "tachometer_ppr" must be at least 1, not 0. « Option 'tachometer_ppr' in section 'fan' must have minimum of 1"`,
    );
    expect(
      alone(PRINTER.replace('max_accel: 3000', 'max_accel: 3000\nminimum_cruise_ratio: <|1|>')),
    ).toMatchInlineSnapshot(
      `"error value-out-of-range: "minimum_cruise_ratio" must be below 1, not 1. « Option 'minimum_cruise_ratio' in section 'printer' must be below 1.0"`,
    );
  });

  test('that are no choice', () => {
    expect(
      withPrinter('[probe]\npin: PC0\nz_offset: 0\nsamples_result: <|Median|>\n'),
    ).toMatchInlineSnapshot(
      `"error unknown-choice: "samples_result" must be median or average, not "Median". « Choice 'Median' for option 'samples_result' in section 'probe' is not a valid choice"`,
    );
    expect(alone(PRINTER.replace('cartesian', '<|wombat|>'))).toMatchInlineSnapshot(
      `"error unknown-choice: "kinematics" must be cartesian, corexy, corexz, hybrid_corexy, hybrid_corexz, generic_cartesian, delta, rotary_delta, deltesian, polar, winch or none, not "wombat". « Error loading kinematics 'wombat'"`,
    );
    expect(
      alone(
        PRINTER.replace('microsteps: 16', 'microsteps: <|10|>') +
          '[tmc2208 stepper_x]\nuart_pin: PC0\nrun_current: 1\n',
      ),
    ).toMatchInlineSnapshot(
      `"error unknown-choice: [tmc2208 stepper_x] makes 1, 2, 4, 8, 16, 32, 64, 128 or 256 microsteps, not 10. « Choice '10' for option 'microsteps' in section 'stepper_x' is not a valid choice"`,
    );
  });

  test('that other values set a limit to', () => {
    const printer = (line: string) =>
      alone(PRINTER.replace('max_accel: 3000', `max_accel: 3000\n${line}`));
    expect(printer('max_z_velocity: <|301|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "max_z_velocity" must be at most "max_velocity", which is 300; change one of them. « Option 'max_z_velocity' in section 'printer' must have maximum of 300.0"`,
    );
    expect(printer('max_z_velocity: 300')).toBe('');
    expect(alone(PRINTER.replace('max_temp: 250', 'max_temp: <|0|>'))).toMatchInlineSnapshot(
      `"error value-out-of-range: "max_temp" must be above "min_temp", which is 0; change one of them. « Option 'max_temp' in section 'extruder' must be above 0.0"`,
    );
    expect(
      alone(PRINTER.replace('max_temp: 250', 'max_temp: 250\nmin_extrude_temp: <|260|>')),
    ).toMatchInlineSnapshot(
      `"error value-out-of-range: "min_extrude_temp" must be at most "max_temp", which is 250; change one of them. « Option 'min_extrude_temp' in section 'extruder' must have maximum of 250.0"`,
    );
    expect(withPrinter('[output_pin a]\npin: PC0\nvalue: <|2|>\n')).toMatchInlineSnapshot(
      `"error value-out-of-range: "value" must be at most 1, which is full power here; lower it. « Option 'value' in section 'output_pin a' must have maximum of 1.0"`,
    );
    expect(withPrinter('[output_pin a]\npin: PC0\npwm: yes\nscale: 5\nvalue: 2\n')).toBe('');
  });

  test('of an axis that do not go together', () => {
    const x = (endstop: string, highest = '200') =>
      alone(
        PRINTER.replace(
          'position_endstop: 0\nposition_max: 200',
          `position_endstop: ${endstop}\nposition_max: ${highest}`,
        ),
      );
    expect(x('<|201|>')).toMatchInlineSnapshot(
      `"error endstop-outside-range: The endstop at 201 lies outside of 0 to 200; change "position_endstop", or the range to hold it. « position_endstop in section 'stepper_x' must be between position_min and position_max"`,
    );
    expect(x('<|100|>')).toMatchInlineSnapshot(
      `"error homing-direction-unknown: The endstop at 100 lies near neither end of the axis; say with "homing_positive_dir" which way to home. « Unable to infer homing_positive_dir in section 'stepper_x'"`,
    );
    expect(x('0', '<|-1|>')).toMatchInlineSnapshot(
      `"error value-out-of-range: "position_max" must be above "position_min", which is 0; change one of them. « Option 'position_max' in section 'stepper_x' must be above 0.0"`,
    );
    expect(x('50')).toBe('');
    expect(x('150')).toBe('');
    expect(x('100\nhoming_positive_dir: True')).toBe('');
    expect(
      alone(
        PRINTER.replace(
          'rotation_distance: 40',
          'rotation_distance: 40\nfull_steps_per_rotation: <|202|>',
        ),
      ),
    ).toMatchInlineSnapshot(
      `"error bad-value: "full_steps_per_rotation" must be a multiple of 4, not 202; motors have 200 or 400. « full_steps_per_rotation invalid in section 'stepper_x'"`,
    );
  });

  test('that name a sensor or a heater', () => {
    expect(
      withPrinter('[temperature_sensor a]\nsensor_type: <|Generic 3590|>\nsensor_pin: PC0\n'),
    ).toMatchInlineSnapshot(
      `"error unknown-sensor-type: Klipper knows no temperature sensor "Generic 3590"; perhaps "Generic 3950" is meant. « Unknown temperature sensor 'Generic 3590'"`,
    );
    expect(
      withPrinter(
        '[temperature_sensor a]\nsensor_type: <|mine|>\nsensor_pin: PC0\n[thermistor mine]\ntemperature1: 25\nresistance1: 100000\nbeta: 3950\n',
      ),
    ).toMatchInlineSnapshot(
      `"error unknown-sensor-type: Klipper reads [thermistor mine] only after this; move it above. « Unknown temperature sensor 'mine'"`,
    );
    expect(
      withPrinter('[heater_fan a]\npin: PC0\nheater: extruder, <|heater_bad|>\n'),
    ).toMatchInlineSnapshot(
      `"error unknown-heater: There is no heater "heater_bad"; add its section, or name another heater. « Unknown heater 'heater_bad'"`,
    );
    expect(withPrinter('[verify_heater <|bed|>]\n')).toMatchInlineSnapshot(
      `"error unknown-heater: There is no heater "bed"; add its section, or name another heater. « Unknown heater 'bed'"`,
    );
  });
});

describe('pins', () => {
  const pin = (text: string, option = 'tachometer_pin') =>
    withPrinter(`[fan]\npin: PC0\n${option}: ${text}\n`);

  test('that are written wrong', () => {
    expect(pin('<|^!PC1|>')).toMatchInlineSnapshot(
      `"error bad-pin: "tachometer_pin" is not a pin: this pin cannot be turned round; remove the !. « Invalid pin description '^!PC1'"`,
    );
    expect(pin('<|PC 1|>')).toMatchInlineSnapshot(
      `"error bad-pin: "tachometer_pin" is not a pin: "PC 1" has a space in it; correct it. « Invalid pin description 'PC 1'"`,
    );
    expect(pin('<|^|>')).toMatchInlineSnapshot(
      `"error bad-pin: "tachometer_pin" is not a pin: its name is missing; write one as PA1 or board:PA1. « Invalid pin description '^'"`,
    );
    expect(pin('<|^PC1|>', 'enable_pin')).toMatchInlineSnapshot(
      `"error bad-pin: "enable_pin" is not a pin: ^ and ~ are for inputs; remove them. « Invalid pin description '^PC1'"`,
    );
    expect(pin('<|!!PC1|>', 'enable_pin')).toMatchInlineSnapshot(
      `"error bad-pin: "enable_pin" is not a pin: a pin takes one !; remove the others. « Invalid pin description '!!PC1'"`,
    );
    expect(pin('~PC1')).toBe('');
    expect(pin('! PC1', 'enable_pin')).toBe('');
    expect(pin('mcu:PC1')).toBe('');
  });

  test('of a board or section that is not there', () => {
    expect(pin('<|tool:PC1|>')).toMatchInlineSnapshot(
      `"error unknown-pin-chip: There is no "tool" that has pins; add [mcu tool], or correct the name. « Unknown pin chip name 'tool'"`,
    );
    expect(pin('tool:PC1\n[mcu tool]\nserial: x')).toBe('');
    expect(
      alone(
        PRINTER.replace(
          'endstop_pin: PA8\nposition_endstop: 0',
          'endstop_pin: <|probe:z_virtual_endstop|>',
        ),
      ),
    ).toMatchInlineSnapshot(
      `"error unknown-pin-chip: There is no "probe" that has pins; add the section of the probe. « Unknown pin chip name 'probe'"`,
    );
    expect(pin('<|multi_pin:a|>\n[multi_pin a]\npins: PC1', 'enable_pin')).toMatchInlineSnapshot(
      `"error unknown-pin-chip: Klipper reads [multi_pin a] only after this; move it above. « Unknown pin chip name 'multi_pin'"`,
    );
    expect(
      withPrinter('[multi_pin a]\npins: PC1, PC2\n[fan]\npin: <|multi_pin:b|>\n'),
    ).toMatchInlineSnapshot(
      `"error unknown-multi-pin: There is no [multi_pin b]; add it, or correct the name. « multi_pin b not configured"`,
    );
    expect(
      alone(`${PRINTER.replace('dir_pin: PA1', 'dir_pin: <|t:PA1|>')}[mcu t]\nserial: x\n`),
    ).toMatchInlineSnapshot(
      `"error pins-on-two-boards: "dir_pin" is on t and "step_pin" on mcu; connect both to one board. « Stepper dir pin must be on same mcu as step pin"`,
    );
  });

  test('that two things want', () => {
    expect(pin('<|PA0|>')).toMatchInlineSnapshot(
      `"error duplicate-pin: The pin PA0 is in use already: "step_pin" of [stepper_x]; use another one. « pin PA0 used multiple times in config"`,
    );
    expect(pin('PA0\n[mcu tool]\nserial: x\n[duplicate_pin_override]\npins: PA0')).toBe('');
    expect(pin('tool:PA0\n[mcu tool]\nserial: x')).toBe('');
    expect(withPrinter('[static_digital_output a]\npins: PC1, <|!PC1|>\n')).toMatchInlineSnapshot(
      `"error duplicate-pin: The pin PC1 is in use already: "pins" of [static_digital_output a]; use another one. « pin PC1 used multiple times in config"`,
    );
  });

  test('that may be shared', () => {
    const enable = (first: string, second: string) =>
      alone(
        PRINTER.replace('dir_pin: PA1', `dir_pin: PA1\nenable_pin: ${first}`).replace(
          'dir_pin: PA4',
          `dir_pin: PA4\nenable_pin: ${second}`,
        ),
      );
    expect(enable('!PC3', '!PC3')).toBe('');
    expect(enable('!PC3', '<|PC3|>')).toMatchInlineSnapshot(
      `"error pin-polarity: The pin PC3 has other prefixes here than in "enable_pin" of [stepper_x]; write the same ones. « Shared pin PC3 must have same polarity"`,
    );
    expect(withPrinter(`[stepper_z1]\n${X_MOTOR}endstop_pin: PA8\n`)).toBe('');
    expect(withPrinter(`[stepper_z1]\n${X_MOTOR}endstop_pin: <|PA5|>\n`)).toMatchInlineSnapshot(
      `"error duplicate-pin: The pin PA5 is in use already: "endstop_pin" of [stepper_y]; use another one. « pin PA5 used multiple times in config"`,
    );
    const buttons = (range: string) =>
      `[gcode_button a]\npin: PC5\nanalog_range: 0, 10\npress_gcode: G28\n[gcode_button b]\npin: ${range}\npress_gcode: G28\n`;
    expect(withPrinter(buttons('PC5\nanalog_range: 20, 30'))).toBe('');
    expect(withPrinter(buttons('<|PC5|>'))).toMatchInlineSnapshot(
      `"error duplicate-pin: The pin PC5 is in use already: "pin" of [gcode_button a]; use another one. « pin PC5 used multiple times in config"`,
    );
  });

  test('of drivers on one line', () => {
    const drivers = (x: string, y: string) =>
      withPrinter(
        `[tmc2209 stepper_x]\nuart_pin: PC0\nrun_current: 1\n${x}\n[tmc2209 stepper_y]\n${y}\nrun_current: 1\n`,
      );
    expect(drivers('uart_address: 0', 'uart_pin: PC0\nuart_address: 1')).toBe('');
    expect(drivers('', 'uart_pin: <|PC0|>')).toMatchInlineSnapshot(
      `"error tmc-uart-address: [tmc2209 stepper_x] has the same uart_pin and address; give each driver an uart_address or select_pins of its own. « Shared TMC uarts need unique address or select_pins polarity"`,
    );
    expect(drivers('tx_pin: PC1', 'uart_pin: <|PC0|>\nuart_address: 1')).toMatchInlineSnapshot(
      `"error tmc-uart-lines: [tmc2209 stepper_x] has the same uart_pin but another tx_pin or no select_pins; write the same lines for both. « Shared TMC uarts must use the same pins"`,
    );
    expect(drivers('select_pins: PD0, PD1', 'uart_pin: PC0\nselect_pins: !PD0, PD1')).toBe('');
  });

  test('of drivers that are endstops', () => {
    const sensorless = (diag: string, endstop = 'tmc2209_stepper_x:virtual_endstop') =>
      alone(
        PRINTER.replace('endstop_pin: PA2', `endstop_pin: ${endstop}`) +
          `[tmc2209 stepper_x]\nuart_pin: PC0\nrun_current: 1\n${diag}`,
      );
    expect(sensorless('diag_pin: ^PC1\n')).toBe('');
    expect(sensorless('', '<|tmc2209_stepper_x:virtual_endstop|>')).toMatchInlineSnapshot(
      `"error virtual-endstop-without-diag: [tmc2209 stepper_x] has no diag pin, without which it cannot be an endstop; add the pin. « tmc virtual endstop requires diag pin config"`,
    );
    expect(sensorless('diag_pin: <|^PA5|>\n')).toMatchInlineSnapshot(
      `"error duplicate-pin: The pin PA5 is in use already: "endstop_pin" of [stepper_y]; use another one. « pin PA5 used multiple times in config"`,
    );
    // A line that nobody homes with is not taken.
    expect(sensorless('diag_pin: ^PA2\n', 'PA2')).toBe('');
  });

  test('with other names', () => {
    const aliases = '[board_pins a]\naliases: EXP1=PC1, EXP2=<GND>\n';
    expect(withPrinter(`${aliases}[fan]\npin: EXP1\n`)).toBe('');
    expect(withPrinter(`${aliases}[fan]\npin: <|EXP2|>\n`)).toMatchInlineSnapshot(
      `"error reserved-pin: The pin EXP2 is kept free as <GND>; use another one. « pin EXP2 is reserved for <GND>"`,
    );
    expect(withPrinter(`${aliases}[fan]\npin: EXP1\nenable_pin: <|PC1|>\n`)).toMatchInlineSnapshot(
      `"error pin-alias: PC1 and EXP1 are the same pin, which "pin" of [fan] uses; write it in the same way, or use another pin. « pin PC1 is an alias for EXP1"`,
    );
  });
});

describe('macros', () => {
  const macro = (body: string, name = 'A') => withPrinter(`[gcode_macro ${name}]\n${body}\n`);
  const gcode = (body: string) => macro(`gcode:\n  ${body.replaceAll('\n', '\n  ')}`);

  test('with names that cannot be commands', () => {
    expect(macro('gcode: G28', '<|LOAD FILAMENT|>')).toMatchInlineSnapshot(
      `"error macro-name: A macro's name is one word; write "LOAD_FILAMENT". « Name of section 'gcode_macro LOAD FILAMENT' contains illegal whitespace"`,
    );
    expect(macro('gcode: G28', '<|LOAD-FILAMENT|>')).toMatchInlineSnapshot(
      `"error macro-name: "LOAD-FILAMENT" cannot be a command; name the macro with letters, digits and _, and no digit among the first two. « Can't register 'LOAD-FILAMENT' as it is an invalid name"`,
    );
    expect(macro('gcode: G28', '<|K2_LOAD|>')).toMatchInlineSnapshot(
      `"error macro-name: "K2_LOAD" cannot be a command; name the macro with letters, digits and _, and no digit among the first two. « Can't register 'K2_LOAD' as it is an invalid name"`,
    );
    expect(macro('gcode: G28', '_load')).toBe('');
    expect(macro('gcode: G28', 'M600')).toBe('');
    expect(macro('gcode: G28', 'G28.1')).toBe('');
  });

  test('defined twice', () => {
    expect(macro('gcode: G28\n[gcode_macro <|a|>]\ngcode: G28')).toMatchInlineSnapshot(
      `"error macro-defined-twice: [gcode_macro A] is the same command, as case does not count; rename one of them. « gcode command A already registered"`,
    );
    expect(withPrinter('[<|gcode_macro A|>]\ngcode: G28\n[gcode_macro A]\ngcode: G90\n')).toContain(
      'macro-replaced',
    );
    const files = {
      [MAIN]: `[include a.cfg]\n${PRINTER}[gcode_macro A]\ngcode: G90\n`,
      '/a.cfg': '[gcode_macro A]\ngcode: G28\n',
    };
    expect(
      check(files).map(({ path, problem }) => `${path} ${problem.severity} ${problem.message}`),
    ).toMatchInlineSnapshot(`
      [
        "/a.cfg hint [gcode_macro A] stands again in /printer.cfg, line 43, and only that body counts; remove one of them.",
      ]
    `);
  });

  test('in the place of a command', () => {
    expect(macro('gcode: G0', '<|G28|>')).toMatchInlineSnapshot(
      `"error macro-name-taken: Klipper has a command G28 already; add "rename_existing: G28.1" to take its place. « gcode command G28 already registered"`,
    );
    expect(macro('rename_existing: G28.1\ngcode: G28.1', 'G28')).toBe('');
    expect(macro('rename_existing: <|HOME|>\ngcode: HOME', 'G28')).toMatchInlineSnapshot(
      `"error rename-existing: G28 can only be renamed to a letter and a number, as G1.20, not to HOME. « G-Code macro rename of different types ('G28' vs 'HOME')"`,
    );
    expect(macro('rename_existing: <|G90|>\ngcode: G90', 'G28')).toMatchInlineSnapshot(
      `"error rename-existing: There is a command G90 already; rename the former G28 to a name that is free. « gcode command G90 already registered"`,
    );
    expect(macro('rename_existing: <|OLD|>\ngcode: G28', 'PAUSE')).toMatchInlineSnapshot(
      `"warning rename-existing: There is no command PAUSE to rename; add [pause_resume], which brings it. « Existing command 'PAUSE' not found in gcode_macro rename"`,
    );
    expect(macro('rename_existing: OLD\ngcode: OLD\n[pause_resume]', 'PAUSE')).toBe('');
    expect(macro('gcode: G28\n[pause_resume]', '<|PAUSE|>')).toMatchInlineSnapshot(
      `"error macro-name-taken: Klipper has a command PAUSE already; add "rename_existing: BASE_PAUSE" to take its place. « gcode command PAUSE already registered"`,
    );
  });

  test('with values that are no literals', () => {
    expect(macro('gcode: G28\nvariable_material: <|PLA|>')).toMatchInlineSnapshot(
      `"error bad-literal: The value of "variable_material" is no Python literal; put text into quotes, as "PLA". « Option 'variable_material' in section 'gcode_macro A' is not a valid literal"`,
    );
    expect(macro('gcode: G28\nvariable_list: <|[1, 2|>')).toMatchInlineSnapshot(
      `"error bad-literal: The value of "variable_list" is no Python literal; write a number, True, False, None, text in quotes, a list or a dictionary. « Option 'variable_list' in section 'gcode_macro A' is not a valid literal"`,
    );
    for (const good of [
      '1',
      '-0.5',
      "'PLA'",
      '"a"',
      'True',
      'None',
      '[1, "]"]',
      "{'a': (1, 2)}",
      '1, 2',
      '0x10',
    ]) {
      expect(macro(`gcode: G28\nvariable_a: ${good}`)).toBe('');
    }
    for (const bad of ['<|true|>', '<|nan|>', '<|01x|>']) {
      expect(macro(`gcode: G28\nvariable_a: ${bad}`)).toContain('bad-literal');
    }
  });

  test('whose Jinja does not come apart', () => {
    expect(gcode('<|{% if x %}|>\nG28')).toMatchInlineSnapshot(
      `"error template-syntax: This {% if %} has no {% endif %}; add it where the block ends. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'."`,
    );
    expect(gcode('{% if x %}\nG28\n<|{% endfor %}|>\n{% endif %}')).toMatchInlineSnapshot(
      `"error template-syntax: This {% endfor %} stands inside of {% if %}, which is still open; close that one first. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: Encountered unknown tag 'endfor'."`,
    );
    expect(gcode('G28\n<|{% endif %}|>')).toMatchInlineSnapshot(
      `"error template-syntax: This {% endif %} closes nothing; remove it, or add {% if %} before it. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: Encountered unknown tag 'endif'."`,
    );
    expect(gcode('<|{% else %}|>')).toMatchInlineSnapshot(
      `"error template-syntax: This {% else %} belongs to no {% if %}; add one before it, or remove it. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: Encountered unknown tag 'else'."`,
    );
    expect(gcode('G1 X<|{x|>\nG28')).toMatchInlineSnapshot(
      `"error template-syntax: This { has no }; close it. In a macro a { always begins an expression. « Error loading template 'gcode_macro A:gcode'"`,
    );
    expect(gcode('<|{% if x|>\nG28')).toMatchInlineSnapshot(
      `"error template-syntax: This {% has no %}; close it. « Error loading template 'gcode_macro A:gcode'"`,
    );
    expect(gcode('G1 X{(x + 1<|}|>')).toMatchInlineSnapshot(
      `"error template-syntax: This } stands where a ) must close what is open; put the brackets right. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: unexpected '}', expected ')'"`,
    );
    expect(gcode('G1 X<|{}|>')).toMatchInlineSnapshot(
      `"error template-syntax: There is nothing between { and }; write an expression, or remove them. « Error loading template 'gcode_macro A:gcode': jinja2.exceptions.TemplateSyntaxError: Expected an expression, got 'end of print statement'"`,
    );
  });

  test('whose Jinja is right', () => {
    for (const good of [
      "{% if a == '%}' %}\nG28\n{% elif b %}\nG90\n{% else %}\nG91\n{% endif %}",
      '{%- for x in [1, 2] -%}\nG4 P{x}\n{%- else -%}\nG4 P1\n{%- endfor -%}',
      '{% set x %}\nG28\n{% endset %}',
      "{% set x = {'a': {'b': 1}} %}\nG1 X{x['a']['b']}",
      'G1 X{ {"a": 1}["a"] }',
      'M117 {"}"}',
      'M117 a } b',
      '{% macro m(x) %}\nG4 P{x}\n{% endmacro %}\n{m(1)}',
      '{% raw %}\nM117 {x\n{% endraw %}',
      '{% do x.append(1) %}',
    ]) {
      expect(gcode(good)).toBe('');
    }
  });

  test('that ask for a parameter in lower case', () => {
    expect(gcode('G1 X{params.<|x|>|float}')).toMatchInlineSnapshot(
      `"warning lower-case-parameter: Klipper hands parameters over in upper case, so "x" is never set; write "X"."`,
    );
    expect(gcode("{% set y = params['<|Speed|>']|default(5) %}")).toContain('write "SPEED"');
    expect(gcode('G1 X{params.X} {% for k in params.keys() %}\n{% endfor %}')).toBe('');
    expect(gcode('{% set params = other %}\nG1 X{params.x}')).toBe('');
    expect(gcode('M117 params.x {printer.params.x}')).toBe('');
  });

  test('that call a command nobody defines', () => {
    expect(gcode('<|QUAD_GANTRY_LEVEL|>')).toMatchInlineSnapshot(
      `"hint unknown-command-in-script: Klipper knows QUAD_GANTRY_LEVEL only with [quad_gantry_level]; add that section, or remove the command. « Unknown command:"QUAD_GANTRY_LEVEL""`,
    );
    expect(gcode('{% if x %}\n  <|BED_MESH_CLAER|>\n{% endif %}')).toMatchInlineSnapshot(
      `"hint unknown-command-in-script: Neither Klipper nor a macro defines BED_MESH_CLAER; perhaps BED_MESH_CLEAR is meant. « Unknown command:"BED_MESH_CLAER""`,
    );
    expect(gcode('G1X10Y20\ng28\nA\n{cmd} X1\nT{n}\nG{n}\n{% set a = 1 %} M400')).toBe('');
    expect(withPrinter('[beacon]\n[gcode_macro A]\ngcode: WOMBAT\n')).toBe('');
  });
});

test.each([
  'klipper-planner/printer_A.cfg',
  'klipper-planner/printer_B.cfg',
  'klipper-planner/printer_C.cfg',
  'klipper-config/printer.cfg',
  '../../samples/printer.cfg',
])('%s is clean', (name) => {
  const text = readFileSync(new URL(name, FIXTURES), 'utf8');
  expect(check({ [MAIN]: text })).toEqual([]);
});

test('what Klipper itself says of a configuration', () => {
  const rows = readFileSync(new URL('klipper-config/verdicts.tsv', FIXTURES), 'utf8')
    .trimEnd()
    .split('\n')
    .map((row) => row.split('\t'));
  const different = rows.flatMap(([section = '', option = '', change = '', words = '']) => {
    const found = check({ [MAIN]: changed(LARGE, section, option, change) });
    const said = found.flatMap(({ problem: { severity, firmware, message } }) =>
      severity === 'error' || severity === 'warning' ? (firmware ?? message) : [],
    );
    const isSame = words === '' ? said.length === 0 : said.some((one) => words.startsWith(one));
    return isSame ? [] : `[${section}] ${option} ${change} | ${words} | ${said[0] ?? ''}`;
  });
  expect(rows.length).toBeGreaterThan(300);
  // What is left over: a probe's offset against the range of Z, the order in which Klipper looks at a value
  // that is wrong in two ways, and options that only a half-written bus leaves unread.
  expect(different).toMatchInlineSnapshot(`
    [
      "[stepper_z] position_max -1 | position_endstop in section 'stepper_z' must be between position_min and position_max | ",
      "[tmc5160 stepper_z1] spi_software_sclk_pin delete | Option 'spi_software_mosi_pin' is not valid in section 'tmc5160 stepper_z1' | ",
      "[bltouch] z_offset 1000000 | position_endstop in section 'stepper_z' must be between position_min and position_max | ",
      "[bed_mesh] probe_count 1, 2, 3 | bed_mesh: malformed 'probe_count' value: 1, 2, 3 | Option 'probe_count' in section bed_mesh must have a minimum of 3",
      "[adxl345] axes_map 1, 2, 3 | Invalid adxl345 axes_map parameter | "1, 2, 3" is not how Klipper reads "axes_map": which axis of the chip is X, Y and Z, as y, x, -z.",
      "[display] encoder_pins PA2 | Unable to parse encoder_pins | pin PA2 used multiple times in config",
      "[display] encoder_pins !!PA1 | Unable to parse encoder_pins | Invalid pin description '!!PA1'",
      "[display] encoder_pins PZ 9 | Unable to parse encoder_pins | Invalid pin description 'PZ 9'",
    ]
  `);
});

test('any text gives problems within its lines, and none is told twice', () => {
  const lines = LARGE.split('\n');
  const edit = fc.record({
    line: fc.nat(lines.length - 1),
    text: fc.oneof(
      fc.constantFrom(...lines),
      fc.string({ maxLength: 20 }),
      fc.constantFrom(
        '[',
        ']',
        '[a b c]',
        'pin: ^!~:',
        'gcode:',
        '  {%',
        '  {',
        ' }',
        '#*# x',
        '[include *]',
      ),
    ),
    isInserted: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
      const own = [...lines];
      for (const { line, text, isInserted } of edits) own.splice(line, isInserted ? 0 : 1, text);
      const text = own.join('\n');
      const all = text.split(/\r\n|\n|\r/);
      const told = check({ [MAIN]: text }).map(({ path, problem }) => {
        expect(path).toBe(MAIN);
        const { line, start, end, message, rule } = problem;
        expect(start).toBeLessThanOrEqual(end);
        expect(end).toBeLessThanOrEqual(all[line]?.length ?? -1);
        expect(message).toMatch(/^.{10,400}\.$/s);
        expect(rule).toMatch(/^[a-z-]+$/);
        return JSON.stringify(problem);
      });
      expect(new Set(told).size).toBe(told.length);
    }),
    { numRuns: propertyRuns(60) },
  );
});

/** The configuration with one change of `verdicts.tsv`. */
function changed(text: string, section: string, option: string, change: string): string {
  let inside = false;
  let isGone = false;
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('[')) {
        inside = line === `[${section}]`;
        isGone = inside && change === 'delete section';
        return isGone ? [] : inside && option === '' ? [line, 'unknown_option: 1'] : [line];
      }
      if (inside && option !== '' && line.startsWith(`${option}:`)) {
        isGone = true;
        return change === 'delete' ? [] : [`${option}: ${change}`];
      }
      // Lines that go on with an option go with it.
      if (isGone && change !== 'delete section' && !/^\s+\S/.test(line)) isGone = false;
      return isGone ? [] : [line];
    })
    .join('\n');
}
