import type { SectionReference } from '../config.ts';
import { boolean, choice, float, gcode, list, numbers, text } from './option.ts';
import { configPage } from './sources.ts';

/** The whole machine: kinematics, limits, homing, corrections of its geometry. */
export const MOTION_SECTIONS: readonly SectionReference[] = [
  {
    type: 'printer',
    naming: 'none',
    summary: 'Kinematics and limits of the whole machine.',
    source: configPage('printer'),
    options: [
      choice(
        'kinematics',
        'How the motors move the toolhead.',
        [
          'cartesian',
          'corexy',
          'corexz',
          'hybrid_corexy',
          'hybrid_corexz',
          'generic_cartesian',
          'delta',
          'rotary_delta',
          'deltesian',
          'polar',
          'winch',
          'none',
        ],
        { required: true },
      ),
      float('max_velocity', 'Highest speed of the toolhead.', {
        unit: 'mm/s',
        required: true,
        above: 0,
      }),
      float('max_accel', 'Acceleration of the toolhead.', {
        unit: 'mm/s²',
        required: true,
        above: 0,
      }),
      float('minimum_cruise_ratio', 'Share of a short move that must run at constant speed.', {
        default: '0.5',
        min: 0,
        below: 1,
      }),
      float('square_corner_velocity', 'Speed through a right-angled corner.', {
        unit: 'mm/s',
        default: '5.0',
        min: 0,
      }),
      float('max_z_velocity', 'Highest speed of Z; max_velocity when missing.', {
        unit: 'mm/s',
        above: 0,
      }),
      float('max_z_accel', 'Acceleration of Z; max_accel when missing.', {
        unit: 'mm/s²',
        above: 0,
      }),
      float('max_accel_to_decel', 'Former limit for short moves.', {
        unit: 'mm/s²',
        deprecated: '2025-08-11: write minimum_cruise_ratio instead',
      }),
      float('max_stepper_error', 'Former limit for the time error of a step.', {
        unit: 's',
        deprecated: '2025-10-03: remove it',
      }),
      float('buffer_time_low', 'Former size of the motion queue.', {
        unit: 's',
        deprecated: '2023-12-07: remove it',
      }),
      float('buffer_time_high', 'Former size of the motion queue.', {
        unit: 's',
        deprecated: '2023-12-07: remove it',
      }),
      float('buffer_time_start', 'Former size of the motion queue.', {
        unit: 's',
        deprecated: '2023-12-07: remove it',
      }),
      float('move_flush_time', 'Former size of the motion queue.', {
        unit: 's',
        deprecated: '2023-12-07: remove it',
      }),
      float('minimum_z_position', 'Lowest Z that a delta may be sent to.', {
        unit: 'mm',
        default: '0',
      }),
      float('delta_radius', 'Radius of the circle on which a delta’s towers stand.', {
        unit: 'mm',
        above: 0,
      }),
      float('print_radius', 'Radius of what a delta may print; delta_radius when missing.', {
        unit: 'mm',
        above: 0,
      }),
      float('shoulder_radius', 'Radius of a rotary delta’s shoulders less that of the effector.', {
        unit: 'mm',
        above: 0,
      }),
      float('shoulder_height', 'Height of a rotary delta’s shoulders above the bed.', {
        unit: 'mm',
        above: 0,
      }),
      float('min_angle', 'Lowest angle of a deltesian’s arms to the horizontal.', {
        unit: '°',
        default: '5',
        min: 0,
        max: 90,
      }),
      float('print_width', 'Width in X that a deltesian may reach.', { unit: 'mm', min: 0 }),
      float('slow_ratio', 'From which slope of the arms a deltesian slows down.', {
        default: '3',
        min: 0,
      }),
      float('max_angular_velocity', 'Highest turning speed of a polar bed; 0 for no limit.', {
        unit: 'rad/s',
        default: '0',
        min: 0,
      }),
    ],
  },
  {
    type: 'safe_z_home',
    naming: 'none',
    summary: 'Homes Z at a chosen place of the bed.',
    source: configPage('safe_z_home'),
    options: [
      numbers('home_xy_position', 'Where Z is homed.', { unit: 'mm', required: true, count: 2 }),
      float('speed', 'Speed of the way there.', { unit: 'mm/s', default: '50.0', above: 0 }),
      float('z_hop', 'How far Z is lifted before homing.', { unit: 'mm', default: '0' }),
      float('z_hop_speed', 'Speed of that lift.', { unit: 'mm/s', default: '15.0', above: 0 }),
      boolean('move_to_previous', 'Goes back to the X and Y of before.', { default: 'False' }),
    ],
  },
  {
    type: 'homing_override',
    naming: 'none',
    summary: 'Runs commands of your own in place of G28.',
    source: configPage('homing_override'),
    options: [
      gcode('gcode', 'What runs instead; a G28 in it homes as usual.', { required: true }),
      text('axes', 'Axes whose homing is replaced.', { default: 'xyz' }),
      float('set_position_x', 'X that is taken for granted before the commands run.', {
        unit: 'mm',
      }),
      float('set_position_y', 'Y that is taken for granted before the commands run.', {
        unit: 'mm',
      }),
      float('set_position_z', 'Z that is taken for granted before the commands run.', {
        unit: 'mm',
      }),
    ],
  },
  {
    type: 'homing_heaters',
    naming: 'none',
    summary: 'Switches heaters off while an axis is homed or probed.',
    source: configPage('homing_heaters'),
    options: [
      list('steppers', 'Motors whose homing matters; all when missing.'),
      list('heaters', 'Heaters to switch off; all when missing.'),
    ],
  },
  {
    type: 'endstop_phase',
    naming: 'optional',
    summary: 'Sharpens an endstop by the phase of its motor. The name is the motor’s section.',
    source: configPage('endstop_phase'),
    options: [
      float('endstop_accuracy', 'By how much the endstop may be off.', { unit: 'mm', above: 0 }),
      text('trigger_phase', 'Phase at which the endstop is expected, as 7/64.', {
        pattern: '\\s*\\d+\\s*/\\s*\\d+\\s*',
      }),
      boolean('endstop_align_zero', 'Puts the axis’ zero on a full step.', { default: 'False' }),
    ],
  },
  {
    type: 'force_move',
    naming: 'none',
    summary: 'Moves single motors by hand, for diagnosis.',
    source: configPage('force_move'),
    options: [
      boolean('enable_force_move', 'Turns FORCE_MOVE and SET_KINEMATIC_POSITION on.', {
        default: 'False',
      }),
    ],
  },
  {
    type: 'firmware_retraction',
    naming: 'none',
    summary: 'Retraction by the firmware, with G10 and G11.',
    source: configPage('firmware_retraction'),
    options: [
      float('retract_length', 'Filament that is drawn back.', {
        unit: 'mm',
        default: '0',
        min: 0,
      }),
      float('retract_speed', 'Speed of drawing back.', { unit: 'mm/s', default: '20', min: 1 }),
      float('unretract_extra_length', 'Filament that is pushed in addition.', {
        unit: 'mm',
        default: '0',
        min: 0,
      }),
      float('unretract_speed', 'Speed of pushing.', { unit: 'mm/s', default: '10', min: 1 }),
    ],
  },
  {
    type: 'gcode_arcs',
    naming: 'none',
    summary: 'Arcs: G2, G3 and their planes.',
    source: configPage('gcode_arcs'),
    options: [
      float('resolution', 'Length of the pieces that an arc is cut into.', {
        unit: 'mm',
        default: '1.0',
        above: 0,
      }),
    ],
  },
  {
    type: 'skew_correction',
    naming: 'optional',
    summary: 'Corrects a frame that is out of square. A name is a saved profile.',
    source: configPage('skew_correction'),
    options: [
      float('xy_skew', 'Saved skew of the XY plane.'),
      float('xz_skew', 'Saved skew of the XZ plane.'),
      float('yz_skew', 'Saved skew of the YZ plane.'),
    ],
  },
  {
    type: 'tuning_tower',
    naming: 'none',
    summary: 'The command TUNING_TOWER, which Klipper loads by itself.',
    source: configPage('g-code-macros-and-events'),
    options: [],
  },
];
