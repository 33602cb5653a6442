import { lineCommandName } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { shortened } from './lineText.ts';
import { commandOrigin, hasSection, knowsItsCommands } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

/** Commands of which Klipper has one for each section of a type, chosen by a parameter. */
const CHOICES: Readonly<Record<string, { readonly parameter: string; readonly type: RegExp }>> = {
  SET_FAN_SPEED: { parameter: 'FAN', type: /^fan_generic$/ },
  SET_TEMPERATURE_FAN_TARGET: { parameter: 'TEMPERATURE_FAN', type: /^temperature_fan$/ },
  SET_PIN: { parameter: 'PIN', type: /^(?:output_pin|pwm_tool|pwm_cycle_time)$/ },
  SET_LED: { parameter: 'LED', type: /^(?:led|neopixel|dotstar|pca9533|pca9632)$/ },
  SET_SERVO: { parameter: 'SERVO', type: /^servo$/ },
  MANUAL_STEPPER: { parameter: 'STEPPER', type: /^manual_stepper$/ },
  SET_FILAMENT_SENSOR: { parameter: 'SENSOR', type: /^filament_(?:switch|motion)_sensor$/ },
  QUERY_FILAMENT_SENSOR: { parameter: 'SENSOR', type: /^filament_(?:switch|motion)_sensor$/ },
  SET_GCODE_VARIABLE: { parameter: 'MACRO', type: /^gcode_macro$/ },
  UPDATE_DELAYED_GCODE: { parameter: 'ID', type: /^delayed_gcode$/ },
  SET_HEATER_TEMPERATURE: { parameter: 'HEATER', type: /^heater_generic$/ },
  SET_PRESSURE_ADVANCE: { parameter: 'EXTRUDER', type: /^extruder_stepper$/ },
};

/** Sections whose type is their name. */
const NAMED_BY_TYPE: Readonly<Record<string, RegExp>> = {
  SET_HEATER_TEMPERATURE: /^(?:extruder\d*|heater_bed)$/,
  SET_PRESSURE_ADVANCE: /^extruder\d*$/,
};

export const nameNotConfigured: LineRule = {
  id: 'name-not-configured',
  severity: 'error',
  why: 'The line names a fan, pin, heater or the like that printer.cfg does not have: Klipper stops there.',
  firmwares: ['klipper'],
  commands: Object.keys(CHOICES),
  check({ line, profile, report }) {
    // Modules that are none of Klipper's may bring fans, pins and heaters of their own.
    if (!knowsItsCommands(profile)) return;
    const command = lineCommandName(line);
    const choice = CHOICES[command];
    if (!choice || commandOrigin(profile, command).kind !== 'own') return;
    const { parameters } = wordParameters(line);
    const found = parameters.find(({ name }) => name === choice.parameter);
    if (!found || found.value === '') return;
    const name = found.value.toLowerCase();
    if (hasSection(profile, choice.type, name)) return;
    if (NAMED_BY_TYPE[command]?.test(name) === true && profile.sections?.includes(name)) return;
    const quoted = shortened(found.value);
    report({
      start: found.valueStart,
      end: found.valueEnd,
      subject: `${choice.parameter} ${quoted}`,
      message: `This printer.cfg has no ${choice.parameter.toLowerCase().replaceAll('_', ' ')} ${quoted}, and Klipper stops the print here; correct the name, or add its section.`,
      firmware: `The value '${quoted}' is not valid for ${choice.parameter}`,
    });
  },
};
