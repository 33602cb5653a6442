import type { OptionReference, SectionReference } from '../config.ts';
import { I2C_OPTIONS, SPI_BUS_OPTIONS } from './buses.ts';
import {
  boolean,
  changed,
  choice,
  float,
  integer,
  line,
  list,
  numbers,
  onlyWith,
  text,
} from './option.ts';
import { configPage, klipperSource } from './sources.ts';

/** 0 K, below which Klipper takes no temperature. */
export const ABSOLUTE_ZERO = -273.15;

const THERMISTORS = [
  'EPCOS 100K B57560G104F',
  'ATC Semitec 104GT-2',
  'ATC Semitec 104NT-4-R025H42G',
  'Generic 3950',
  'Honeywell 100K 135-104LAG-J01',
  'NTC 100K MGB18-104F39050L32',
  'SliceEngineering 450',
  'TDK NTCG104LH104JT1',
];
const AMPLIFIERS = ['PT100 INA826', 'AD595', 'AD597', 'AD8494', 'AD8495', 'AD8496', 'AD8497'];
const SPI_CHIPS = ['MAX6675', 'MAX31855', 'MAX31856', 'MAX31865'];
const HTU21D = ['HTU21D', 'SI7013', 'SI7020', 'SI7021', 'SHT21'];
/** AHT10 is what the first of them was called before 2025. */
const AHT = ['AHT1X', 'AHT2X', 'AHT3X', 'AHT10'];
const I2C_CHIPS = ['BME280', ...AHT, ...HTU21D, 'SHT3X', 'LM75'];

/** What `sensor_type` may be without a section of one's own. */
export const SENSOR_TYPES: readonly string[] = [
  ...THERMISTORS,
  ...AMPLIFIERS,
  'PT1000',
  ...SPI_CHIPS,
  ...I2C_CHIPS,
  'temperature_mcu',
  'temperature_host',
  'DS18B20',
  'temperature_combined',
];

