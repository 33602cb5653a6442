import type { OptionReference, SectionReference } from '../config.ts';
import { SPI_BUS_OPTIONS } from './buses.ts';
import {
  boolean,
  changed,
  float,
  gcode,
  input,
  integer,
  line,
  list,
  numbers,
  onlyWith,
  output,
  text,
} from './option.ts';
import { configPage, klipperSource } from './sources.ts';

/** Longest time of one on and off since 2025-04-28. */
const LONGEST_CYCLE_SECONDS = 3;
/** A servo takes one signal every 20 ms. */
const SERVO_PERIOD_SECONDS = 0.02;

const VALUE_OPTIONS: readonly OptionReference[] = [
  float('value', 'Value at the start.', { default: '0', min: 0 }),
  float('shutdown_value', 'Value when the board has stopped with an error.', {
    default: '0',
    min: 0,
  }),
];

const CYCLE_TIME = float('cycle_time', 'Time of one on and off of the output.', {
  unit: 's',
  default: '0.100',
  above: 0,
  max: LONGEST_CYCLE_SECONDS,
});
const HARDWARE_PWM = boolean('hardware_pwm', 'Lets the board’s hardware switch the output.', {
  default: 'False',
});
const SCALE = float('scale', 'What a value of full power is written as.', {
  default: '1.0',
  above: 0,
});

