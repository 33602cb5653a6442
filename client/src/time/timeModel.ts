import type { LimitChoice, PrinterAnswer } from '#core/contract/server';
import { printerWords, type TimeReport, type UnknownTime } from '#core/contract/time';
import type { PrintTime } from '#core/contract/timeView';
import { roleColor } from '../layers/roleColors.ts';
import {
  formatCount,
  formatCounted,
  formatDuration,
  formatMillimetres,
  sentenceCase,
} from '../text/quantity.ts';
import { differenceText } from './whatIfText.ts';

/** What the server knows of a print's time, gathered for the Print Time panel. */
export interface TimeFacts {
  readonly uri: string;
  readonly file: string;
  readonly report: TimeReport;
  readonly limits: readonly LimitChoice[];
  readonly printer: PrinterAnswer;
  /** Index of the layer that the person came from. */
  readonly pickedLayer: number | null;
}

const longestText = 2_000;
const mostBars = 300;
const mostObjects = 200;
const mostUnknown = 200;

/** Limits that people try first. */
const MAIN_LIMITS: ReadonlySet<string> = new Set([
  'max_velocity',
  'max_accel',
  'minimum_cruise_ratio',
  'square_corner_velocity',
  'printing_accel',
  'travel_accel',
  'max_feedrate_x',
  'max_feedrate_y',
  'max_accel_x',
  'max_accel_y',
  'jerk_x',
  'jerk_y',
]);

/** Puts the facts into the words of the page; pure, so that it is tested without one. */
export function timeModel(facts: TimeFacts): PrintTime {
  const { report, printer, limits } = facts;
  return {
    uri: cut(facts.uri),
    file: cut(facts.file),
    figures: figures(report),
    printer: {
      words: cut(printerWords(report.profile)),
      isChosen: report.profile.source !== 'assumed',
      hasConfig: report.profile.source === 'printer.cfg',
      problem: cut(printer.problem ?? ''),
    },
    roles: roleBars(report),
    layerChart: layerChart(report),
    pickedLayer: facts.pickedLayer,
    objects: objectBars(report),
    moreObjects: Math.max(0, report.byObject.length - mostObjects),
    unknown: report.unknown
      .slice(0, mostUnknown)
      .map((each) => ({ text: cut(unknownLine(each)), line: each.line })),
    limits: limits.map((limit) => ({ ...limit, isMain: MAIN_LIMITS.has(limit.name) })),
    fileSetsLimits: report.fileSetsLimits,
  };
}

function figures(report: TimeReport): PrintTime['figures'] {
  const { seconds, slicerSeconds, byLayer } = report;
  const longest = longestOf(byLayer);
  return [
    { name: 'Time', value: formatDuration(seconds), note: 'moves and pauses' },
    ...(slicerSeconds === null
      ? []
      : [
          {
            name: 'The slicer says',
            value: formatDuration(slicerSeconds),
            note: `${differenceText(seconds - slicerSeconds)} in the plan`,
          },
        ]),
    ...(longest === undefined
      ? []
      : [
          {
            name: 'Layers',
            value: formatCount(byLayer.length),
            note: `${formatDuration((seconds - report.outsideLayersSeconds) / byLayer.length)} on average`,
          },
        ]),
  ];
}

function roleBars(report: TimeReport): PrintTime['roles'] {
  const { byRole, outsideLayersSeconds, seconds } = report;
  const parts = byRole
    .filter((role) => role.seconds > 0)
    .map((role) => ({
      name: sentenceCase(role.role),
      color: roleColor(role.role),
      seconds: role.seconds,
      note: `${percent(role.seconds, seconds)}, ${formatCounted(role.count, 'feature')}`,
    }));
  if (outsideLayersSeconds > 0) {
    parts.push({
      name: 'Outside the layers',
      color: 'other',
      seconds: outsideLayersSeconds,
      note: percent(outsideLayersSeconds, seconds),
    });
  }
  return barsOf(parts);
}

