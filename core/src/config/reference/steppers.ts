import type { OptionReference, SectionReference } from '../config.ts';
import { boolean, float, input, integer, list, optional, output, text } from './option.ts';
import { configPage } from './sources.ts';

/** Numbers of teeth as `80:16`, several of them with commas. */
const GEAR_RATIO = '\\s*(?:[\\d.]+\\s*:\\s*[\\d.]+\\s*(?:,\\s*|$))+';

/** A motor and its driver. */
export const MOTOR_OPTIONS: readonly OptionReference[] = [
  output('step_pin', 'Line that makes the motor step.', { required: true }),
  output('dir_pin', 'Line that sets the direction; ! turns it round.', { required: true }),
  output('enable_pin', 'Line that switches the driver on.', {
    pin: { invert: true, share: 'stepper_enable' },
  }),
  float('rotation_distance', 'Way for one turn of the motor, or of the last gear.', {
    unit: 'mm',
    above: 0,
  }),
  integer('microsteps', 'Microsteps in a full step.', { required: true, min: 1 }),
  integer('full_steps_per_rotation', 'Full steps in a turn: 200 for 1.8°, 400 for 0.9°.', {
    default: '200',
    min: 1,
  }),
  list('gear_ratio', 'Gears between motor and axis, as 80:16, one after the other.', {
    pattern: GEAR_RATIO,
  }),
  float('step_pulse_duration', 'Shortest time between two edges of the step line.', {
    unit: 's',
    min: 0,
    max: 0.001,
  }),
  float('step_distance', 'Former way for one step.', {
    unit: 'mm',
    deprecated: '2021-11-02: write rotation_distance instead',
  }),
];

const ENDSTOP_PIN = input('endstop_pin', 'Switch that ends homing.', {
  pin: { invert: true, pull: true, share: 'rail' },
});

/** Range and homing of an axis. */
const RAIL_OPTIONS: readonly OptionReference[] = [
  ENDSTOP_PIN,
  float('position_min', 'Lowest position of the axis.', { unit: 'mm', default: '0' }),
  float('position_endstop', 'Where the endstop is.', { unit: 'mm' }),
  float('position_max', 'Highest position of the axis.', { unit: 'mm' }),
  float('homing_speed', 'Speed of homing.', { unit: 'mm/s', default: '5.0', above: 0 }),
  float('homing_retract_dist', 'Way back before homing again; 0 homes once.', {
    unit: 'mm',
    default: '5.0',
    min: 0,
  }),
  float('homing_retract_speed', 'Speed of that way back; homing_speed when missing.', {
    unit: 'mm/s',
    above: 0,
  }),
  float('second_homing_speed', 'Speed of the second time; half of homing_speed when missing.', {
    unit: 'mm/s',
    above: 0,
  }),
  boolean('homing_positive_dir', 'Homes towards larger positions.'),
];

const NAMES = '(?:[a-z]|left|right|bed|arm)';

export const STEPPER_SECTIONS: readonly SectionReference[] = [
  {
    type: 'stepper_x',
    alsoTypes: `stepper_${NAMES}`,
    naming: 'none',
    summary: 'The motor of an axis, tower or arm, with the range and the endstop of its axis.',
    source: configPage('stepper'),
    options: [
      ...MOTOR_OPTIONS,
      ...RAIL_OPTIONS,
      float('arm_length', 'Length of a delta’s or deltesian’s arm.', { unit: 'mm', above: 0 }),
      float('arm_x_length', 'Distance in X from the head to a deltesian’s tower when homed.', {
        unit: 'mm',
        above: 0,
      }),
      float('angle', 'Direction in which a delta’s tower or arm stands.', { unit: '°' }),
      float('upper_arm_length', 'Shoulder to elbow of a rotary delta.', { unit: 'mm', above: 0 }),
      float('lower_arm_length', 'Elbow to effector of a rotary delta.', { unit: 'mm', above: 0 }),
      float('anchor_x', 'Where a cable winch is, in X.', { unit: 'mm' }),
      float('anchor_y', 'Where a cable winch is, in Y.', { unit: 'mm' }),
      float('anchor_z', 'Where a cable winch is, in Z.', { unit: 'mm' }),
    ],
  },
  {
    type: 'stepper_z1',
    alsoTypes: `stepper_${NAMES}\\d+`,
    naming: 'none',
    summary: 'One more motor of an axis that has one already.',
    source: configPage('stepper_z1'),
    options: [...MOTOR_OPTIONS, ENDSTOP_PIN],
  },
  {
    type: 'stepper',
    naming: 'required',
    summary: 'A motor of a generic_cartesian machine, and the carriages that it moves.',
    source: configPage('generic-cartesian-kinematics'),
    options: [
      text('carriages', 'Carriages it moves, as carriage_x+carriage_y.', { required: true }),
      ...MOTOR_OPTIONS,
    ],
  },
  {
    type: 'carriage',
    naming: 'required',
    summary: 'A carriage of a generic_cartesian machine: one axis, its range and its endstop.',
    source: configPage('generic-cartesian-kinematics'),
    options: [
      text('axis', 'x, y or z; needed unless the carriage is called so.', {
        pattern: '[xyz]',
      }),
      ...RAIL_OPTIONS,
    ],
  },
  {
    type: 'extra_carriage',
    naming: 'required',
    summary: 'One more carriage of an axis, with an endstop of its own.',
    source: configPage('generic-cartesian-kinematics'),
    options: [
      text('primary_carriage', 'Carriage whose axis and range it takes.', { required: true }),
      { ...ENDSTOP_PIN, required: true },
    ],
  },
  {
    type: 'dual_carriage',
    naming: 'optional',
    summary: 'A second carriage on an axis, for two toolheads that move by themselves.',
    source: configPage('dual_carriage'),
    options: [
      text('axis', 'x or y.', { pattern: '[xy]' }),
      float('safe_distance', 'Distance to keep from the first carriage; 0 for no check.', {
        unit: 'mm',
        min: 0,
      }),
      text('primary_carriage', 'Carriage that shares its gantry, on generic_cartesian.'),
      ...optional(MOTOR_OPTIONS),
      ...RAIL_OPTIONS,
    ],
  },
  {
    type: 'manual_stepper',
    naming: 'required',
    summary: 'A motor outside the kinematics, moved with MANUAL_STEPPER.',
    source: configPage('manual_stepper'),
    options: [
      ...MOTOR_OPTIONS,
      float('velocity', 'Speed of a move that names none.', {
        unit: 'mm/s',
        default: '5',
        above: 0,
      }),
      float('accel', 'Acceleration of a move that names none; 0 for none.', {
        unit: 'mm/s²',
        default: '0',
        min: 0,
      }),
      input('endstop_pin', 'Switch that ends a move with STOP_ON_ENDSTOP.'),
      float('position_min', 'Lowest position.', { unit: 'mm' }),
      float('position_max', 'Highest position.', { unit: 'mm' }),
    ],
  },
];
