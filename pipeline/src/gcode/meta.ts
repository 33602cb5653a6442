import type { MetaAnswer } from '#core/contract/cli';
import type { ThumbnailMetadata } from '#core/contract/metadata';
import { readMetadata } from '#core/print/metadata';
import { type Command, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { duration, length, plural, size } from '../quantities.ts';
import { textTable } from '../textTable.ts';
import { fileOf, readGcode } from './readGcode.ts';

export const META_COMMAND: Command = {
  name: 'gcode meta',
  operands: ['FILE'],
  summary: 'Shows what the slicer says of the print: header, footer, settings and pictures.',
  details: [
    'Names, units and values are those of Moonraker: mm, g, °C and seconds. What the file does not state is left out. FILE may be "-" for stdin.',
  ],
  options: [JSON_OPTION, { name: 'config', help: "list the slicer's settings as well" }],
  examples: ['gcode meta cube.gcode', 'gcode meta cube.gcode --json'],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  const reading = await readGcode(given);
  const answer: MetaAnswer = { file: fileOf(given), ...readMetadata(reading) };
  await writeOut(given.has('json') ? jsonPieces(answer) : metaText(answer, given.has('config')));
  return EXIT.fine;
}

function* metaText(answer: MetaAnswer, withConfig: boolean): Generator<string> {
  const { file, thumbnails, config, ...fields } = answer;
  yield `${printable(file)}\n\n`;
  const rows = Object.entries(fields).map(([field, value]) => [field, fieldText(field, value)]);
  for (const line of textTable(['<', '<'], rows)) yield `${line}\n`;
  if (thumbnails) {
    yield '\npictures\n';
    for (const thumbnail of thumbnails) yield `  ${thumbnailText(thumbnail)}\n`;
  }
  const settings = Object.entries(config);
  if (!withConfig || settings.length === 0) {
    yield settings.length === 0
      ? '\nno settings\n'
      : `\n${plural(settings.length, 'setting')} (listed with --config)\n`;
    return;
  }
  yield '\nsettings\n';
  for (const [key, value] of settings) yield `  ${printable(`${key} = ${value}`)}\n`;
}

/** Units are in the names or in Moonraker's documentation; large numbers are said once more. */
function fieldText(field: string, value: unknown): string {
  if (field === 'size' && typeof value === 'number') return `${value} (${size(value)})`;
  if (field === 'estimated_time' && typeof value === 'number')
    return `${value} (${duration(value)})`;
  if (field === 'filament_total' && typeof value === 'number') return `${value} (${length(value)})`;
  const text = Array.isArray(value) ? value.join(', ') : String(value);
  return text === '' ? '-' : printable(text);
}

function thumbnailText(thumbnail: ThumbnailMetadata): string {
  const { width, height, format, firstLine, lastLine, lengthMismatch } = thumbnail;
  const place = `lines ${firstLine}-${lastLine}`;
  const damage = lengthMismatch ? ', not as long as it says' : '';
  return `${width}x${height} ${format}, ${size(thumbnail.size)}, ${place}${damage}`;
}
