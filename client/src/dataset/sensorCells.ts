import { CHANNELS, type Channel } from '#core/run/channels';

/** A cell of sensors.csv with what there is to say of it. Columns of text count from 0. */
export interface SensorCell {
  readonly start: number;
  readonly end: number;
  /** `temperature = 210.25 °C`, or the column alone in the header. */
  readonly title: string;
  readonly meaning: string;
}

/** @param line from 0; 0 is the header */
export function sensorCellAt(
  header: string,
  text: string,
  line: number,
  character: number,
): SensorCell | undefined {
  const index = text.slice(0, character).split(',').length - 1;
  const cells = text.split(',');
  const start = cells.slice(0, index).reduce((sum, cell) => sum + cell.length + 1, 0);
  const value = cells[index] ?? '';
  const name = header.split(',')[index]?.trim() ?? '';
  const channel = channelOf(name);
  if (!channel) return undefined;
  const unit = channel.unit === '' ? '' : ` ${channel.unit}`;
  const stated = value.trim() === '' ? 'not measured' : `${value.trim()}${unit}`;
  return {
    start,
    end: start + value.length,
    title: line === 0 ? `${name}${unit === '' ? '' : `,${unit}`}` : `${name} = ${stated}`,
    meaning: `${channel.meaning} From ${channel.min} to ${channel.max}${unit}.`,
  };
}

/** The channels that a header does not have yet. */
export function missingChannels(header: string): readonly Channel[] {
  const present = new Set(header.split(',').map((name) => name.trim()));
  return CHANNELS.filter(({ name }) => !present.has(name));
}

function channelOf(name: string): Channel | undefined {
  return CHANNELS.find((channel) => channel.name === name);
}
