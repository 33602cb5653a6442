import type { SectionReference } from '../config.ts';
import { I2C_OPTIONS } from './buses.ts';
import { boolean, changed, choice, float, integer, line, output, text } from './option.ts';
import { configPage, klipperSource } from './sources.ts';

const REPLICAPE_MOTORS = ['x', 'y', 'z', 'e', 'h'] as const;

export const MCU_SECTIONS: readonly SectionReference[] = [
  {
    type: 'mcu',
    naming: 'optional',
    summary: 'A board with Klipper’s firmware; the main one has no name.',
    source: configPage('mcu'),
    options: [
      text('serial', 'Serial port of the board.'),
      integer('baud', 'Speed of the serial port.', { default: '250000', min: 2400 }),
      text('canbus_uuid', 'Number of the board on a CAN bus.'),
      text('canbus_interface', 'CAN bus of the host.', { default: 'can0' }),
      choice('restart_method', 'How the host restarts the board.', [
        'arduino',
        'cheetah',
        'command',
        'rpi_usb',
      ]),
      float('max_stepper_error', 'Former limit for the time error of a step.', {
        unit: 's',
        deprecated: '2025-10-03: remove it',
      }),
      text('pin_map', 'Former names of the pins.', {
        deprecated: '2021-11-02: write [board_pins] with the names you use',
      }),
    ],
  },
  {
    type: 'samd_sercom',
    naming: 'required',
    summary: 'Which pins a bus of a SAMD board uses.',
    source: configPage('samd_sercom'),
    options: [
      text('sercom', 'Name of the bus, sercom0 and so on.', { required: true }),
      line('tx_pin', 'Line to the device, or data line of I2C.', {
        required: true,
        pin: { unclaimed: true },
      }),
      line('rx_pin', 'Line from the device.', { pin: { unclaimed: true } }),
      line('clk_pin', 'Clock line.', { required: true, pin: { unclaimed: true } }),
      text('mcu', 'Board that has the bus.', { default: 'mcu' }),
    ],
  },
  {
    type: 'adc_scaled',
    naming: 'required',
    summary: 'Analogue inputs that are corrected by a reference, used as NAME:PB0.',
    source: configPage('adc_scaled'),
    options: [
      line('vref_pin', 'Input of the reference.', { required: true }),
      line('vssa_pin', 'Input of the ground.', { required: true }),
      float('smooth_time', 'Time over which readings are smoothed.', {
        unit: 's',
        default: '2.0',
        above: 0,
      }),
    ],
  },
  {
    type: 'ads1x1x',
    naming: 'required',
    summary: 'A chip with analogue inputs on an I2C bus, used as NAME:AIN0.',
    source: configPage('ads1x1x'),
    options: [
      choice(
        'chip',
        'Which of the chips it is.',
        ['ADS1013', 'ADS1014', 'ADS1015', 'ADS1113', 'ADS1114', 'ADS1115'],
        { required: true },
      ),
      choice(
        'pga',
        'Largest voltage of the inputs.',
        ['6.144V', '4.096V', '2.048V', '1.024V', '0.512V', '0.256V'],
        { default: '4.096V' },
      ),
      float('adc_voltage', 'Voltage of its supply.', { unit: 'V', above: 0 }),
      choice('address_pin', 'What its address pin is tied to.', ['GND', 'VCC', 'SDA', 'SCL'], {
        default: 'GND',
      }),
      ...I2C_OPTIONS,
    ],
  },
  {
    type: 'sx1509',
    naming: 'required',
    summary: 'A chip with outputs on an I2C bus, used as sx1509_NAME:PIN_0.',
    source: configPage('sx1509'),
    options: changed(I2C_OPTIONS, { i2c_address: { required: true } }),
  },
  {
    type: 'replicape',
    naming: 'none',
    summary: 'The Replicape board of a BeagleBone.',
    source: configPage('replicape'),
    options: [
      choice('revision', 'Revision of the board.', ['B3'], { required: true }),
      output('enable_pin', 'Line that switches all outputs on.', { default: '!gpio0_20' }),
      text('host_mcu', 'The [mcu] of the host itself.', { required: true }),
      boolean('standstill_power_down', 'Opens the enable lines of resting motors.', {
        default: 'False',
      }),
      ...REPLICAPE_MOTORS.flatMap((motor) => [
        choice(
          `stepper_${motor}_microstep_mode`,
          'Microsteps of the driver.',
          [
            'disable',
            '1',
            '2',
            'spread2',
            '4',
            '16',
            'spread4',
            'spread16',
            'stealth4',
            'stealth16',
          ],
          { default: 'disable' },
        ),
        float(`stepper_${motor}_current`, 'Highest current of the driver.', { unit: 'A' }),
        boolean(`stepper_${motor}_chopper_off_time_high`, 'Level of the driver’s CFG0.', {
          default: 'False',
        }),
        boolean(`stepper_${motor}_chopper_hysteresis_high`, 'Level of the driver’s CFG4.', {
          default: 'False',
        }),
        boolean(`stepper_${motor}_chopper_blank_time_high`, 'Level of the driver’s CFG5.', {
          default: 'True',
        }),
      ]),
    ],
  },
  ...(
    [
      ['canbus_stats', 'optional', 'Errors of a CAN board, which Klipper loads by itself.'],
      ['statistics', 'none', 'Load of host and boards in the log, loaded by itself.'],
    ] as const
  ).map(([type, naming, summary]) => ({
    type,
    naming,
    summary,
    source: klipperSource(`klippy/extras/${type}.py`),
    options: [],
  })),
];