/** `sensor_type` and everything that one sensor or another takes with it. */
export const SENSOR_OPTIONS: readonly OptionReference[] = [
  text('sensor_type', 'Kind of sensor: a thermistor, an amplifier, a chip or a section’s name.', {
    required: true,
  }),
  line('sensor_pin', 'Analogue input of the sensor, or chip select of an SPI chip.', {
    required: true,
    onlyWith: {
      option: 'sensor_type',
      values: [...THERMISTORS, ...AMPLIFIERS, 'PT1000', ...SPI_CHIPS],
    },
  }),
  ...onlyWith(
    'sensor_type',
    [...THERMISTORS, 'PT1000'],
    [
      float('pullup_resistor', 'Resistor that pulls the input up.', {
        unit: 'Ω',
        default: '4700',
        above: 0,
      }),
      float('inline_resistor', 'Resistor in line with the sensor.', {
        unit: 'Ω',
        default: '0',
        min: 0,
      }),
    ],
  ),
  ...onlyWith('sensor_type', AMPLIFIERS, [
    float('adc_voltage', 'Voltage that the input is compared with.', {
      unit: 'V',
      default: '5.0',
      above: 0,
    }),
    float('voltage_offset', 'Voltage to take away.', { unit: 'V', default: '0' }),
  ]),
  ...onlyWith(
    'sensor_type',
    SPI_CHIPS,
    changed(SPI_BUS_OPTIONS, { spi_speed: { default: '4000000' } }),
  ),
  ...onlyWith(
    'sensor_type',
    ['MAX31856'],
    [
      choice('tc_type', 'Type of thermocouple.', ['B', 'E', 'J', 'K', 'N', 'R', 'S', 'T'], {
        default: 'K',
      }),
      boolean('tc_use_50hz_filter', 'Filters 50 Hz instead of 60 Hz.', { default: 'False' }),
      choice('tc_averaging_count', 'Samples in a mean.', ['1', '2', '4', '8', '16'], {
        default: '1',
      }),
    ],
  ),
  ...onlyWith(
    'sensor_type',
    ['MAX31865'],
    [
      float('rtd_nominal_r', 'Resistance of the probe at 0 °C.', {
        unit: 'Ω',
        default: '100',
        above: 0,
      }),
      float('rtd_reference_r', 'Reference resistor on the board.', {
        unit: 'Ω',
        default: '430',
        above: 0,
      }),
      integer('rtd_num_of_wires', 'Wires of the probe: 2, 3 or 4.', { default: '2' }),
      boolean('rtd_use_50hz_filter', 'Filters 50 Hz instead of 60 Hz.', { default: 'False' }),
    ],
  ),
  ...onlyWith('sensor_type', I2C_CHIPS, I2C_OPTIONS),
  ...onlyWith(
    'sensor_type',
    ['BME280'],
    [
      integer('bme280_oversample_temp', 'Oversampling of the temperature.', { default: '2' }),
      integer('bme280_oversample_hum', 'Oversampling of the humidity.', { default: '2' }),
      integer('bme280_oversample_pressure', 'Oversampling of the pressure.', { default: '2' }),
      integer('bme280_iir_filter', 'Strength of the chip’s filter.', { default: '1' }),
      integer('bme280_gas_target_temp', 'Temperature of a BME680’s hot plate.', {
        unit: '°C',
        default: '320',
      }),
      integer('bme280_gas_heat_duration', 'How long a BME680 heats its plate.', {
        unit: 'ms',
        default: '150',
      }),
    ],
  ),
  ...onlyWith('sensor_type', AHT, [
    integer('aht10_report_time', 'Time between readings.', { unit: 's', default: '30', min: 5 }),
  ]),
  ...onlyWith('sensor_type', HTU21D, [
    boolean('htu21d_hold_master', 'Lets the chip hold the bus while it measures.', {
      default: 'False',
    }),
    choice(
      'htu21d_resolution',
      'Bits of temperature and humidity.',
      ['TEMP14_HUM12', 'TEMP13_HUM10', 'TEMP12_HUM08', 'TEMP11_HUM11'],
      { default: 'TEMP11_HUM11' },
    ),
    integer('htu21d_report_time', 'Time between readings.', { unit: 's', default: '30', min: 5 }),
  ]),
  ...onlyWith(
    'sensor_type',
    ['SHT3X'],
    [integer('sht3x_report_time', 'Time between readings.', { unit: 's', default: '1', min: 1 })],
  ),
  ...onlyWith(
    'sensor_type',
    ['LM75'],
    [
      float('lm75_report_time', 'Time between readings.', {
        unit: 's',
        default: '0.8',
        min: 0.5,
      }),
    ],
  ),
  text('sensor_mcu', 'Board whose sensor is read.', {
    default: 'mcu',
    onlyWith: { option: 'sensor_type', values: ['temperature_mcu', 'DS18B20'] },
  }),
  ...onlyWith(
    'sensor_type',
    ['temperature_mcu'],
    [
      float('sensor_temperature1', 'First known temperature.', { unit: '°C' }),
      float('sensor_adc1', 'What the input read then.', { min: 0, max: 1 }),
      float('sensor_temperature2', 'Second known temperature.', { unit: '°C' }),
      float('sensor_adc2', 'What the input read then.', { min: 0, max: 1 }),
      float('reference_voltage', 'Voltage of the board’s converter.', {
        unit: 'V',
        default: '3.3',
        above: 0,
      }),
    ],
  ),
  ...onlyWith(
    'sensor_type',
    ['temperature_host'],
    [
      text('sensor_path', 'File that gives the temperature.', {
        default: '/sys/class/thermal/thermal_zone0/temp',
      }),
    ],
  ),
  ...onlyWith(
    'sensor_type',
    ['DS18B20'],
    [
      text('serial_no', 'Serial number of the sensor.', { required: true }),
      float('ds18_report_time', 'Time between readings.', {
        unit: 's',
        default: '3.0',
        min: 1,
      }),
    ],
  ),
  ...onlyWith(
    'sensor_type',
    ['temperature_combined'],
    [
      list('sensor_list', 'Sections of the sensors to put together.', { required: true }),
      choice('combination_method', 'How they are put together.', ['max', 'min', 'mean'], {
        required: true,
      }),
      float('maximum_deviation', 'By how much they may differ.', {
        unit: '°C',
        required: true,
        above: 0,
      }),
    ],
  ),
];

