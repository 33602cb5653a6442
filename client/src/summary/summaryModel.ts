import type { GcodeMetadata } from '#core/contract/metadata';
import type { LayerOutline } from '#core/contract/outline';
import type { RoleOutline, SummaryAnswer } from '#core/contract/server';
import type { PrintSummary } from '#core/contract/summaryView';
import { printerWords, type TimeReport, unknownText } from '#core/contract/time';
import { layerName, layerSourceNote } from '../layers/layerText.ts';
import { roleColor } from '../layers/roleColors.ts';
import { flavorName } from '../status/statusText.ts';
import {
  formatBytes,
  formatCount,
  formatCounted,
  formatDuration,
  formatLength,
  formatMass,
  formatMillimetres,
  sentenceCase,
} from '../text/quantity.ts';

/** What the server knows of a print, gathered for the Print Summary. */
export interface SummaryFacts {
  readonly file: string;
  readonly summary: SummaryAnswer;
  readonly layers: readonly LayerOutline[];
  readonly roles: readonly RoleOutline[];
  readonly time: TimeReport;
  readonly picture: PrintSummary['picture'];
}

type NamedValue = PrintSummary['figures'][number];

const longestText = 20_000;
const mostSettings = 5000;
const mostBars = 120;

/** Puts the facts into the words and pictures of the page; pure, so that it is tested without one. */
export function summaryModel(facts: SummaryFacts): PrintSummary {
  const { summary, layers, roles, time } = facts;
  return {
    file: cut(facts.file),
    slicer: cut(slicerText(summary)),
    note: layerSourceNote(summary.layerSource),
    picture: facts.picture,
    figures: figures(summary, time),
    printer: {
      words: cut(printerWords(time.profile)),
      isChosen: time.profile.source !== 'assumed',
    },
    roles: roleBars(roles),
    layerChart: layerChart(layers),
    details: details(summary, time),
    problems: problems(summary),
    settings: Object.entries(summary.metadata.config)
      .slice(0, mostSettings)
      .map(([key, value]) => ({ key: cut(key), value: cut(value) })),
  };
}

/** The bars of a chart: the longest layer of each group, as a share of the longest of all. */
export function chartBars(seconds: readonly number[], most: number): number[] {
  const size = Math.max(1, Math.ceil(seconds.length / most));
  const highest: number[] = [];
  for (let start = 0; start < seconds.length; start += size) {
    highest.push(Math.max(...seconds.slice(start, start + size)));
  }
  const longest = Math.max(0, ...highest);
  return longest === 0 ? [] : highest.map((high) => high / longest);
}

function slicerText({ slicer }: SummaryAnswer): string {
  return slicer === null ? 'Slicer unknown' : `${slicer.name} ${slicer.version}`.trim();
}

function figures({ metadata, totals, layerCount }: SummaryAnswer, time: TimeReport): NamedValue[] {
  const mass = metadata.filament_weight_total ?? totals.filamentG;
  const length = formatLength(totals.filamentMm + totals.outsideLayersFilamentMm);
  const height = totals.bounds?.max[2] ?? metadata.object_height;
  return [
    named('Time', formatDuration(time.seconds), unknownText(time.unknown)),
    mass === undefined || mass === 0
      ? named('Filament', length, '')
      : named('Filament', formatMass(mass), length),
    named(
      'Layers',
      formatCount(layerCount),
      height === undefined ? '' : `${formatMillimetres(round(height))} mm high`,
    ),
  ];
}

function roleBars(roles: readonly RoleOutline[]): PrintSummary['roles'] {
  const total = roles.reduce((sum, { seconds }) => sum + seconds, 0);
  if (total === 0) return [];
  return roles
    .filter(({ seconds }) => seconds > 0)
    .map((outline) => ({
      name: sentenceCase(outline.role),
      color: roleColor(outline.role),
      time: formatDuration(outline.seconds),
      share: Math.min(1, outline.seconds / total),
      line: outline.nextLine,
    }));
}

function layerChart(layers: readonly LayerOutline[]): PrintSummary['layerChart'] {
  const bars = chartBars(
    layers.map(({ seconds }) => seconds),
    mostBars,
  );
  const slowest = layers.reduce<LayerOutline | undefined>(
    (most, layer) => (most === undefined || layer.seconds > most.seconds ? layer : most),
    undefined,
  );
  if (slowest === undefined || bars.length < 2) return null;
  const total = layers.reduce((sum, { seconds }) => sum + seconds, 0);
  const time = formatDuration(slowest.seconds);
  return {
    bars,
    description: `Time of ${formatCounted(layers.length, 'layer')}: ${formatDuration(total / layers.length)} on average, at most ${time} in ${layerName(slowest)}.`,
    slowest: { layer: slowest.index, name: layerName(slowest), time },
  };
}

