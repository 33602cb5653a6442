import type { OptionReference, SectionReference } from '../config.ts';
import { I2C_OPTIONS } from './buses.ts';
import { boolean, choice, float, gcode, input, integer, list, output } from './option.ts';
import { configPage } from './sources.ts';

const Z_OFFSET = float('z_offset', 'Height of the nozzle above the bed when the probe triggers.', {
  unit: 'mm',
  required: true,
});

const OFFSET_OPTIONS: readonly OptionReference[] = [
  float('x_offset', 'Distance from nozzle to probe in X.', { unit: 'mm', default: '0.0' }),
  float('y_offset', 'Distance from nozzle to probe in Y.', { unit: 'mm', default: '0.0' }),
];

/** How often and how fast each point is probed. */
export const SAMPLING_OPTIONS: readonly OptionReference[] = [
  float('speed', 'Speed of Z while probing.', { unit: 'mm/s', default: '5.0', above: 0 }),
  float('lift_speed', 'Speed of lifting; that of probing when missing.', {
    unit: 'mm/s',
    above: 0,
  }),
  integer('samples', 'How often each point is probed.', { default: '1', min: 1 }),
  float('sample_retract_dist', 'Lift between two samples.', {
    unit: 'mm',
    default: '2.0',
    above: 0,
  }),
  choice('samples_result', 'How samples are put together.', ['median', 'average'], {
    default: 'average',
  }),
  float('samples_tolerance', 'By how much samples may differ.', {
    unit: 'mm',
    default: '0.100',
    min: 0,
  }),
  integer('samples_tolerance_retries', 'How often it tries again when they differ more.', {
    default: '0',
    min: 0,
  }),
];

export const ACTIVATION_OPTIONS: readonly OptionReference[] = [
  gcode('activate_gcode', 'Runs before each probing.'),
  gcode('deactivate_gcode', 'Runs after each probing.'),
  boolean('deactivate_on_each_sample', 'Runs it after each sample too.', { default: 'True' }),
];

const AXES = ['x', 'y'] as const;

export const PROBE_SECTIONS: readonly SectionReference[] = [
  {
    type: 'probe',
    naming: 'none',
    summary: 'A probe for the height of the bed.',
    source: configPage('probe'),
    options: [
      input('pin', 'Input of the probe.', { required: true }),
      ...OFFSET_OPTIONS,
      Z_OFFSET,
      ...SAMPLING_OPTIONS,
      ...ACTIVATION_OPTIONS,
    ],
  },
  {
    type: 'bltouch',
    naming: 'none',
    summary: 'A BLTouch or a probe that behaves like one.',
    source: configPage('bltouch'),
    options: [
      input('sensor_pin', 'Input of the probe.', { required: true }),
      output('control_pin', 'Output that moves its pin.', { required: true }),
      float('pin_move_time', 'Time its pin needs to move.', {
        unit: 's',
        default: '0.680',
        above: 0,
      }),
      boolean('stow_on_each_sample', 'Pulls its pin in between samples.', { default: 'True' }),
      boolean('probe_with_touch_mode', 'Probes in touch mode.', { default: 'False' }),
      boolean('pin_up_reports_not_triggered', 'Whether it is true when pulled in.', {
        default: 'True',
      }),
      boolean('pin_up_touch_mode_reports_triggered', 'Whether touch mode can be checked.', {
        default: 'True',
      }),
      choice('set_output_mode', 'Asks a BLTouch 3 for one kind of output.', ['5V', 'OD']),
      ...OFFSET_OPTIONS,
      Z_OFFSET,
      ...SAMPLING_OPTIONS,
    ],
  },
  {
    type: 'smart_effector',
    naming: 'none',
    summary: 'The Smart Effector of Duet3D, a probe with a force sensor.',
    source: configPage('smart_effector'),
    options: [
      input('pin', 'Input of the probe.', { required: true }),
      output('control_pin', 'Output that programmes its sensitivity.'),
      float('probe_accel', 'Acceleration while probing.', { unit: 'mm/s²', min: 0 }),
      float('recovery_time', 'Pause before probing.', { unit: 's', default: '0.4', min: 0 }),
      ...OFFSET_OPTIONS,
      Z_OFFSET,
      ...SAMPLING_OPTIONS,
      ...ACTIVATION_OPTIONS,
    ],
  },
  {
    type: 'probe_eddy_current',
    naming: 'required',
    summary: 'A probe that feels the bed by eddy currents.',
    source: configPage('probe_eddy_current'),
    options: [
      choice('sensor_type', 'Chip of the sensor.', ['ldc1612'], { required: true }),
      integer('frequency', 'Crystal of the chip.', { unit: 'Hz', default: '12000000' }),
      input('intb_pin', 'Line that says a measurement is ready.'),
      float('max_sensor_hz', 'Highest frequency of the coil.', {
        unit: 'Hz',
        default: '5000000',
      }),
      float('descend_z', 'Height at which a probing stops.', { unit: 'mm' }),
      float('z_offset', 'Former name of descend_z.', {
        unit: 'mm',
        deprecated: '2026-03-18: write descend_z instead',
        stillRead: true,
      }),
      ...I2C_OPTIONS,
      ...OFFSET_OPTIONS,
      ...SAMPLING_OPTIONS,
      float('tap_threshold', 'When a tap counts as contact; missing for no taps.', {
        unit: 'Hz/mm',
      }),
      float('tap_z_offset', 'Height of the nozzle at that contact.', {
        unit: 'mm',
        default: '0.0',
      }),
      integer('reg_drive_current', 'Saved drive of the coil.', { min: 0, max: 31 }),
      list('calibrate', 'Saved frequencies and heights.'),
    ],
  },
  {
    type: 'axis_twist_compensation',
    naming: 'none',
    summary: 'Corrects a probe for the twist of the beam that carries it.',
    source: configPage('axis_twist_compensation'),
    options: [
      float('speed', 'Speed between points.', { unit: 'mm/s', default: '50' }),
      float('horizontal_move_z', 'Height of moves between points.', {
        unit: 'mm',
        default: '5',
      }),
      ...AXES.flatMap((axis) => [
        float(`calibrate_start_${axis}`, `First ${axis.toUpperCase()} of the calibration.`, {
          unit: 'mm',
        }),
        float(`calibrate_end_${axis}`, `Last ${axis.toUpperCase()} of the calibration.`, {
          unit: 'mm',
        }),
        float(`calibrate_${axis}`, `${axis.toUpperCase()} while the other axis is calibrated.`, {
          unit: 'mm',
        }),
        float(`compensation_start_${axis}`, 'Saved beginning of the correction.', {
          unit: 'mm',
        }),
        float(`compensation_end_${axis}`, 'Saved end of the correction.', { unit: 'mm' }),
      ]),
      list('z_compensations', 'Saved correction along X.'),
      list('zy_compensations', 'Saved correction along Y.'),
    ],
  },
];

/** Probing of a load cell, whose offset has a place of its own. */
export const PROBE_AT_NOZZLE_OPTIONS: readonly OptionReference[] = [
  float('z_offset', 'Height of the nozzle above the bed when the probe triggers.', { unit: 'mm' }),
  ...SAMPLING_OPTIONS,
  ...ACTIVATION_OPTIONS,
];
