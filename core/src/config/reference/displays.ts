import type { OptionReference, SectionReference } from '../config.ts';
import { I2C_OPTIONS, SPI_BUS_OPTIONS } from './buses.ts';
import {
  boolean,
  choice,
  float,
  input,
  integer,
  line,
  list,
  numbers,
  onlyWith,
  optional,
  text,
} from './option.ts';
import { configPage } from './sources.ts';

const BUTTONS = ['click', 'back', 'up', 'down', 'kill'] as const;
const CHARACTER_DISPLAYS = ['hd44780', 'hd44780_spi', 'aip31068_spi'];
const OLED_DISPLAYS = ['ssd1306', 'sh1106'];
const SHIFT_REGISTER_DISPLAYS = ['hd44780_spi', 'aip31068_spi'];

/** Lines of the displays, by the types that have them. Lines of one display need no second use. */
const WIRING_OPTIONS: readonly OptionReference[] = [
  ...onlyWith(
    'lcd_type',
    ['hd44780'],
    ['rs', 'e', 'd4', 'd5', 'd6', 'd7'].map((name) =>
      line(`${name}_pin`, `Line ${name.toUpperCase()} of the display.`, { required: true }),
    ),
  ),
  ...onlyWith(
    'lcd_type',
    ['st7920'],
    ['sclk', 'sid'].map((name) =>
      line(`${name}_pin`, `Line ${name.toUpperCase()} of the display.`, { required: true }),
    ),
  ),
  line('latch_pin', 'Line that takes over what was sent.', {
    required: true,
    onlyWith: { option: 'lcd_type', values: SHIFT_REGISTER_DISPLAYS },
  }),
  line('en_pin', 'Chip select line of the display.', {
    required: true,
    onlyWith: { option: 'lcd_type', values: ['emulated_st7920'] },
  }),
  line('cs_pin', 'Chip select line of the display.', {
    onlyWith: { option: 'lcd_type', values: ['st7920', 'uc1701', ...OLED_DISPLAYS] },
  }),
  line('a0_pin', 'Line that tells data from commands.', {
    required: true,
    onlyWith: { option: 'lcd_type', values: ['uc1701'] },
  }),
  line('rst_pin', 'Line that resets the display.', {
    onlyWith: { option: 'lcd_type', values: ['uc1701'] },
  }),
  ...onlyWith('lcd_type', OLED_DISPLAYS, [
    line('dc_pin', 'Line that tells data from commands.'),
    line('reset_pin', 'Line that resets the display.'),
    integer('vcomh', 'Setting against smearing.', { default: '0', min: 0, max: 63 }),
    boolean('invert', 'Light on dark the other way round.', { default: 'False' }),
    integer('x_offset', 'Columns to shift the picture by.', { default: '0', min: 0, max: 3 }),
    ...optional(I2C_OPTIONS),
  ]),
  integer('contrast', 'Contrast of the display.', {
    min: 0,
    max: 255,
    onlyWith: { option: 'lcd_type', values: ['uc1701', ...OLED_DISPLAYS] },
  }),
  ...onlyWith(
    'lcd_type',
    [...SHIFT_REGISTER_DISPLAYS, 'emulated_st7920', 'uc1701', ...OLED_DISPLAYS],
    SPI_BUS_OPTIONS,
  ),
  ...onlyWith('lcd_type', CHARACTER_DISPLAYS, [
    boolean('hd44780_protocol_init', 'Prepares the display as real ones need it.', {
      default: 'True',
    }),
    choice('line_length', 'Characters in a line.', ['16', '20'], { default: '20' }),
  ]),
];

const MENU_OPTIONS: readonly OptionReference[] = [
  text('menu_root', 'Menu that a click opens.', { default: '__main' }),
  integer('menu_timeout', 'Time after which the menu closes; 0 for never.', {
    unit: 's',
    default: '0',
  }),
  boolean('menu_reverse_navigation', 'Turns up and down round.', { default: 'False' }),
  list('encoder_pins', 'The two inputs of the knob.', { pin: { invert: true, pull: true } }),
  choice('encoder_steps_per_detent', 'Steps of the knob for a click.', ['2', '4'], {
    default: '4',
  }),
  float('encoder_fast_rate', 'Time between steps that counts as fast.', {
    unit: 's',
    default: '0.03',
    above: 0,
  }),
  ...BUTTONS.flatMap((button) => [
    input(`${button}_pin`, `Input of the button ${button}.`, {
      pin: { invert: true, pull: true, share: 'button_resistance' },
    }),
    numbers(`analog_range_${button}_pin`, 'Resistances between which it counts as pressed.', {
      unit: 'Ω',
      count: 2,
    }),
  ]),
  float('analog_pullup_resistor', 'Resistor that pulls analogue buttons up.', {
    unit: 'Ω',
    default: '4700',
    above: 0,
  }),
];

const TEMPLATE = text('text', 'What is shown, with Jinja in it.', { required: true });

export const DISPLAY_SECTIONS: readonly SectionReference[] = [
  {
    type: 'display',
    naming: 'optional',
    summary: 'A display with a menu on a board.',
    source: configPage('display'),
    options: [
      choice(
        'lcd_type',
        'Chip of the display.',
        [
          'hd44780',
          'hd44780_spi',
          'aip31068_spi',
          'st7920',
          'emulated_st7920',
          'uc1701',
          'ssd1306',
          'sh1106',
        ],
        { required: true },
      ),
      text('display_group', 'Group of [display_data] that is shown.'),
      ...WIRING_OPTIONS,
      ...MENU_OPTIONS,
    ],
  },
  {
    type: 'display_data',
    naming: 'required',
    summary: 'A piece of the picture: group and name.',
    source: configPage('display_data'),
    options: [
      list('position', 'Row and column.', { required: true, pattern: '\\s*\\d+\\s*,\\s*\\d+\\s*' }),
      TEMPLATE,
    ],
  },
  {
    type: 'display_template',
    naming: 'required',
    summary: 'A text or colour that others can render.',
    source: configPage('display_template'),
    options: [TEMPLATE, text('param_*', 'A value of the template, as a Python literal.')],
  },
  {
    type: 'display_glyph',
    naming: 'required',
    summary: 'A small picture for the display.',
    source: configPage('display_glyph'),
    options: [
      text('data', '16 lines of 16 dots.'),
      text('hd44780_data', '8 lines of 5 dots.'),
      integer('hd44780_slot', 'Place for it in an HD44780.', { min: 0, max: 7 }),
    ],
  },
  {
    type: 'menu',
    naming: 'required',
    summary: 'A line of the display’s menu: list and name.',
    source: configPage('menu'),
    openOptions: 'Each type of menu element has options of its own.',
    options: [
      choice('type', 'Kind of element.', [
        'command',
        'input',
        'list',
        'text',
        'vsdlist',
        'disabled',
      ]),
      text('name', 'What is shown, with Jinja in it.'),
      text('enable', 'Whether it is shown, with Jinja in it.'),
      integer('index', 'Place in the list.'),
      { name: 'gcode', kind: 'gcode', summary: 'What a click runs.' },
      text('input', 'First value of an input.'),
      text('input_min', 'Lowest value of an input.'),
      text('input_max', 'Highest value of an input.'),
      text('input_step', 'Step of an input.'),
      boolean('realtime', 'Runs at each change of an input.', { default: 'False' }),
    ],
  },
];
