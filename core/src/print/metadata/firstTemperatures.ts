import { textOf } from '../../gcode/line.ts';
import type { Reading } from '../reading.ts';
import { lineBehindHead } from './facts.ts';
import { linesBetween } from './lines.ts';
import type { SlicerFields } from './slicerFields.ts';

/** Commands that wait for a heater, by the field that Moonraker takes from the first of them. */
const WAITS = {
  M109: 'first_layer_extr_temp',
  M190: 'first_layer_bed_temp',
  M191: 'chamber_temp',
} as const;

const WAIT = /^(M109|M190|M191) S(\d*\.?\d+)/;

/** °C that the first MiB waits for first. */
export function firstTemperatures<Result>(reading: Reading<Result>): SlicerFields {
  const found: { [Field in (typeof WAITS)[keyof typeof WAITS]]?: number } = {};
  const endLine = lineBehindHead(reading);
  for (const { bytes, start, end } of linesBetween(reading.text, 0, endLine)) {
    if (bytes[start] !== 77 || bytes[start + 1] !== 49) continue;
    const match = WAIT.exec(textOf(bytes, start, Math.min(end, start + 32)));
    const command = match?.[1];
    if (command === 'M109' || command === 'M190' || command === 'M191')
      found[WAITS[command]] ??= Number(match?.[2]);
  }
  return found;
}
