import type { OptionReference, SectionReference } from '../config.ts';
import { I2C_OPTIONS, SPI_OPTIONS } from './buses.ts';
import { changed, choice, float, integer, numbers, optional, text } from './option.ts';
import { configPage } from './sources.ts';

const AXES = ['x', 'y', 'z'] as const;

/** `mzv`, or with parameters `mzv(n=4,t=0.9)`. */
const SHAPER = '\\s*(?:zv|mzv|zvd|ei|2hump_ei|3hump_ei)\\s*(?:\\(.*\\))?\\s*';

const AXES_MAP = text('axes_map', 'Which axis of the chip is X, Y and Z, as y, x, -z.', {
  default: 'x, y, z',
  pattern: '\\s*-?[xyz]\\s*(?:,\\s*-?[xyz]\\s*){2}',
});

const SENSOR_SPI: readonly OptionReference[] = changed(SPI_OPTIONS, {
  spi_speed: { default: '5000000' },
});
const SENSOR_I2C: readonly OptionReference[] = changed(I2C_OPTIONS, {
  i2c_speed: { default: '400000' },
});

export const RESONANCE_SECTIONS: readonly SectionReference[] = [
  {
    type: 'input_shaper',
    naming: 'none',
    summary: 'Shapes the moves so that the frame does not ring.',
    source: configPage('input_shaper'),
    options: [
      text('shaper_type', 'Shaper of all axes.', { default: 'mzv', pattern: SHAPER }),
      ...AXES.flatMap((axis) => [
        float(`shaper_freq_${axis}`, `Frequency of ${axis.toUpperCase()}; 0 for no shaping.`, {
          unit: 'Hz',
          default: '0',
          min: 0,
        }),
        text(`shaper_type_${axis}`, `Shaper of ${axis.toUpperCase()}.`, { pattern: SHAPER }),
        float(`damping_ratio_${axis}`, `How fast ${axis.toUpperCase()} stops ringing.`, {
          default: '0.1',
          min: 0,
          max: 1,
        }),
      ]),
    ],
  },
  {
    type: 'adxl345',
    naming: 'optional',
    summary: 'An ADXL345 accelerometer.',
    source: configPage('adxl345'),
    options: [
      ...SENSOR_SPI,
      AXES_MAP,
      choice(
        'rate',
        'Measurements a second.',
        ['3200', '1600', '800', '400', '200', '100', '50', '25'],
        { unit: 'Hz', default: '3200' },
      ),
    ],
  },
  ...(['lis2dw', 'lis3dh', 'bmi160'] as const).map((type) => ({
    type,
    naming: 'optional' as const,
    summary: `A ${type.toUpperCase()} accelerometer.`,
    source: configPage(type),
    options: [...optional(SENSOR_SPI), ...SENSOR_I2C, AXES_MAP],
  })),
  ...(['mpu9250', 'icm20948'] as const).map((type) => ({
    type,
    naming: 'optional' as const,
    summary: `An ${type.toUpperCase()} accelerometer or one of its kind.`,
    source: configPage(type),
    options: [
      ...SENSOR_I2C,
      AXES_MAP,
      integer('rate', 'Measurements a second; there is one that works.', { unit: 'Hz' }),
    ],
  })),
  {
    type: 'resonance_tester',
    naming: 'none',
    summary: 'Measures how the frame rings, to find the shapers.',
    source: configPage('resonance_tester'),
    options: [
      numbers('probe_points', 'Where it is shaken: X, Y and Z, one place a line.', {
        unit: 'mm',
        required: true,
        count: 3,
        perLine: true,
      }),
      text('accel_chip', 'Section of the accelerometer.'),
      text('accel_chip_x', 'Section of the accelerometer for X.'),
      text('accel_chip_y', 'Section of the accelerometer for Y.'),
      text('accel_chip_z', 'Section of the accelerometer for Z.'),
      float('max_smoothing', 'How much a shaper may smooth.', { min: 0.05 }),
      float('move_speed', 'Speed of the way there.', {
        unit: 'mm/s',
        default: '50',
        above: 0,
      }),
      float('min_freq', 'Lowest frequency.', { unit: 'Hz', default: '5', min: 1 }),
      float('max_freq', 'Highest frequency.', { unit: 'Hz', default: '135', max: 300 }),
      float('max_freq_z', 'Highest frequency of Z.', { unit: 'Hz', default: '100', max: 300 }),
      float('accel_per_hz', 'Acceleration for each Hz.', {
        unit: 'mm/s',
        default: '60',
        above: 0,
      }),
      float('accel_per_hz_z', 'The same for Z.', { unit: 'mm/s', default: '15', above: 0 }),
      float('hz_per_sec', 'How fast the frequency rises.', {
        unit: 'Hz/s',
        default: '1',
        min: 0.1,
        max: 2,
      }),
      float('sweeping_accel', 'Acceleration of the slow moves beneath.', {
        unit: 'mm/s²',
        default: '400',
        above: 0,
      }),
      float('sweeping_accel_z', 'The same for Z.', { unit: 'mm/s²', default: '50', above: 0 }),
      float('sweeping_period', 'Time of a slow move; 0 for none.', {
        unit: 's',
        default: '1.2',
        min: 0,
      }),
    ],
  },
];
