import type { OptionReference, SectionReference } from '../config.ts';
import { SPI_OPTIONS } from './buses.ts';
import {
  boolean,
  choice,
  float,
  integer,
  line,
  numbers,
  onlyWith,
  optional,
  text,
} from './option.ts';
import { PROBE_AT_NOZZLE_OPTIONS } from './probes.ts';
import { configPage } from './sources.ts';

const SPI_CHIPS = ['ads1220', 'ads131m02', 'ads131m04'];

const LOAD_CELL_OPTIONS: readonly OptionReference[] = [
  choice('sensor_type', 'Chip of the sensor.', ['hx711', 'hx717', ...SPI_CHIPS], {
    required: true,
  }),
  float('counts_per_gram', 'Counts for one gram, found by calibration.', { min: 1 }),
  integer('reference_tare_counts', 'Counts without a load, found by calibration.'),
  choice('sensor_orientation', 'Whether counts grow or fall with force.', ['normal', 'inverted'], {
    default: 'normal',
  }),
  ...onlyWith(
    'sensor_type',
    ['hx711', 'hx717'],
    [
      line('sclk_pin', 'Clock line of the chip.', { required: true }),
      line('dout_pin', 'Data line of the chip.', { required: true }),
    ],
  ),
  text('gain', 'Gain of the chip.'),
  float('sample_rate', 'Measurements a second.', { unit: 'Hz' }),
  ...onlyWith('sensor_type', SPI_CHIPS, [
    ...optional(SPI_OPTIONS),
    line('data_ready_pin', 'Line that says a measurement is ready.', { required: true }),
  ]),
  ...onlyWith(
    'sensor_type',
    ['ads1220'],
    [
      boolean('pga_bypass', 'Goes round the amplifier.', { default: 'False' }),
      text('input_mux', 'Pair of inputs.', { default: 'AIN0_AIN1' }),
      choice('vref', 'Reference voltage.', ['internal', 'REF0', 'REF1', 'analog_supply'], {
        default: 'internal',
      }),
    ],
  ),
  ...onlyWith(
    'sensor_type',
    ['ads131m02', 'ads131m04'],
    [
      integer('adc_channel', 'Channel that is read.', { default: '0', min: 0, max: 3 }),
      float('clock_freq', 'Clock that the chip is given.', {
        unit: 'Hz',
        min: 300000,
        max: 8400000,
      }),
      text('pwm_clock', 'The [static_pwm_clock] that gives it.'),
      boolean('enable_global_chop', 'Measures twice with the inputs changed.', {
        default: 'False',
      }),
      integer('global_chop_delay', 'Pause between the two.', { default: '16' }),
    ],
  ),
];

export const LOAD_CELL_SECTIONS: readonly SectionReference[] = [
  {
    type: 'load_cell',
    naming: 'optional',
    summary: 'A scale.',
    source: configPage('load_cell'),
    options: LOAD_CELL_OPTIONS,
  },
  {
    type: 'load_cell_probe',
    naming: 'none',
    summary: 'A scale that feels the nozzle touch the bed.',
    source: configPage('load_cell_probe'),
    options: [
      ...LOAD_CELL_OPTIONS,
      float('force_safety_limit', 'Force at which probing stops with an error.', {
        unit: 'g',
        default: '2000',
      }),
      float('trigger_force', 'Force that counts as contact.', { unit: 'g', default: '75.0' }),
      float('drift_filter_cutoff_frequency', 'Below this, force counts as drift.', {
        unit: 'Hz',
      }),
      choice('drift_filter_delay', 'Order of that filter.', ['1', '2'], { default: '2' }),
      float('buzz_filter_cutoff_frequency', 'Above this, force counts as noise.', {
        unit: 'Hz',
      }),
      choice('buzz_filter_delay', 'Order of that filter.', ['1', '2'], { default: '2' }),
      numbers('notch_filter_frequencies', 'One or two frequencies to leave out.', {
        unit: 'Hz',
      }),
      float('notch_filter_quality', 'How narrow that is.', {
        default: '2.0',
        min: 0.5,
        max: 3,
      }),
      float('tare_time', 'Time over which the zero is measured.', { unit: 's' }),
      ...PROBE_AT_NOZZLE_OPTIONS,
    ],
  },
];
