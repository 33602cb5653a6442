import type { StateAnswer } from '../contract/server.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import { chunkOfLine, lastAtOrBelow, type TextChunk } from '../gcode/text.ts';
import { NOTHING_PLANNED } from '../machine/planner.ts';
import {
  cloneState,
  extrudesAbsolutely,
  filePosition,
  MAX_TOOLS,
  type MachineState,
} from '../machine/state.ts';
import { chunkReader, emptyNames } from './chunkReader.ts';
import { featureWords, type Print, type PrintFeature, type PrintLayer } from './compose.ts';
import { readChunk } from './readChunk.ts';
import type { Reading } from './reading.ts';
import { addSums, clearSums, SUM, SUMS } from './segments.ts';
import { lineTime } from './timeReport.ts';

/**
 * The state of the machine before a line (0-based; behind the last line it is the state at the end).
 * Costs the reading of one chunk at most.
 */
export function stateBeforeLine<Result>(reading: Reading<Result>, line: number): StateAnswer {
  const { text } = reading;
  const wanted = Math.min(Math.max(0, Math.floor(line)), text.lineCount);
  const index = chunkOfLine(text, Math.max(0, Math.min(wanted, text.lineCount - 1)));
  const sums = new Float64Array(SUMS);
  clearSums(sums, 0);
  for (let i = 0; i < index; i++) addChunkSums(sums, reading.chunks[i]?.segments);
  const state = stateInChunk(reading, index, wanted, sums);
  return report(reading, state, sums, wanted);
}

/** The machine's raw state before a line, for callers that need more than the report. */
export function machineStateBeforeLine<Result>(
  reading: Reading<Result>,
  line: number,
): MachineState {
  const { text } = reading;
  const wanted = Math.min(Math.max(0, line), text.lineCount);
  const index = chunkOfLine(text, Math.max(0, Math.min(wanted, text.lineCount - 1)));
  return stateInChunk(reading, index, wanted, new Float64Array(SUMS));
}

/** A place inside a chunk up to which it was read. */
interface ReadPlace {
  readonly entry: MachineState;
  /** Lines of the chunk before it, the state there, and the sums up to there. */
  readonly local: number;
  readonly state: MachineState;
  readonly sums: Float64Array;
}

/** The place asked about last: the next question is mostly about the same line or the one behind it. */
const lastPlaces = new WeakMap<TextChunk, ReadPlace>();

function stateInChunk<Result>(
  reading: Reading<Result>,
  index: number,
  wanted: number,
  sums: Float64Array,
): MachineState {
  const { text } = reading;
  const chunk = text.chunks[index];
  const before = reading.chunks[index]?.entry ?? reading.stateBefore(index);
  if (!chunk) return before;
  const local = wanted - (text.chunkLine[index] ?? 0);
  const end = local < chunk.lineStarts.length ? (chunk.lineStarts[local] ?? 0) : chunk.bytes.length;
  const names = { list: [...reading.names.list], indexOf: new Map(reading.names.indexOf) };
  const reader = chunkReader(reading.firmware, reading.profile, local === 0 ? emptyNames() : names);
  const last = lastPlaces.get(chunk);
  const from = last?.entry === before && last.local <= local ? last : startOf(before);
  const start = from.local === 0 ? 0 : (chunk.lineStarts[from.local] ?? chunk.bytes.length);
  const bytes = chunk.bytes.subarray(start, end);
  const part = readChunk(reader, bytes, cloneState(from.state), NOTHING_PLANNED);
  const upToHere = from.sums.slice();
  addChunkSums(upToHere, part.segments);
  lastPlaces.set(chunk, { entry: before, local, state: cloneState(part.exit), sums: upToHere });
  addSums(sums, 0, upToHere, 0);
  return part.exit;
}

function startOf(entry: MachineState): ReadPlace {
  const sums = new Float64Array(SUMS);
  clearSums(sums, 0);
  return { entry, local: 0, state: entry, sums };
}

function addChunkSums(
  sums: Float64Array,
  segments: { readonly count: number; readonly sums: Float64Array } | undefined,
): void {
  if (!segments) return;
  for (let i = 0; i < segments.count; i++) addSums(sums, 0, segments.sums, i * SUMS);
}

