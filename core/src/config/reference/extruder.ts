import type { SectionReference } from '../config.ts';
import { HEATER_OPTIONS } from './heaters.ts';
import { float, optional, text } from './option.ts';
import { configPage } from './sources.ts';
import { MOTOR_OPTIONS } from './steppers.ts';

const PRESSURE_ADVANCE_OPTIONS = [
  float('pressure_advance', 'Filament pushed ahead for each mm/s of filament speed.', {
    unit: 's',
    default: '0.0',
    min: 0,
  }),
  float('pressure_advance_smooth_time', 'Time over which that push is spread.', {
    unit: 's',
    default: '0.040',
    above: 0,
    max: 0.2,
  }),
];

export const EXTRUDER_SECTIONS: readonly SectionReference[] = [
  {
    type: 'extruder',
    alsoTypes: 'extruder\\d+',
    naming: 'none',
    summary: 'A nozzle: its heater, its sensor and the motor that pushes the filament.',
    source: configPage('extruder'),
    options: [
      ...optional(MOTOR_OPTIONS),
      float('nozzle_diameter', 'Diameter of the nozzle.', {
        unit: 'mm',
        required: true,
        above: 0,
      }),
      float('filament_diameter', 'Diameter of the filament.', { unit: 'mm', required: true }),
      float(
        'max_extrude_cross_section',
        'Thickest line allowed; four times the nozzle’s diameter squared when missing.',
        { unit: 'mm²', above: 0 },
      ),
      float('instantaneous_corner_velocity', 'Jump in filament speed between two moves.', {
        unit: 'mm/s',
        default: '1.000',
        min: 0,
      }),
      float('max_extrude_only_distance', 'Longest move of filament alone.', {
        unit: 'mm',
        default: '50.0',
        min: 0,
      }),
      float('max_extrude_only_velocity', 'Highest speed of filament alone.', {
        unit: 'mm/s',
        above: 0,
      }),
      float('max_extrude_only_accel', 'Acceleration of filament alone.', {
        unit: 'mm/s²',
        above: 0,
      }),
      ...PRESSURE_ADVANCE_OPTIONS,
      ...HEATER_OPTIONS,
      text('shared_heater', 'Former way to give two motors one nozzle.', {
        deprecated: '2024-02-15: make the second motor an [extruder_stepper]',
      }),
      text('activate_gcode', 'Former script for a change of tool.', {
        deprecated: '2019-12-10: write a [gcode_macro T0] instead',
      }),
      text('deactivate_gcode', 'Former script for a change of tool.', {
        deprecated: '2019-12-10: write a [gcode_macro T0] instead',
      }),
    ],
  },
  {
    type: 'extruder_stepper',
    naming: 'required',
    summary: 'One more motor that moves filament together with an extruder.',
    source: configPage('extruder_stepper'),
    options: [
      text('extruder', 'Extruder it follows; empty for none.', { required: true }),
      ...MOTOR_OPTIONS,
      ...PRESSURE_ADVANCE_OPTIONS,
    ],
  },
];
