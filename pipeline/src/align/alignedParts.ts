import type { DecodedArray, SchemaElement } from 'hyparquet';
import type { PlannedLayer } from '#core/run/alignedRun';
import { type ClockMap, plannedMoment, sourceSeconds } from '#core/run/clockMap';
import type { RunEvent } from '#core/run/metadata';
import { nearest } from '#core/run/resample';
import { TIMELINE_RATE_HZ, type Timeline } from '#core/run/timeline';
import { parquetBytes, type WrittenColumn } from '../dataset/writeParquet.ts';

/** Columns of the timeline that count something. */
const WHOLE_NUMBERS: ReadonlySet<string> = new Set(['line', 'layer', 'piece', 'stands', 'mask']);

/** timeline.parquet: columns in the order of the table; what is NaN is null. */
export function timelineParquet({ columns }: Timeline): Uint8Array {
  return tableParquet(
    [...columns].map(([name, data]) => [name, data, WHOLE_NUMBERS.has(name)] as const),
  );
}

type Column = readonly [name: string, data: Float64Array, isWhole: boolean];

function tableParquet(columns: readonly Column[]): Uint8Array {
  const written = columns.map(([name, data, isWhole]): WrittenColumn => {
    const isOptional = data.some((value) => Number.isNaN(value));
    const element: SchemaElement = {
      name,
      type: isWhole ? 'INT32' : 'DOUBLE',
      repetition_type: isOptional ? 'OPTIONAL' : 'REQUIRED',
    };
    return { name, elements: [element], data: isWhole ? wholeNumbers(data, isOptional) : data };
  });
  return parquetBytes(
    written.map(({ elements }) => elements),
    [written],
  );
}

function wholeNumbers(data: Float64Array, isOptional: boolean): DecodedArray {
  if (!isOptional) return Int32Array.from(data);
  return Array.from(data, (value) => (Number.isNaN(value) ? null : value));
}

/** When a layer was begun and done, on the clock of the source. */
export interface ObservedLayer {
  readonly layer: number;
  readonly plannedStart: number;
  readonly plannedEnd: number;
  /** NaN where the recording does not reach so far. */
  readonly sourceStart: number;
  readonly sourceEnd: number;
}

export function observedLayers(
  layers: readonly PlannedLayer[],
  map: ClockMap,
  lastSource: number,
): readonly ObservedLayer[] {
  return layers.map(({ startSeconds, seconds }, index) => {
    const plannedEnd = startSeconds + seconds;
    return {
      layer: index + 1,
      plannedStart: startSeconds,
      plannedEnd,
      sourceStart: sourceOf(map, startSeconds, 'begin', lastSource),
      sourceEnd: sourceOf(map, plannedEnd, 'end', lastSource),
    };
  });
}

/** Where the plan stands at this time, what begins does so behind the stop and what ends before it. */
function sourceOf(
  map: ClockMap,
  planned: number,
  edge: 'begin' | 'end',
  lastSource: number,
): number {
  const inside = map.stretches.filter(
    ({ plannedStart, plannedEnd }) =>
      planned >= plannedStart - EDGE_S && planned <= plannedEnd + EDGE_S,
  );
  const stretch = edge === 'begin' ? inside.at(-1) : inside[0];
  if (!stretch) return Number.NaN;
  const source = sourceSeconds(map, stretch, planned);
  return source <= lastSource + EDGE_S ? source : Number.NaN;
}

const EDGE_S = 1e-6;

/** layers.parquet: a row a layer with planned and observed times. `source_*` are on the clock of the source,
 * `*_source_t` as in the timeline. */
export function layersParquet(
  layers: readonly PlannedLayer[],
  observed: readonly ObservedLayer[],
  sourceT: (source: number) => number,
): Uint8Array {
  const column = (value: (layer: ObservedLayer) => number): Float64Array =>
    Float64Array.from(observed, value);
  const planned = (value: (layer: PlannedLayer) => number): Float64Array =>
    Float64Array.from(layers, value);
  return tableParquet([
    ['layer', column(({ layer }) => layer), true],
    ['z_mm', planned(({ zMm }) => zMm), false],
    ['height_mm', planned(({ heightMm }) => heightMm), false],
    ['filament_mm', planned(({ filamentMm }) => filamentMm), false],
    ['planned_start_s', column(({ plannedStart }) => plannedStart), false],
    ['planned_end_s', column(({ plannedEnd }) => plannedEnd), false],
    ['source_start_s', column(({ sourceStart }) => sourceStart), false],
    ['source_end_s', column(({ sourceEnd }) => sourceEnd), false],
    ['start_source_t', column(({ sourceStart }) => sourceT(sourceStart)), false],
    ['end_source_t', column(({ sourceEnd }) => sourceT(sourceEnd)), false],
    [
      'observed_s',
      column(({ sourceStart, sourceEnd }) => sourceT(sourceEnd) - sourceT(sourceStart)),
      false,
    ],
  ]);
}