export const PIN_SECTIONS: readonly SectionReference[] = [
  {
    type: 'output_pin',
    naming: 'required',
    summary: 'An output that SET_PIN changes.',
    source: configPage('output_pin'),
    options: [
      output('pin', 'The output.', { required: true }),
      boolean('pwm', 'Takes values between off and on.', { default: 'False' }),
      ...VALUE_OPTIONS,
      ...onlyWithPwm([CYCLE_TIME, HARDWARE_PWM, SCALE]),
      float('maximum_mcu_duration', 'Former longest time without a new command.', {
        unit: 's',
        deprecated: '2024-09-12: make the section a [pwm_tool]',
      }),
      float('static_value', 'Former value that never changes.', {
        deprecated: '2024-09-12: write value and shutdown_value instead',
      }),
    ],
  },
  {
    type: 'pwm_tool',
    naming: 'required',
    summary: 'An output for lasers and spindles, whose values keep pace with the moves.',
    source: configPage('pwm_tool'),
    options: [
      output('pin', 'The output.', { required: true }),
      float('maximum_mcu_duration', 'Longest time without a new command; 0 for no limit.', {
        unit: 's',
        default: '0',
        min: 0.5,
        max: LONGEST_CYCLE_SECONDS,
      }),
      ...VALUE_OPTIONS,
      CYCLE_TIME,
      HARDWARE_PWM,
      SCALE,
    ],
  },
  {
    type: 'pwm_cycle_time',
    naming: 'required',
    summary: 'An output whose cycle time can change while printing.',
    source: configPage('pwm_cycle_time'),
    options: [
      output('pin', 'The output.', { required: true }),
      ...VALUE_OPTIONS,
      CYCLE_TIME,
      SCALE,
    ],
  },
  {
    type: 'static_pwm_clock',
    naming: 'required',
    summary: 'An output that gives another chip its clock.',
    source: configPage('static_pwm_clock'),
    options: [
      output('pin', 'The output.', { required: true }),
      float('frequency', 'Clock to give.', { unit: 'Hz', default: '100', above: 0 }),
    ],
  },
  {
    type: 'static_digital_output',
    naming: 'required',
    summary: 'Outputs that are set once, at the start.',
    source: configPage('static_digital_output'),
    options: [
      list('pins', 'Outputs to switch on, or off with !.', {
        required: true,
        pin: { invert: true },
      }),
    ],
  },
  {
    type: 'multi_pin',
    naming: 'required',
    summary: 'Several outputs under one name, used as multi_pin:NAME.',
    source: configPage('multi_pin'),
    options: [
      list('pins', 'Outputs that change together.', { required: true, pin: { invert: true } }),
    ],
  },
  {
    type: 'servo',
    naming: 'required',
    summary: 'A servo, moved with SET_SERVO.',
    source: configPage('servo'),
    options: [
      output('pin', 'Output of the servo.', { required: true }),
      float('maximum_servo_angle', 'Largest angle.', { unit: '°', default: '180' }),
      float('minimum_pulse_width', 'Pulse of the smallest angle.', {
        unit: 's',
        default: '0.001',
        above: 0,
        below: SERVO_PERIOD_SECONDS,
      }),
      float('maximum_pulse_width', 'Pulse of the largest angle.', {
        unit: 's',
        default: '0.002',
        below: SERVO_PERIOD_SECONDS,
      }),
      float('initial_angle', 'Angle at the start.', { unit: '°', min: 0, max: 360 }),
      float('initial_pulse_width', 'Pulse at the start, in place of an angle.', {
        unit: 's',
        min: 0,
      }),
    ],
  },
  {
    type: 'gcode_button',
    naming: 'required',
    summary: 'Runs commands when a button is pressed or let go.',
    source: configPage('gcode_button'),
    options: [
      input('pin', 'Input of the button.', {
        required: true,
        pin: { invert: true, pull: true, share: 'button_resistance' },
      }),
      numbers('analog_range', 'Resistances between which the button counts as pressed.', {
        unit: 'Ω',
        count: 2,
      }),
      float('analog_pullup_resistor', 'Resistor that pulls the input up.', {
        unit: 'Ω',
        default: '4700',
        above: 0,
      }),
      gcode('press_gcode', 'Runs when it is pressed.', { required: true }),
      gcode('release_gcode', 'Runs when it is let go.'),
      float('debounce_delay', 'Time it must stay as it is.', {
        unit: 's',
        default: '0',
        min: 0,
      }),
    ],
  },
  {
    type: 'duplicate_pin_override',
    naming: 'none',
    summary: 'Pins that may be used more than once, for diagnosis.',
    source: configPage('duplicate_pin_override'),
    options: [list('pins', 'The pins, without prefixes.', { required: true })],
  },
  {
    type: 'board_pins',
    naming: 'optional',
    summary: 'Other names for the pins of a board.',
    source: configPage('board_pins'),
    options: [
      list('mcu', 'Boards that the names are for.', { default: 'mcu' }),
      list('aliases', 'Names as EXP1_1=PE6, or EXP1_9=<GND> for a pin nobody may use.', {
        required: true,
      }),
      list('aliases_*', 'More names.'),
    ],
  },
  {
    type: 'ad5206',
    naming: 'required',
    summary: 'An AD5206 that sets the current of motor drivers.',
    source: configPage('ad5206'),
    options: [
      line('enable_pin', 'Chip select line of the chip.', { required: true }),
      ...SPI_BUS_OPTIONS,
      ...['1', '2', '3', '4', '5', '6'].map((name) => channel(`channel_${name}`)),
      SCALE,
    ],
  },
  {
    type: 'dac084s085',
    naming: 'required',
    summary: 'A DAC084S085 that sets the current of motor drivers.',
    source: klipperSource('klippy/extras/dac084S085.py'),
    options: [
      line('enable_pin', 'Chip select line of the chip.', { required: true }),
      ...changed(SPI_BUS_OPTIONS, { spi_speed: { default: '10000000' } }),
      ...['a', 'b', 'c', 'd'].map((name) => channel(`channel_${name}`)),
      SCALE,
    ],
  },
  ...(
    [
      ['mcp4451', ['wiper_0', 'wiper_1', 'wiper_2', 'wiper_3'], 'An MCP4451', undefined],
      ['mcp4728', ['channel_a', 'channel_b', 'channel_c', 'channel_d'], 'An MCP4728', '96'],
      ['mcp4018', ['wiper'], 'An MCP4018', '47'],
    ] as const
  ).map(([type, names, chip, address]) => ({
    type,
    naming: 'required' as const,
    summary: `${chip} that sets the current of motor drivers.`,
    source: configPage(type),
    options: [
      integer('i2c_address', 'Address of the chip on the bus.', {
        min: 0,
        max: 127,
        ...(address ? { default: address } : { required: true }),
      }),
      text('i2c_mcu', 'Board that the chip is connected to.', { default: 'mcu' }),
      text('i2c_bus', 'Name of the board’s I2C bus.'),
      ...['scl', 'sda'].map((wire) =>
        line(`i2c_software_${wire}_pin`, 'Line of an I2C bus done in software.', {
          pin: { share: `i2c_software_${wire}` },
        }),
      ),
      integer('i2c_speed', 'Clock of the I2C bus.', { unit: 'Hz', min: 100000 }),
      ...names.map((name) => channel(name, type === 'mcp4018')),
      SCALE,
      ...(type === 'mcp4018'
        ? ['scl', 'sda'].map((wire) =>
            line(`${wire}_pin`, 'Former line of a software bus.', {
              deprecated: `2025-07-21: write i2c_software_${wire}_pin instead`,
            }),
          )
        : []),
    ],
  })),
];

function channel(name: string, isRequired = false): OptionReference {
  return float(name, 'Value to set, from 0 to the scale.', {
    min: 0,
    ...(isRequired ? { required: true } : {}),
  });
}

/** `pwm` may be written in any way that means yes. */
function onlyWithPwm(options: readonly OptionReference[]): readonly OptionReference[] {
  return onlyWith('pwm', ['true', 'yes', 'on', '1'], options);
}