export const GCODE_ID = text('gcode_id', 'Letter under which M105 reports it.');

const RANGE_OPTIONS: readonly OptionReference[] = [
  float('min_temp', 'Lowest temperature that is taken as true.', {
    unit: '°C',
    default: '-273.15',
    min: ABSOLUTE_ZERO,
  }),
  float('max_temp', 'Highest temperature that is taken as true.', {
    unit: '°C',
    default: '99999999.9',
  }),
];

const THERMISTOR_POINTS = ['1', '2', '3'].flatMap((index) => [
  float(`temperature${index}`, `Temperature of measurement ${index}.`, {
    unit: '°C',
    min: ABSOLUTE_ZERO,
  }),
  float(`resistance${index}`, `Resistance of measurement ${index}.`, { unit: 'Ω', min: 0 }),
]);

export const TEMPERATURE_SENSOR_SECTIONS: readonly SectionReference[] = [
  {
    type: 'temperature_sensor',
    naming: 'required',
    summary: 'A temperature that is reported and heats nothing.',
    source: configPage('temperature_sensor'),
    options: [...SENSOR_OPTIONS, ...RANGE_OPTIONS, GCODE_ID],
  },
  {
    type: 'temperature_probe',
    naming: 'required',
    summary: 'Temperature of an eddy current probe’s coil, and the calibration of its drift.',
    source: configPage('temperature_probe'),
    options: [
      ...SENSOR_OPTIONS,
      ...RANGE_OPTIONS,
      GCODE_ID,
      float('smooth_time', 'Time over which readings are smoothed.', {
        unit: 's',
        default: '2.0',
        above: 0,
      }),
      float('speed', 'Speed in X and Y during calibration; the probe’s when missing.', {
        unit: 'mm/s',
        above: 0,
      }),
      float('horizontal_move_z', 'Height of moves during calibration.', {
        unit: 'mm',
        default: '2',
        above: 0,
      }),
      float('resting_z', 'Height at which the coil is warmed.', {
        unit: 'mm',
        default: '0.4',
        above: 0,
      }),
      numbers('calibration_position', 'Where calibration begins, in X, Y and Z.', {
        unit: 'mm',
        count: 3,
      }),
      float('calibration_bed_temp', 'Temperature of the bed during calibration.', {
        unit: '°C',
      }),
      float('calibration_extruder_temp', 'Temperature of the nozzle during calibration.', {
        unit: '°C',
      }),
      float('extruder_heating_z', 'Height at which the nozzle heats up.', {
        unit: 'mm',
        default: '50',
      }),
      float('max_validation_temp', 'Highest temperature the calibration is checked for.', {
        unit: '°C',
        default: '60',
      }),
    ],
    openOptions: 'Its calibration is saved with it.',
  },
  {
    type: 'thermistor',
    naming: 'required',
    summary: 'A thermistor of your own, by three measurements or one and beta.',
    source: configPage('thermistor'),
    options: [
      ...THERMISTOR_POINTS,
      float('beta', 'Beta of the thermistor, where there is one measurement.', { above: 0 }),
    ],
  },
  {
    type: 'adc_temperature',
    naming: 'required',
    summary: 'An analogue sensor of your own, by temperatures with voltages or resistances.',
    source: configPage('adc_temperature'),
    options: [
      float('temperature*', 'A known temperature.', { unit: '°C' }),
      float('voltage*', 'Voltage at that temperature.', { unit: 'V' }),
      float('resistance*', 'Resistance at that temperature.', { unit: 'Ω' }),
    ],
  },
  {
    type: 'query_adc',
    naming: 'none',
    summary: 'The command QUERY_ADC, which Klipper loads by itself.',
    source: klipperSource('klippy/extras/query_adc.py'),
    options: [],
  },
];
