import type { OptionReference, SectionReference } from '../config.ts';
import { choice, float, integer, list, numbers, text } from './option.ts';
import { configPage } from './sources.ts';
import { ABSOLUTE_ZERO, GCODE_ID, SENSOR_OPTIONS } from './temperatureSensors.ts';

/** Between two points that are probed. */
const TRAVEL_OPTIONS: readonly OptionReference[] = [
  float('speed', 'Speed between points.', { unit: 'mm/s', default: '50', above: 0 }),
  float('horizontal_move_z', 'Height of moves between points.', { unit: 'mm', default: '5' }),
];

const POINTS = numbers('points', 'Points to probe, one a line.', {
  unit: 'mm',
  count: 2,
  perLine: true,
});

const RETRY_OPTIONS: readonly OptionReference[] = [
  integer('retries', 'How often it tries again.', { default: '0', min: 0 }),
  float('retry_tolerance', 'Difference between points that is good enough.', {
    unit: 'mm',
    above: 0,
  }),
];

const SCREW = '1–99';

export const BED_LEVEL_SECTIONS: readonly SectionReference[] = [
  {
    type: 'bed_mesh',
    naming: 'optional',
    summary: 'Follows the shape of the bed by a mesh of points. A name is a saved mesh.',
    source: configPage('bed_mesh'),
    options: [
      ...TRAVEL_OPTIONS,
      float('mesh_radius', 'Radius of the mesh on a round bed.', { unit: 'mm', above: 0 }),
      numbers('mesh_origin', 'Centre of the mesh on a round bed, for the probe.', {
        unit: 'mm',
        count: 2,
      }),
      numbers('mesh_min', 'First corner of the mesh, for the probe.', { unit: 'mm', count: 2 }),
      numbers('mesh_max', 'Last corner of the mesh, for the probe.', { unit: 'mm', count: 2 }),
      numbers('probe_count', 'Points in X and in Y.', { default: '3, 3', min: 3 }),
      integer('round_probe_count', 'Points across a round bed, an odd number.', {
        default: '5',
        min: 3,
      }),
      float('fade_start', 'Height from which the correction grows less.', {
        unit: 'mm',
        default: '1.0',
      }),
      float('fade_end', 'Height above which nothing is corrected; 0 corrects everywhere.', {
        unit: 'mm',
        default: '0.0',
      }),
      float('fade_target', 'Height that the correction fades to; the mesh’s mean when missing.', {
        unit: 'mm',
      }),
      float('split_delta_z', 'Difference in height that cuts a move in two.', {
        unit: 'mm',
        default: '0.025',
        min: 0.01,
      }),
      float('move_check_distance', 'Way along a move between two looks at the mesh.', {
        unit: 'mm',
        default: '5.0',
        min: 3,
      }),
      numbers('mesh_pps', 'Points to add between two probed ones, in X and in Y.', {
        default: '2, 2',
        min: 0,
      }),
      choice('algorithm', 'How points between are found.', ['lagrange', 'bicubic'], {
        default: 'lagrange',
      }),
      float('bicubic_tension', 'How much a bicubic mesh bends.', {
        default: '0.2',
        min: 0,
        max: 2,
      }),
      numbers('zero_reference_position', 'Place where the correction is 0.', {
        unit: 'mm',
        count: 2,
      }),
      integer('relative_reference_index', 'Former number of the point where it is 0.', {
        deprecated: '2024-02-15: write zero_reference_position instead',
      }),
      numbers('min_point', 'Former name of mesh_min.', {
        deprecated: '2020-01-09: write mesh_min instead',
      }),
      numbers('max_point', 'Former name of mesh_max.', {
        deprecated: '2020-01-09: write mesh_max instead',
      }),
      numbers('faulty_region_*', 'Corners of an area that is not probed.', {
        unit: 'mm',
        count: 2,
      }),
      float('adaptive_margin', 'Room around the objects of an adaptive mesh.', {
        unit: 'mm',
        default: '0',
      }),
      float('scan_overshoot', 'Room beside the mesh for a rapid scan.', {
        unit: 'mm',
        default: '0',
        min: 1,
      }),
      list('points', 'Saved heights.'),
      integer('version', 'Form of the saved mesh.'),
      ...['x_count', 'y_count', 'mesh_x_pps', 'mesh_y_pps'].map((name) =>
        integer(name, 'Part of a saved mesh.'),
      ),
      ...['min_x', 'max_x', 'min_y', 'max_y', 'tension'].map((name) =>
        float(name, 'Part of a saved mesh.'),
      ),
      text('algo', 'Part of a saved mesh.'),
    ],
  },
  {
    type: 'bed_tilt',
    naming: 'none',
    summary: 'Corrects a bed that is flat and leans.',
    source: configPage('bed_tilt'),
    options: [
      float('x_adjust', 'Height to add for each mm in X.', { default: '0' }),
      float('y_adjust', 'Height to add for each mm in Y.', { default: '0' }),
      float('z_adjust', 'Height to add everywhere.', { unit: 'mm', default: '0' }),
      POINTS,
      ...TRAVEL_OPTIONS,
    ],
  },
  {
    type: 'bed_screws',
    naming: 'none',
    summary: 'Helps to level the bed by its screws, with the nozzle and paper.',
    source: configPage('bed_screws'),
    options: [
      numbers('screw*', `Place of a screw, ${SCREW}.`, { unit: 'mm', count: 2 }),
      text('screw*_name', 'Name of that screw.'),
      numbers('screw*_fine_adjust', 'Place to fine-tune that screw at.', {
        unit: 'mm',
        count: 2,
      }),
      ...TRAVEL_OPTIONS,
      float('probe_height', 'Height of the nozzle at a screw.', { unit: 'mm', default: '0' }),
      float('probe_speed', 'Speed of going down to that height.', {
        unit: 'mm/s',
        default: '5',
        above: 0,
      }),
    ],
  },
  {
    type: 'screws_tilt_adjust',
    naming: 'none',
    summary: 'Says how far each screw of the bed must be turned, with a probe.',
    source: configPage('screws_tilt_adjust'),
    options: [
      numbers('screw*', `Place of a screw, ${SCREW}; the first stays as it is.`, {
        unit: 'mm',
        count: 2,
      }),
      text('screw*_name', 'Name of that screw.'),
      ...TRAVEL_OPTIONS,
      choice(
        'screw_thread',
        'Thread of the screws and which way they go.',
        ['CW-M3', 'CCW-M3', 'CW-M4', 'CCW-M4', 'CW-M5', 'CCW-M5', 'CW-M6', 'CCW-M6'],
        { default: 'CW-M3' },
      ),
    ],
  },
  {
    type: 'z_tilt',
    naming: 'none',
    summary: 'Levels the bed with several Z motors.',
    source: configPage('z_tilt'),
    options: [
      numbers('z_positions', 'Where each Z motor holds the bed, one a line.', {
        unit: 'mm',
        required: true,
        count: 2,
        perLine: true,
      }),
      { ...POINTS, required: true },
      ...TRAVEL_OPTIONS,
      ...RETRY_OPTIONS,
    ],
  },
  {
    type: 'quad_gantry_level',
    naming: 'none',
    summary: 'Levels a gantry that hangs on four Z motors.',
    source: configPage('quad_gantry_level'),
    options: [
      numbers('gantry_corners', 'Two corners of the gantry: of Z and of Z2.', {
        unit: 'mm',
        required: true,
        count: 2,
        perLine: true,
      }),
      { ...POINTS, required: true },
      ...TRAVEL_OPTIONS,
      float('max_adjust', 'Largest correction that is not refused.', {
        unit: 'mm',
        default: '4',
        above: 0,
      }),
      ...RETRY_OPTIONS,
    ],
  },
  {
    type: 'z_thermal_adjust',
    naming: 'none',
    summary: 'Follows the frame as it grows with its temperature.',
    source: configPage('z_thermal_adjust'),
    options: [
      ...SENSOR_OPTIONS,
      float('min_temp', 'Lowest temperature that is taken as true.', {
        unit: '°C',
        required: true,
        min: ABSOLUTE_ZERO,
      }),
      float('max_temp', 'Highest temperature that is taken as true.', {
        unit: '°C',
        required: true,
      }),
      GCODE_ID,
      float('temp_coeff', 'How far it grows for each degree.', {
        unit: 'mm/°C',
        min: -1,
        max: 1,
      }),
      float('smooth_time', 'Time over which readings are smoothed.', {
        unit: 's',
        default: '2.0',
        above: 0,
      }),
      float('z_adjust_off_above', 'Height above which the correction stays as it is.', {
        unit: 'mm',
        default: '99999999.0',
      }),
      float('max_z_adjustment', 'Largest correction.', {
        unit: 'mm',
        default: '99999999.0',
      }),
    ],
  },
  {
    type: 'delta_calibrate',
    naming: 'none',
    summary: 'Finds a delta’s endstops and angles by probing.',
    source: configPage('linear-delta-kinematics'),
    options: [
      float('radius', 'Radius of what is probed.', { unit: 'mm', required: true, above: 0 }),
      ...TRAVEL_OPTIONS,
      float('height*', 'Saved height of a point.', { unit: 'mm' }),
      text('distance*', 'Saved distance of two points.'),
      text('manual_height*', 'Saved height of a point probed by hand.'),
    ],
  },
];
