import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { FlavorAnswer, LayerWithFeatures, OutlineAnswer } from '#core/contract/cli';
import type { FeatureOutline, ObjectOutline, TotalsOutline } from '#core/contract/outline';
import { type ProfileName, printerWords, unknownText } from '#core/contract/time';
import { readMetadata, weightOf } from '#core/print/metadata';
import {
  featureOutlines,
  layerOutlines,
  objectOutlines,
  sectionOutlines,
  totalsOutline,
} from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { profileName, unknownTimes } from '#core/print/timeReport';
import { type Command, FLAVOR_OPTION, type Given, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { PROFILE_OPTION } from '../profile.ts';
import { count, decimal, duration, length, plural, size } from '../quantities.ts';
import { textTable } from '../textTable.ts';
import { fileOf, flavorAnswer, readGcode } from './readGcode.ts';

export const OUTLINE_COMMAND: Command = {
  name: 'gcode outline',
  operands: ['FILE'],
  summary: 'Lists the layers, features and objects of a print.',
  details: [
    'Times are those of moves and pauses as the firmware plans them, for the limits of --profile or else the firmware\'s default limits; homing, heating and macros are not in them. Lines count from 1. FILE may be "-" for stdin.',
  ],
  options: [
    JSON_OPTION,
    { name: 'features', help: 'list the features of each layer as well' },
    FLAVOR_OPTION,
    PROFILE_OPTION,
  ],
  examples: ['gcode outline cube.gcode', 'gcode outline cube.gcode --json'],
  run,
};

/** Layers are made one at a time, so that a file with many features does not fill the memory. */
type StreamedOutline = Omit<OutlineAnswer, 'layers'> & {
  readonly layers: Iterable<LayerWithFeatures>;
};

async function run(given: Given): Promise<ExitCode> {
  const reading = await readGcode(given);
  const answer = outlineOf(reading, fileOf(given));
  await writeOut(
    given.has('json') ? jsonPieces(answer) : outlineText(answer, given.has('features')),
  );
  return EXIT.fine;
}

function outlineOf<Result>(reading: Reading<Result>, file: string): StreamedOutline {
  const { text, names, dialect, sniffed } = reading;
  const print = reading.print();
  const outlines = layerOutlines(print, text);
  function* layers(): Generator<LayerWithFeatures> {
    for (const layer of outlines)
      yield { ...layer, features: featureOutlines(print, layer.index, names, dialect) };
  }
  const { producer } = sniffed;
  return {
    file,
    bytes: text.byteCount,
    lines: text.lineCount,
    slicer: producer ? { name: producer.name, version: producer.version } : null,
    ...flavorAnswer(reading),
    layerSource: print.source,
    sections: sectionOutlines(print),
    layers: layers(),
    objects: objectOutlines(print, text),
    totals: totalsOutline(print, weightOf(readMetadata(reading))),
    profile: profileName(reading.profile),
    unknown: unknownTimes(reading),
  };
}

function* outlineText(outline: StreamedOutline, withFeatures: boolean): Generator<string> {
  const layers = [...outline.layers];
  yield* lines(heading(outline, layers.length));
  if (layers.length > 0) yield* lines(['', ...layerTable(layers, withFeatures)]);
  const roles = roleTable(layers);
  if (roles.length > 0) yield* lines(['', ...roles]);
  if (outline.objects.length > 0) yield* lines(['', ...objectTable(outline.objects)]);
}

function* lines(texts: Iterable<string>): Generator<string> {
  for (const text of texts) yield `${text}\n`;
}

const SOURCES: Readonly<Record<OutlineAnswer['layerSource'], string>> = {
  marks: "from the slicer's marks",
  comments: 'from comments',
  inferred: 'concluded from the moves',
  none: '',
};

function heading(outline: StreamedOutline, layerCount: number): string[] {
  const { slicer, totals, flavor, flavorSource } = outline;
  const writtenBy = slicer ? `${slicer.name} ${slicer.version}`.trim() : 'slicer unknown';
  const firmware: Record<FlavorAnswer['flavorSource'], string> = {
    setting: `read as ${FIRMWARE_NAMES[flavor]}`,
    profile: `read as ${FIRMWARE_NAMES[flavor]}, which the printer runs`,
    file: `written for ${FIRMWARE_NAMES[flavor]}`,
    default: `read as ${FIRMWARE_NAMES[flavor]}, as the file names no firmware`,
  };
  const head = [
    printable(outline.file),
    size(outline.bytes),
    plural(outline.lines, 'line'),
    printable(writtenBy),
    firmware[flavorSource],
  ];
  if (layerCount === 0) return [head.join(', '), 'No layers: nothing is printed.'];
  const source = SOURCES[outline.layerSource];
  return [
    head.join(', '),
    `${plural(layerCount, 'layer')} ${source}, ${duration(totals.seconds)} ${printerText(outline.profile)}, ${filament(totals)}`,
    ...(outline.unknown.length === 0 ? [] : [unknownText(outline.unknown)]),
    `${length(totals.extrudeMm)} printed, ${length(totals.travelMm)} travelled, ${plural(totals.retractions, 'retraction')}`,
    ...boundsText(totals),
  ];
}

/** For which printer a time is. */
function printerText(profile: ProfileName): string {
  const words = printable(printerWords(profile));
  return profile.source === 'assumed' ? `with ${words}` : `on ${words}`;
}

function filament(totals: TotalsOutline): string {
  const weight = totals.filamentG === undefined ? '' : ` (${decimal(totals.filamentG, 2)} g)`;
  return `${length(totals.filamentMm)} filament${weight}`;
}

function boundsText({ bounds }: TotalsOutline): string[] {
  if (!bounds) return [];
  const axes = ['X', 'Y', 'Z'].map(
    (axis, i) => `${axis} ${decimal(bounds.min[i] ?? 0)} to ${decimal(bounds.max[i] ?? 0)}`,
  );
  return [`${axes.join(', ')} mm`];
}

function layerTable(layers: readonly LayerWithFeatures[], withFeatures: boolean): string[] {
  const rows: string[][] = [['layer', 'z', 'height', 'lines', 'time', 'filament', 'feature']];
  for (const layer of layers) {
    rows.push([
      String(layer.number),
      layer.z === null ? '?' : decimal(layer.z),
      layer.height === null ? '?' : decimal(layer.height),
      lineRange(layer),
      duration(layer.seconds),
      length(layer.filamentMm),
      withFeatures ? '' : plural(layer.features.length, 'feature'),
    ]);
    if (!withFeatures) continue;
    for (const feature of layer.features) {
      const { seconds, filamentMm } = feature;
      rows.push([
        '',
        '',
        '',
        lineRange(feature),
        duration(seconds),
        length(filamentMm),
        title(feature),
      ]);
    }
  }
  return textTable(['>', '>', '>', '>', '>', '>', '<'], rows);
}

/** Time and filament of each role, those that take longest first. */
function roleTable(layers: readonly LayerWithFeatures[]): string[] {
  const roles = new Map<string, { seconds: number; filamentMm: number }>();
  for (const { role, seconds, filamentMm } of layers.flatMap((layer) => layer.features)) {
    const sum = roles.get(role) ?? { seconds: 0, filamentMm: 0 };
    roles.set(role, {
      seconds: sum.seconds + seconds,
      filamentMm: sum.filamentMm + filamentMm,
    });
  }
  if (roles.size === 0) return [];
  const longestFirst = [...roles].sort(([, a], [, b]) => b.seconds - a.seconds);
  return textTable(
    ['<', '>', '>'],
    [
      ['role', 'time', 'filament'],
      ...longestFirst.map(([role, sum]) => [role, duration(sum.seconds), length(sum.filamentMm)]),
    ],
  );
}

function objectTable(objects: readonly ObjectOutline[]): string[] {
  return textTable(
    ['<', '>', '>'],
    [
      ['object', 'filament', 'ranges'],
      ...objects.map((object) => [
        printable(object.name),
        length(object.filamentMm),
        count(object.ranges.length),
      ]),
    ],
  );
}

function title({ role, rawName, continued }: FeatureOutline): string {
  const name =
    rawName === '' || rawName.toLowerCase() === role ? role : `${printable(rawName)} (${role})`;
  return continued ? `${name}, continued` : name;
}

function lineRange({ firstLine, lastLine }: { firstLine: number; lastLine: number }): string {
  return `${firstLine}-${lastLine}`;
}