/** A picture of a run. */
export interface RunImage {
  /** In the run's folder. */
  readonly path: string;
  /** The layer that its name says, from 1. */
  readonly layer: number;
  readonly bytes: Uint8Array;
}

export interface PlacedFrames {
  readonly parquet: Uint8Array;
  readonly matched: number;
  readonly unmatched: number;
}

/** A picture belongs to a row of the timeline that is at most half of its period away. */
const HALF_PERIOD_S = 0.5 / TIMELINE_RATE_HZ;

/**
 * frames.parquet: a picture is taken when its layer is done, which is when the event of the next layer says or,
 * without one, when the plan does. Pictures of layers that were not printed to their end have no time, and what
 * has no row of the timeline beside it counts as unmatched.
 */
export function framesParquet(
  images: readonly RunImage[],
  layers: readonly ObservedLayer[],
  events: readonly RunEvent[],
  map: ClockMap,
  sourceT: (source: number) => number,
  timelineSourceT: Float64Array,
): PlacedFrames {
  const begun = new Map(
    events.flatMap(({ event, value, t }) => (event === 'layer' ? [[value ?? 0, t] as const] : [])),
  );
  const placed = images.map((image) => {
    const layer = layers[image.layer - 1];
    const source = layer && (begun.get(image.layer + 1) ?? layer.sourceEnd);
    const isPlaced = layer !== undefined && source !== undefined && !Number.isNaN(layer.sourceEnd);
    return {
      image,
      t: isPlaced ? plannedMoment(map, source).seconds : Number.NaN,
      sourceT: isPlaced ? sourceT(source) : Number.NaN,
    };
  });
  const inOrder = placed.filter((each) => !Number.isNaN(each.sourceT));
  inOrder.sort((a, b) => a.sourceT - b.sourceT);
  const moments = Float64Array.from(inOrder, (each) => each.sourceT);
  const rows = nearest(timelineSourceT, moments, HALF_PERIOD_S);
  const rowOf = new Map(inOrder.map((each, i) => [each, rows[i] ?? -1]));
  const row = (each: (typeof placed)[number]): number | null => {
    const at = rowOf.get(each) ?? -1;
    return at < 0 ? null : at;
  };
  const matched = placed.filter((each) => row(each) !== null).length;
  const parquet = filesParquet([
    number(
      'layer',
      'INT32',
      placed.map(({ image }) => image.layer),
    ),
    number(
      't',
      'DOUBLE',
      placed.map(({ t }) => t),
    ),
    number(
      'source_t',
      'DOUBLE',
      placed.map((each) => each.sourceT),
    ),
    number('timeline_row', 'INT32', placed.map(row)),
    file(
      'image',
      placed.map(({ image }) => image),
    ),
  ]);
  return { parquet, matched, unmatched: images.length - matched };
}

/** audio.parquet: one row, the sound of the whole run. It begins with the first row of the sensors. */
export function audioParquet(
  path: string,
  bytes: Uint8Array,
  map: ClockMap,
  firstSource: number,
): Uint8Array {
  return filesParquet([
    number('t', 'DOUBLE', [plannedMoment(map, firstSource).seconds]),
    number('source_t', 'DOUBLE', [0]),
    file('audio', [{ path, bytes }]),
  ]);
}

function filesParquet(columns: readonly WrittenColumn[]): Uint8Array {
  return parquetBytes(
    columns.map(({ elements }) => elements),
    [columns],
  );
}

function number(
  name: string,
  type: 'INT32' | 'DOUBLE',
  values: readonly (number | null)[],
): WrittenColumn {
  const data = type === 'DOUBLE' ? Float64Array.from(values, Number) : [...values];
  return { name, elements: [{ name, type, repetition_type: 'OPTIONAL' }], data };
}

/** Bytes with the path that they came from, as data sets of pictures and sounds have them. */
function file(
  name: string,
  files: readonly { readonly path: string; readonly bytes: Uint8Array }[],
): WrittenColumn {
  return {
    name,
    elements: [
      { name, repetition_type: 'OPTIONAL', num_children: 2 },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
    ],
    data: files.map(({ bytes, path }) => ({ bytes, path })),
  };
}
