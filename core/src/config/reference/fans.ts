import type { OptionReference, SectionReference } from '../config.ts';
import { boolean, choice, float, input, integer, list, onlyWith, output, text } from './option.ts';
import { configPage } from './sources.ts';
import { ABSOLUTE_ZERO, SENSOR_OPTIONS } from './temperatureSensors.ts';

const FAN_OPTIONS: readonly OptionReference[] = [
  output('pin', 'Output of the fan.', { required: true }),
  float('max_power', 'Highest power as a share.', { default: '1.0', above: 0, max: 1 }),
  float('shutdown_speed', 'Speed when the board has stopped with an error.', { min: 0, max: 1 }),
  float('cycle_time', 'Time of one on and off of the output.', {
    unit: 's',
    default: '0.010',
    above: 0,
  }),
  boolean('hardware_pwm', 'Lets the board’s hardware switch the output.', { default: 'False' }),
  float('kick_start_time', 'Time at full power when it starts.', {
    unit: 's',
    default: '0.100',
    min: 0,
  }),
  float('off_below', 'Speed below which it is switched off.', { default: '0.0', min: 0, max: 1 }),
  input('tachometer_pin', 'Input that counts turns.', { pin: { pull: true } }),
  integer('tachometer_ppr', 'Pulses in a turn.', { default: '2', min: 1 }),
  float('tachometer_poll_interval', 'Time between looks at that input.', {
    unit: 's',
    default: '0.0015',
    above: 0,
  }),
  output('enable_pin', 'Output that gives the fan its power.'),
];

const FAN_SPEED = float('fan_speed', 'Speed when it is needed.', {
  default: '1.0',
  min: 0,
  max: 1,
});

export const FAN_SECTIONS: readonly SectionReference[] = [
  {
    type: 'fan',
    naming: 'none',
    summary: 'The fan that cools the part, for M106 and M107.',
    source: configPage('fan'),
    options: FAN_OPTIONS,
  },
  {
    type: 'heater_fan',
    naming: 'required',
    summary: 'A fan that runs while a heater is hot.',
    source: configPage('heater_fan'),
    options: [
      ...FAN_OPTIONS,
      list('heater', 'Heaters that need it.', { default: 'extruder' }),
      float('heater_temp', 'Below this the fan may stop.', { unit: '°C', default: '50.0' }),
      FAN_SPEED,
    ],
  },
  {
    type: 'controller_fan',
    naming: 'required',
    summary: 'A fan that runs while heaters or motors are on.',
    source: configPage('controller_fan'),
    options: [
      ...FAN_OPTIONS,
      FAN_SPEED,
      integer('idle_timeout', 'How long it runs on after them.', {
        unit: 's',
        default: '30',
        min: 0,
      }),
      float('idle_speed', 'Speed in that time; fan_speed when missing.', { min: 0, max: 1 }),
      list('heater', 'Heaters that need it.', { default: 'extruder' }),
      list('stepper', 'Motors that need it; all when missing.'),
    ],
  },
  {
    type: 'temperature_fan',
    naming: 'required',
    summary: 'A fan that holds a temperature.',
    source: configPage('temperature_fan'),
    options: [
      ...FAN_OPTIONS,
      ...SENSOR_OPTIONS,
      float('min_temp', 'Below this Klipper stops: the sensor must be broken.', {
        unit: '°C',
        required: true,
        min: ABSOLUTE_ZERO,
      }),
      float('max_temp', 'Above this Klipper stops.', { unit: '°C', required: true }),
      choice('control', 'How the speed is found.', ['pid', 'watermark'], { required: true }),
      ...onlyWith(
        'control',
        ['pid'],
        [
          float('pid_kp', 'Proportional term of the control.', { required: true }),
          float('pid_ki', 'Integral term of the control.', { required: true }),
          float('pid_kd', 'Derivative term of the control.', { required: true }),
          float('pid_deriv_time', 'Time over which readings are smoothed.', {
            unit: 's',
            default: '2.0',
            above: 0,
          }),
        ],
      ),
      float('pid_integral_max', 'Former limit of the integral.', {
        deprecated: '2022-04-07: remove it',
      }),
      float('max_delta', 'Degrees above and below the target at which it switches.', {
        unit: '°C',
        default: '2.0',
        above: 0,
        onlyWith: { option: 'control', values: ['watermark'] },
      }),
      float('target_temp', 'Temperature to hold.', { unit: '°C', default: '40.0' }),
      float('max_speed', 'Highest speed.', { default: '1.0', above: 0, max: 1 }),
      float('min_speed', 'Lowest speed while it runs.', { default: '0.3', min: 0, max: 1 }),
      text('gcode_id', 'Letter under which M105 reports it.'),
    ],
  },
  {
    type: 'fan_generic',
    naming: 'required',
    summary: 'A fan that only SET_FAN_SPEED moves.',
    source: configPage('fan_generic'),
    options: FAN_OPTIONS,
  },
];