function objectBars({ byObject, seconds }: TimeReport): PrintTime['objects'] {
  const longestFirst = byObject.toSorted((one, other) => other.seconds - one.seconds);
  return barsOf(
    longestFirst.slice(0, mostObjects).map((object) => ({
      name: cut(object.name === '' ? '(no name)' : object.name),
      color: 'other' as const,
      seconds: object.seconds,
      note: percent(object.seconds, seconds),
    })),
  );
}

function barsOf(
  parts: readonly {
    readonly name: string;
    readonly color: PrintTime['roles'][number]['color'];
    readonly seconds: number;
    readonly note: string;
  }[],
): PrintTime['roles'] {
  const longest = Math.max(0, ...parts.map(({ seconds }) => seconds));
  return parts.map(({ seconds, ...part }) => ({
    ...part,
    time: formatDuration(seconds),
    share: longest === 0 ? 0 : seconds / longest,
  }));
}

type Layer = TimeReport['byLayer'][number];

function layerChart({ byLayer }: TimeReport): PrintTime['layerChart'] {
  const longest = longestOf(byLayer);
  const lowest = byLayer[0];
  const highest = byLayer.at(-1);
  if (longest === undefined || lowest === undefined || highest === undefined) return null;
  if (longest.seconds === 0 || byLayer.length < 2) return null;
  const size = Math.ceil(byLayer.length / mostBars);
  const bars: NonNullable<PrintTime['layerChart']>['bars'] = [];
  for (let start = 0; start < byLayer.length; start += size) {
    const group = byLayer.slice(start, start + size);
    const layer = longestOf(group);
    if (layer === undefined) continue;
    bars.push({
      layer: layer.index,
      share: layer.seconds / longest.seconds,
      label: cut(layerLabel(layer, group.length)),
    });
  }
  const time = formatDuration(longest.seconds);
  return {
    bars,
    description: `Time of ${formatCounted(byLayer.length, 'layer')}; the longest is ${layerName(longest)} with ${time}.`,
    longest: time,
    lowest: layerPlace(lowest),
    highest: layerPlace(highest),
  };
}

function layerLabel(layer: Layer, groupSize: number): string {
  const where = groupSize > 1 ? ` (the longest of ${groupSize} layers here)` : '';
  return [
    `${layerName(layer)}${where}: ${formatDuration(layer.seconds)}`,
    `begins at ${formatDuration(layer.startSeconds)}`,
    `${formatDuration(layer.remainingSeconds)} left behind it`,
  ].join(', ');
}

function layerName(layer: Layer): string {
  return layer.z === null
    ? `layer ${layer.number}`
    : `layer ${layer.number} at ${formatMillimetres(layer.z)} mm`;
}

function layerPlace({ z, number }: Layer): string {
  return z === null ? `layer ${number}` : `${formatMillimetres(z)} mm`;
}

function longestOf(layers: readonly Layer[]): Layer | undefined {
  return layers.reduce<Layer | undefined>(
    (most, layer) => (most === undefined || layer.seconds > most.seconds ? layer : most),
    undefined,
  );
}

/** What is in none of the times, a line for each command. */
export function unknownLines(unknown: readonly UnknownTime[]): string[] {
  return unknown.map(unknownLine);
}

function unknownLine({ kind, name, count, line }: UnknownTime): string {
  const where =
    count === 1
      ? `line ${formatCount(line)}`
      : `${formatCount(count)} times, first in line ${formatCount(line)}`;
  return `${sentenceCase(kind)}: ${name}, ${where}`;
}

function percent(part: number, whole: number): string {
  if (whole <= 0) return '';
  const value = (part / whole) * 100;
  return `${value < 9.95 ? value.toFixed(1) : Math.round(value)} %`;
}

function cut(text: string): string {
  return text.length <= longestText ? text : `${text.slice(0, longestText - 1)}…`;
}
