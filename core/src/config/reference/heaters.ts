import type { OptionReference, SectionReference } from '../config.ts';
import { choice, float, onlyWith, output } from './option.ts';
import { configPage } from './sources.ts';
import { ABSOLUTE_ZERO, GCODE_ID, SENSOR_OPTIONS } from './temperatureSensors.ts';

const PID_OPTIONS = onlyWith(
  'control',
  ['pid'],
  [
    float('pid_kp', 'Proportional term of the control.', { required: true }),
    float('pid_ki', 'Integral term of the control.', { required: true }),
    float('pid_kd', 'Derivative term of the control.', { required: true }),
  ],
);

/** A heater with its sensor and its control. */
export const HEATER_OPTIONS: readonly OptionReference[] = [
  output('heater_pin', 'Output that heats.', { required: true }),
  ...SENSOR_OPTIONS,
  float('min_temp', 'Below this Klipper stops: the sensor must be broken.', {
    unit: '°C',
    required: true,
    min: ABSOLUTE_ZERO,
  }),
  float('max_temp', 'Above this Klipper stops, and no command may ask for more.', {
    unit: '°C',
    required: true,
  }),
  float('min_extrude_temp', 'Below this no filament is moved.', { unit: '°C', default: '170' }),
  float('max_power', 'Highest power as a share.', { default: '1.0', above: 0, max: 1 }),
  float('smooth_time', 'Time over which readings are smoothed.', {
    unit: 's',
    default: '1.0',
    above: 0,
  }),
  choice('control', 'How the power is found.', ['pid', 'watermark'], { required: true }),
  ...PID_OPTIONS,
  float('max_delta', 'Degrees above and below the target at which it switches.', {
    unit: '°C',
    default: '2.0',
    above: 0,
    onlyWith: { option: 'control', values: ['watermark'] },
  }),
  float('pwm_cycle_time', 'Time of one on and off of the output.', {
    unit: 's',
    default: '0.100',
    above: 0,
  }),
  float('pid_integral_max', 'Former limit of the integral.', {
    deprecated: '2021-11-02: remove it',
  }),
];

export const HEATER_SECTIONS: readonly SectionReference[] = [
  {
    type: 'heater_bed',
    naming: 'none',
    summary: 'The heated bed, for M140 and M190.',
    source: configPage('heater_bed'),
    options: HEATER_OPTIONS,
  },
  {
    type: 'heater_generic',
    naming: 'required',
    summary: 'A heater besides nozzle and bed, set with SET_HEATER_TEMPERATURE.',
    source: configPage('heater_generic'),
    options: [...HEATER_OPTIONS, GCODE_ID],
  },
  {
    type: 'verify_heater',
    naming: 'required',
    summary: 'When a heater counts as broken. The name is the heater’s.',
    source: configPage('verify_heater'),
    options: [
      float('max_error', 'Sum of degrees below the target that is one too many.', {
        default: '120',
        min: 0,
      }),
      float('check_gain_time', 'Time in which it must get warmer while it heats up.', {
        unit: 's',
        min: 1,
      }),
      float('hysteresis', 'Degrees below the target that still count as reached.', {
        unit: '°C',
        default: '5',
        min: 0,
      }),
      float('heating_gain', 'By how much it must get warmer in that time.', {
        unit: '°C',
        default: '2',
        above: 0,
      }),
    ],
  },
];