function report<Result>(
  reading: Reading<Result>,
  state: MachineState,
  sums: Float64Array,
  line: number,
): StateAnswer {
  const print = reading.print();
  const layerIndex = layerOfLine(print.layers, line);
  const layer = layerIndex < 0 ? undefined : print.layers[layerIndex];
  const feature = layer ? featureOfLine(print, layer, line) : undefined;
  const words = feature ? featureWords(feature, reading.names, reading.dialect) : undefined;
  const z = layer === undefined ? null : layerZ(layer.statedZ, layer.sums);
  const tool = Math.min(state.tool, MAX_TOOLS - 1);
  const time = lineTime(reading, line);
  return {
    line: line + 1,
    position: {
      x: filePosition(state, 'x') ?? null,
      y: filePosition(state, 'y') ?? null,
      z: filePosition(state, 'z') ?? null,
    },
    extruder: {
      tool: state.tool,
      e: filePosition(state, 'e') ?? null,
      filamentUsedMm: (sums[SUM.filament] ?? 0) / UNITS_PER_ONE,
      retractedMm: (state.retracted[tool] ?? 0) / UNITS_PER_ONE,
    },
    feedrate: state.feedrate === 0 ? null : state.feedrate / UNITS_PER_ONE,
    temperatures: {
      target: {
        hotend: state.hotendTargets.map(known),
        bed: known(state.bedTarget),
        chamber: known(state.chamberTarget),
      },
    },
    fan: state.fan,
    modes: {
      positioning: state.absolutePositions ? 'absolute' : 'relative',
      extrusion: extrudesAbsolutely(state, reading.firmware) ? 'absolute' : 'relative',
      units: state.lengthFactor === 1 ? 'mm' : 'inch',
      speedFactor: state.speedFactor,
      flowFactor: state.flowFactor,
      accelerationMmPerS2: known(state.acceleration),
      pressureAdvance: known(state.pressureAdvance),
      homed: (['x', 'y', 'z'] as const).filter((_axis, bit) => (state.homed >> bit) & 1),
    },
    layer:
      layer === undefined
        ? null
        : {
            index: layerIndex,
            number: Number.isNaN(layer.number) ? layerIndex + 1 : layer.number,
            z,
          },
    role: words?.role ?? null,
    rawName: words?.rawName ?? null,
    object: objectAt(print.objects, line),
    seconds: time.startSeconds,
    lineSeconds: time.seconds,
    remainingSeconds: time.remainingSeconds,
    distanceMm: ((sums[SUM.travelLength] ?? 0) + (sums[SUM.extrudeLength] ?? 0)) / UNITS_PER_ONE,
  };
}

/** Index of the layer that holds a line (0-based), −1 outside the layers. */
export function layerOfLine(
  layers: readonly { readonly firstLine: number; readonly lastLine: number }[],
  line: number,
): number {
  const starts = Float64Array.from(layers, (layer) => layer.firstLine);
  const index = lastAtOrBelow(starts, starts.length, line);
  const layer = layers[index];
  return layer && layer.firstLine <= line && line <= layer.lastLine ? index : -1;
}

/** The feature of a layer that holds a line (0-based). */
export function featureOfLine(
  print: Print,
  layer: PrintLayer,
  line: number,
): PrintFeature | undefined {
  const { firstFeature, featureCount } = layer;
  for (let i = firstFeature; i < firstFeature + featureCount; i++) {
    const feature = print.features[i];
    if (feature && feature.firstLine <= line && line <= feature.lastLine) return feature;
  }
  return undefined;
}

function objectAt(
  objects: readonly {
    readonly name: string;
    readonly ranges: readonly { firstLine: number; lastLine: number }[];
  }[],
  line: number,
): string | null {
  for (const object of objects) {
    const within = object.ranges.some((range) => range.firstLine <= line && line <= range.lastLine);
    if (within) return object.name;
  }
  return null;
}

function layerZ(statedZ: number, sums: Float64Array): number | null {
  if (!Number.isNaN(statedZ)) return statedZ / UNITS_PER_ONE;
  const moved = sums[SUM.firstZ] ?? Number.NaN;
  return Number.isNaN(moved) ? null : moved / UNITS_PER_ONE;
}

/** −1 stands for "never set" in the state. */
function known(value: number | undefined): number | null {
  return value === undefined || value < 0 ? null : value;
}
