import type { OptionReference } from '../config.ts';
import { integer, line, text } from './option.ts';

/** The lines of a software SPI bus; devices on it share them. */
export const SPI_BUS_OPTIONS: readonly OptionReference[] = [
  integer('spi_speed', 'Clock of the SPI bus.', { unit: 'Hz', default: '100000', min: 100000 }),
  text('spi_bus', 'Name of the board’s SPI bus.'),
  line('spi_software_sclk_pin', 'Clock line, for SPI done in software.', {
    pin: { share: 'spi_software_sclk' },
  }),
  line('spi_software_mosi_pin', 'Line to the device, for SPI done in software.', {
    pin: { share: 'spi_software_mosi' },
  }),
  line('spi_software_miso_pin', 'Line from the device, for SPI done in software.', {
    pin: { share: 'spi_software_miso' },
  }),
];

export const SPI_OPTIONS: readonly OptionReference[] = [
  line('cs_pin', 'Chip select line of the device.', { required: true }),
  ...SPI_BUS_OPTIONS,
];

export const I2C_OPTIONS: readonly OptionReference[] = [
  integer('i2c_address', 'Address of the device on the bus, as a decimal number.', {
    min: 0,
    max: 127,
  }),
  text('i2c_mcu', 'Board that the device is connected to.', { default: 'mcu' }),
  text('i2c_bus', 'Name of the board’s I2C bus.'),
  line('i2c_software_scl_pin', 'Clock line, for I2C done in software.', {
    pin: { share: 'i2c_software_scl' },
  }),
  line('i2c_software_sda_pin', 'Data line, for I2C done in software.', {
    pin: { share: 'i2c_software_sda' },
  }),
  integer('i2c_speed', 'Clock of the I2C bus; most boards know only 100000.', {
    unit: 'Hz',
    default: '100000',
    min: 100000,
  }),
];
