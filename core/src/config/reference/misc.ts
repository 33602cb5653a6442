import type { SectionReference } from '../config.ts';
import { SPI_OPTIONS } from './buses.ts';
import { choice, float, integer, list, text } from './option.ts';
import { configPage } from './sources.ts';

export const MISC_SECTIONS: readonly SectionReference[] = [
  {
    type: 'palette2',
    naming: 'none',
    summary: 'A Palette 2, which joins filaments.',
    source: configPage('palette2'),
    options: [
      text('serial', 'Serial port of the device.', { required: true }),
      integer('baud', 'Speed of the serial port.', { default: '115200' }),
      float('feedrate_splice', 'Share of the speed while joining.', {
        default: '0.8',
        min: 0,
        max: 1,
      }),
      float('feedrate_normal', 'Share of the speed afterwards.', {
        default: '1.0',
        min: 0,
        max: 1,
      }),
      integer('auto_load_speed', 'Speed of loading.', { unit: 'mm/s', default: '2' }),
      float('auto_cancel_variation', 'Difference of pings that cancels the print.', {
        min: 0.01,
        max: 0.2,
      }),
    ],
  },
  {
    type: 'angle',
    naming: 'required',
    summary: 'A sensor for the angle of a motor’s shaft.',
    source: configPage('angle'),
    options: [
      choice(
        'sensor_type',
        'Chip of the sensor.',
        ['a1333', 'as5047d', 'mt6816', 'mt6826s', 'tle5012b'],
        { required: true },
      ),
      float('sample_period', 'Time between measurements.', {
        unit: 's',
        default: '0.000400',
        above: 0,
      }),
      text('stepper', 'Motor whose shaft it measures.'),
      ...SPI_OPTIONS,
      list('calibrate', 'Saved calibration.'),
    ],
  },
];