function details(
  { metadata, totals, flavor, flavorSource, bytes, lines }: SummaryAnswer,
  time: TimeReport,
): NamedValue[] {
  const flavorNotes = {
    setting: 'chosen in the settings',
    profile: 'the chosen printer runs it',
    file: 'says the file',
    default: 'assumed',
  };
  return [
    named(
      'Printer',
      [metadata.printer_vendor, metadata.printer_model].filter(Boolean).join(' '),
      '',
    ),
    named('Material', materialText(metadata), ''),
    named('Nozzle', millimetres(metadata.nozzle_diameter), ''),
    named('Layer height', millimetres(metadata.layer_height), firstLayerNote(metadata)),
    named('Temperatures', temperatureText(metadata), 'first layer'),
    named('Size', sizeText(totals.bounds), 'of what is printed'),
    named('Time for', printerWords(time.profile), chosenNote(time)),
    named('Not in the time', unknownList(time), ''),
    named('Time by the slicer', slicerTime(time), slicerNote(time)),
    named('Printed path', formatLength(totals.extrudeMm), ''),
    named('Travel', formatLength(totals.travelMm), formatCounted(totals.retractions, 'retraction')),
    named('Tools', toolText(totals.filamentMmByTool), ''),
    named('Firmware', flavorName(flavor), flavorNotes[flavorSource]),
    named('File', formatBytes(bytes), formatCounted(lines, 'line')),
  ].filter(({ value }) => value !== '');
}

function chosenNote({ profile }: TimeReport): string {
  return profile.source === 'assumed' ? 'no printer is chosen' : '';
}

/** `homing (G28), 2 × heating (M109, M190)` */
function unknownList({ unknown }: TimeReport): string {
  const kinds = [...new Set(unknown.map(({ kind }) => kind))];
  return kinds
    .map((kind) => {
      const own = unknown.filter((each) => each.kind === kind);
      const count = own.reduce((sum, each) => sum + each.count, 0);
      const names = own.map(({ name }) => name).join(', ');
      return `${count === 1 ? '' : `${formatCount(count)} × `}${kind} (${names})`;
    })
    .join(', ');
}

function slicerTime({ slicerSeconds }: TimeReport): string {
  return slicerSeconds === null ? '' : formatDuration(slicerSeconds);
}

function slicerNote({ slicerSeconds, seconds }: TimeReport): string {
  if (slicerSeconds === null) return '';
  const more = seconds - slicerSeconds;
  return `the plan takes ${formatDuration(Math.abs(more))} ${more < 0 ? 'less' : 'more'}`;
}

/** Length, width and height; the height counts from the bed, because the first layer lies on it. */
function sizeText(bounds: SummaryAnswer['totals']['bounds']): string {
  if (bounds === null) return '';
  const { min, max } = bounds;
  const sides = [max[0] - min[0], max[1] - min[1], max[2]];
  return `${sides.map((side) => formatMillimetres(round(side))).join(' × ')} mm`;
}

function materialText(metadata: GcodeMetadata): string {
  return [distinct(metadata.filament_type), distinct(metadata.filament_name)]
    .filter(Boolean)
    .join(': ');
}

/** What a slicer lists for each tool, every one once and without its quotation marks. */
function distinct(list = ''): string {
  const items = list.split(';').map((item) => item.trim().replace(/^"(.*)"$/, '$1'));
  return [...new Set(items.filter(Boolean))].join(', ');
}

function firstLayerNote({ first_layer_height: first, layer_height: usual }: GcodeMetadata): string {
  return first === undefined || first === usual ? '' : `first ${formatMillimetres(first)} mm`;
}

function temperatureText(metadata: GcodeMetadata): string {
  const parts: [string, number | undefined][] = [
    ['nozzle', metadata.first_layer_extr_temp],
    ['bed', metadata.first_layer_bed_temp],
    ['chamber', metadata.chamber_temp],
  ];
  return parts
    .filter(([, degrees]) => degrees !== undefined && degrees > 0)
    .map(([heater, degrees]) => `${heater} ${degrees} °C`)
    .join(', ');
}

function toolText(filament: readonly number[]): string {
  const used = filament.flatMap((length, tool) =>
    length > 0 ? [`T${tool} ${formatLength(length)}`] : [],
  );
  return used.length < 2 ? '' : used.join(', ');
}

function problems({ problems: counts }: SummaryAnswer): NamedValue {
  const parts = [
    counts.error > 0 ? formatCounted(counts.error, 'error') : '',
    counts.warning > 0 ? formatCounted(counts.warning, 'warning') : '',
    counts.information > 0 ? formatCounted(counts.information, 'remark') : '',
    counts.hint > 0 ? formatCounted(counts.hint, 'hint') : '',
  ].filter(Boolean);
  return named('Problems', parts.length === 0 ? 'none found' : parts.join(', '), '');
}

function named(name: string, value: string, note: string): NamedValue {
  return { name, value: cut(value), note: value === '' ? '' : cut(note) };
}

function millimetres(value: number | undefined): string {
  return value === undefined ? '' : `${formatMillimetres(value)} mm`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
