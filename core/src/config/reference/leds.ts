import type { OptionReference, SectionReference } from '../config.ts';
import { I2C_OPTIONS } from './buses.ts';
import { boolean, changed, float, integer, line, list, output, text } from './option.ts';
import { configPage } from './sources.ts';

/** Red, green and blue in any order, with white or without. */
const COLOUR_ORDERS = '\\s*[RGBW]{3,4}\\s*(?:,\\s*[RGBW]{3,4}\\s*)*';

const COLOURS = ['red', 'green', 'blue', 'white'] as const;

/** Brightness of each colour at the start, from 0 to 1. */
const INITIAL_OPTIONS: readonly OptionReference[] = COLOURS.map((colour) =>
  float(`initial_${colour}`, `Brightness of ${colour} at the start.`, {
    default: '0.0',
    min: 0,
    max: 1,
  }),
);

const CHAIN_COUNT = integer('chain_count', 'LEDs in the chain.', { default: '1', min: 1 });

export const LED_SECTIONS: readonly SectionReference[] = [
  {
    type: 'led',
    naming: 'required',
    summary: 'LEDs on outputs of a board.',
    source: configPage('led'),
    options: [
      ...COLOURS.map((colour) => output(`${colour}_pin`, `Output of ${colour}.`)),
      float('cycle_time', 'Time of one on and off of the outputs.', {
        unit: 's',
        default: '0.010',
        above: 0,
        max: 3,
      }),
      boolean('hardware_pwm', 'Lets the board’s hardware switch the outputs.', {
        default: 'False',
      }),
      ...INITIAL_OPTIONS,
    ],
  },
  {
    type: 'neopixel',
    naming: 'required',
    summary: 'A chain of WS2812 LEDs.',
    source: configPage('neopixel'),
    options: [
      line('pin', 'Output of the chain.', { required: true }),
      CHAIN_COUNT,
      list('color_order', 'Order of the colours, for all LEDs or for each.', {
        default: 'GRB',
        pattern: COLOUR_ORDERS,
      }),
      ...INITIAL_OPTIONS,
    ],
  },
  {
    type: 'dotstar',
    naming: 'required',
    summary: 'A chain of APA102 LEDs.',
    source: configPage('dotstar'),
    options: [
      line('data_pin', 'Data line of the chain.', { required: true }),
      line('clock_pin', 'Clock line of the chain.', { required: true }),
      CHAIN_COUNT,
      ...INITIAL_OPTIONS,
    ],
  },
  {
    type: 'pca9533',
    naming: 'required',
    summary: 'LEDs on a PCA9533 chip.',
    source: configPage('pca9533'),
    options: [...changed(I2C_OPTIONS, { i2c_address: { default: '98' } }), ...INITIAL_OPTIONS],
  },
  {
    type: 'pca9632',
    naming: 'required',
    summary: 'LEDs on a PCA9632 chip.',
    source: configPage('pca9632'),
    options: [
      ...changed(I2C_OPTIONS, { i2c_address: { default: '98' } }),
      text('color_order', 'Order of the colours.', { default: 'RGBW' }),
      line('scl_pin', 'Former clock line of a software bus.', {
        deprecated: '2025-07-21: write i2c_software_scl_pin instead',
      }),
      line('sda_pin', 'Former data line of a software bus.', {
        deprecated: '2025-07-21: write i2c_software_sda_pin instead',
      }),
      ...INITIAL_OPTIONS,
    ],
  },
];
