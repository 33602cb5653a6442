import { CHANNELS, type ChannelName, type SensorTable } from '#core/run/channels';
import { DecimalBytes, WIDEST } from './decimalBytes.ts';

/** Decimals with which sensors.csv states each channel: finer than what a sensor of its kind resolves. */
export const CHANNEL_DECIMALS = {
  timestamp: 5,
  temperature: 3,
  target_temperature: 1,
  bed_temperature: 3,
  bed_target: 1,
  heater_power: 3,
  bed_power: 3,
  power: 3,
  voltage: 4,
  fan: 3,
  fan_speed: 1,
  position_x: 4,
  position_y: 4,
  position_z: 4,
  velocity: 4,
  extruder_position: 5,
  filament_position: 5,
  flow: 4,
  filament_present: 0,
  extruder_load: 4,
  axis_load: 4,
  vibration: 4,
  file_position: 0,
} as const satisfies Readonly<Record<ChannelName, number>>;

/**
 * The bytes of sensors.csv: a header, then one row a sample, with the channels that the table has in the
 * order of `CHANNELS`. A value that is not there is an empty cell.
 */
export function sensorsCsv(table: SensorTable): Uint8Array<ArrayBuffer> {
  const present = CHANNELS.flatMap(({ name }) => {
    const values = table.columns.get(name);
    const decimals = CHANNEL_DECIMALS[name];
    return values ? [{ name, values, decimals }] : [];
  });
  const out = new DecimalBytes(HEADER_ROOM + table.rowCount * present.length * USUAL_CELL);
  out.reserve(HEADER_ROOM);
  out.text(`${present.map(({ name }) => name).join(',')}\n`);
  const widestRow = present.length * (WIDEST + 1);
  for (let row = 0; row < table.rowCount; row++) {
    out.reserve(widestRow);
    for (const { values, decimals } of present) {
      out.number(values[row] ?? Number.NaN, decimals);
      out.byte(COMMA);
    }
    out.bytes[out.length - 1] = LINE_FEED;
  }
  return out.written();
}

const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const HEADER_ROOM = 1_024;
const USUAL_CELL = 9;
