import type { OptionReference, SectionReference } from '../config.ts';
import { boolean, float, gcode, input, integer, line, text } from './option.ts';
import { configPage } from './sources.ts';

const SWITCH_PIN = input('switch_pin', 'Input of the sensor.', { required: true });

/** What happens when filament runs out or is pushed in. */
const RUNOUT_OPTIONS: readonly OptionReference[] = [
  boolean('pause_on_runout', 'Pauses when filament runs out.', { default: 'True' }),
  gcode('runout_gcode', 'Runs when filament runs out, after the pause.'),
  gcode('insert_gcode', 'Runs when filament is pushed in.'),
  float('event_delay', 'Shortest time between two events.', {
    unit: 's',
    default: '3.0',
    above: 0,
  }),
  float('pause_delay', 'Time between the pause and runout_gcode.', {
    unit: 's',
    default: '0.5',
    above: 0,
  }),
];

export const FILAMENT_SECTIONS: readonly SectionReference[] = [
  {
    type: 'filament_switch_sensor',
    naming: 'required',
    summary: 'A switch that filament presses.',
    source: configPage('filament_switch_sensor'),
    options: [
      SWITCH_PIN,
      ...RUNOUT_OPTIONS,
      float('debounce_delay', 'Time the switch must stay as it is.', {
        unit: 's',
        default: '0',
        min: 0,
      }),
    ],
  },
  {
    type: 'filament_motion_sensor',
    naming: 'required',
    summary: 'A wheel that filament turns.',
    source: configPage('filament_motion_sensor'),
    options: [
      SWITCH_PIN,
      float('detection_length', 'Filament after which the wheel must have moved.', {
        unit: 'mm',
        default: '7.0',
        above: 0,
      }),
      text('extruder', 'Extruder whose filament it feels.', { required: true }),
      ...RUNOUT_OPTIONS,
    ],
  },
  {
    type: 'tsl1401cl_filament_width_sensor',
    naming: 'none',
    summary: 'Measures the width of filament with a TSL1401CL.',
    source: configPage('tsl1401cl_filament_width_sensor'),
    options: [
      line('pin', 'Analogue input of the sensor.', { required: true }),
      float('default_nominal_filament_diameter', 'Width it should have.', {
        unit: 'mm',
        above: 1,
      }),
      float('measurement_delay', 'Way from the sensor to the melt.', { unit: 'mm', above: 0 }),
      float('max_difference', 'Largest difference that is corrected.', {
        unit: 'mm',
        default: '0.2',
        above: 0,
      }),
    ],
  },
  {
    type: 'hall_filament_width_sensor',
    naming: 'none',
    summary: 'Measures the width of filament with two Hall sensors.',
    source: configPage('hall_filament_width_sensor'),
    options: [
      line('adc1', 'First analogue input.', { required: true }),
      line('adc2', 'Second analogue input.', { required: true }),
      float('cal_dia1', 'First width of the calibration.', { unit: 'mm', default: '1.50' }),
      float('cal_dia2', 'Second width of the calibration.', { unit: 'mm', default: '2.00' }),
      integer('raw_dia1', 'What the sensor read at the first.', { default: '9500' }),
      integer('raw_dia2', 'What the sensor read at the second.', { default: '10500' }),
      float('default_nominal_filament_diameter', 'Width it should have.', {
        unit: 'mm',
        required: true,
        above: 1,
      }),
      float('max_difference', 'Largest difference that is corrected.', {
        unit: 'mm',
        default: '0.200',
      }),
      float('measurement_delay', 'Way from the sensor to the melt.', {
        unit: 'mm',
        required: true,
        above: 0,
      }),
      integer('measurement_interval', 'Way between two readings.', {
        unit: 'mm',
        default: '10',
      }),
      boolean('enable', 'On from the start.', { default: 'False' }),
      boolean('enable_flow_compensation', 'Changes the flow by the width.', { default: 'True' }),
      boolean('logging', 'Writes each width to the log.', { default: 'False' }),
      float('min_diameter', 'Width below which filament has run out.', {
        unit: 'mm',
        default: '1.0',
      }),
      float('max_diameter', 'Width above which filament has run out.', { unit: 'mm' }),
      boolean('use_current_dia_while_delay', 'Takes the measured width at once.', {
        default: 'False',
      }),
      ...RUNOUT_OPTIONS,
    ],
  },
];
