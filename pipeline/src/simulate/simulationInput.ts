import type { Role } from '#core/contract/outline';
import { type GcodeText, locateLine } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { featureWords, type Print } from '#core/print/compose';
import { layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { type Toolpath, toolpathOf } from '#core/print/toolpath';
import { type MoveTable, moveTable } from './moveTable.ts';
import type { PidGains } from './pid.ts';
import {
  firstExtrudingPiece,
  type HomingPlace,
  type MacroTemperatures,
  type Timetable,
  timetableOf,
} from './timetable.ts';

/** What all runs of one G-code on one printer share. It never changes. */
export interface SimulationInput {
  readonly path: Toolpath;
  readonly moves: MoveTable;
  readonly timetable: Timetable;
  readonly layers: readonly SimulatedLayer[];
  /** For each piece of the path: index of its layer, −1 outside the layers. */
  readonly layerOfPiece: Int32Array;
  /** For each piece of the path: index of its role in `ROLES`. */
  readonly roleOfPiece: Uint8Array;
  /** Byte at which each line of the file begins. */
  readonly lineByte: Float64Array;
  /** Of the part, without what stands round it, mm. */
  readonly extent: Extent;
  readonly hotend: HeaterSettings;
  readonly bed: HeaterSettings;
  readonly nozzleDiameterMm: number;
  readonly filamentAreaMm2: number;
  /** What the firmware begins with, s. */
  readonly pressureAdvanceS: number;
}

export interface SimulatedLayer {
  /** From 1, in the order of the file, as the pictures of a run are numbered. */
  readonly number: number;
  readonly z: number;
  readonly height: number;
  /** The pieces of the layer, the last one exclusive; both 0 where it has none. */
  readonly firstPiece: number;
  readonly endPiece: number;
}

export interface Extent {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
}

export interface HeaterSettings {
  readonly gains: PidGains;
  readonly maxTemperatureC: number;
}

export const ROLES = [
  ...([
    'unknown',
    'outer wall',
    'inner wall',
    'overhang',
    'sparse infill',
    'solid infill',
  ] as const),
  ...(['top surface', 'bottom surface', 'bridge', 'internal bridge', 'gap fill'] as const),
  ...(['thin wall', 'skirt', 'brim', 'support', 'support interface', 'ironing'] as const),
  ...(['prime tower', 'flush', 'raft', 'mill', 'custom', 'mixed'] as const),
] as const satisfies readonly Role[];

/** What Klipper's example configurations have: [extruder] of config/example.cfg, and the bed that dozens of
 * its printer files share. A profile does not carry the printer's own. */
const HOTEND_GAINS: PidGains = { kp: 22.2, ki: 1.08, kd: 114 };
const BED_GAINS: PidGains = { kp: 54.027, ki: 0.77, kd: 948.182 };

/** Assumed where the profile does not say. */
const HOTEND_MAX_C = 285;
const BED_MAX_C = 130;
const NOZZLE_MM = 0.4;
const FILAMENT_MM = 1.75;
const REACH_MM = 220;
const PARKED_Z_MM = 10;

export function simulationInput<Result>(reading: Reading<Result>): SimulationInput {
  const { profile, text } = reading;
  const path = toolpathOf(reading);
  const timetable = timetableOf(path, homingPlace(profile), macroTemperatures(text));
  const layers = layersOf(reading, path);
  const roleOfPiece = rolesOf(reading, path);
  const [extruder] = profile.extruders;
  const radius = (extruder.filamentDiameterMm ?? FILAMENT_MM) / 2;
  return {
    path,
    moves: moveTable(path, timetable.extraMoves),
    timetable,
    ...layers,
    roleOfPiece,
    lineByte: lineBytes(text),
    extent: extentOf(path, layers.layerOfPiece, roleOfPiece),
    hotend: { gains: HOTEND_GAINS, maxTemperatureC: extruder.maxTemperatureC ?? HOTEND_MAX_C },
    bed: { gains: BED_GAINS, maxTemperatureC: profile.bed?.maxTemperatureC ?? BED_MAX_C },
    nozzleDiameterMm: extruder.nozzleDiameterMm ?? NOZZLE_MM,
    filamentAreaMm2: Math.PI * radius * radius,
    pressureAdvanceS: extruder.pressureAdvanceS ?? 0,
  };
}

function homingPlace({ reach }: MachineProfile): HomingPlace {
  const x = reach.x ?? { min: 0, max: REACH_MM };
  const y = reach.y ?? { min: 0, max: REACH_MM };
  return {
    home: [x.min, y.min, 0],
    parked: [(x.min + x.max) / 2, (y.min + y.max) / 2, PARKED_Z_MM],
  };
}

const HOTEND_PARAMETER = /\b\w*(?:EXTRUDER|HOTEND|NOZZLE|TOOL)\w*\s*=\s*(\d+(?:\.\d+)?)/i;
const BED_PARAMETER = /\bBED\w*\s*=\s*(\d+(?:\.\d+)?)/i;

/** Start macros are given their temperatures by name: `PRINT_START BED_TEMP=60 EXTRUDER_TEMP=215`. */
function macroTemperatures(text: GcodeText): MacroTemperatures {
  return (line) => {
    const place = locateLine(text, line);
    const call = place
      ? new TextDecoder().decode(place.bytes.subarray(place.start, place.end)).replace(/;.*/, '')
      : '';
    return { hotend: numberOf(HOTEND_PARAMETER, call), bed: numberOf(BED_PARAMETER, call) };
  };
}

function numberOf(pattern: RegExp, call: string): number {
  return Number(pattern.exec(call)?.[1] ?? Number.NaN);
}

function layersOf<Result>(
  reading: Reading<Result>,
  path: Toolpath,
): Pick<SimulationInput, 'layers' | 'layerOfPiece'> {
  const outlines = layerOutlines(reading.print(), reading.text);
  const layerOfPiece = new Int32Array(path.count).fill(-1);
  let piece = 0;
  let below = 0;
  const layers = outlines.map(({ index, z, height, firstLine, lastLine }): SimulatedLayer => {
    // Lines of the outline count from 1, those of the path from 0.
    while (piece < path.count && (path.line[piece] ?? 0) + 1 < firstLine) piece += 1;
    const firstPiece = piece;
    for (; piece < path.count && (path.line[piece] ?? 0) + 1 <= lastLine; piece++)
      layerOfPiece[piece] = index;
    const top = z ?? path.toZ[Math.max(firstPiece, piece - 1)] ?? below;
    const layer = { number: index + 1, z: top, height: height ?? Math.max(top - below, 0) };
    below = top;
    return { ...layer, firstPiece, endPiece: piece };
  });
  return { layers, layerOfPiece };
}

function rolesOf<Result>(reading: Reading<Result>, path: Toolpath): Uint8Array {
  const roles = new Uint8Array(path.count);
  const { features }: Print = reading.print();
  let piece = 0;
  for (const feature of features) {
    const { role } = featureWords(feature, reading.names, reading.dialect);
    const index = Math.max(0, ROLES.indexOf(role));
    while (piece < path.count && (path.line[piece] ?? 0) < feature.firstLine) piece += 1;
    for (; piece < path.count && (path.line[piece] ?? 0) <= feature.lastLine; piece++)
      roles[piece] = index;
  }
  return roles;
}

function lineBytes(text: GcodeText): Float64Array {
  const bytes = new Float64Array(text.lineCount + 1);
  text.chunks.forEach(({ lineStarts }, chunk) => {
    const firstLine = text.chunkLine[chunk] ?? 0;
    const firstByte = text.chunkByte[chunk] ?? 0;
    for (let i = 0; i < lineStarts.length; i++)
      bytes[firstLine + i] = firstByte + (lineStarts[i] ?? 0);
  });
  bytes[text.lineCount] = text.byteCount;
  return bytes;
}

/** What stands round the part or is purged beside it is not the part. */
const NOT_THE_PART: ReadonlySet<Role> = new Set(['skirt', 'prime tower', 'flush', 'custom']);

function extentOf(path: Toolpath, layerOfPiece: Int32Array, roleOfPiece: Uint8Array): Extent {
  const hasLayers = layerOfPiece.some((layer) => layer >= 0);
  let [minX, maxX, minY, maxY] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let piece = firstExtrudingPiece(path); piece < path.count; piece++) {
    const role = ROLES[roleOfPiece[piece] ?? 0] ?? 'unknown';
    const isPart = (!hasLayers || (layerOfPiece[piece] ?? -1) >= 0) && !NOT_THE_PART.has(role);
    if (!isPart || (path.filament[piece] ?? 0) <= 0) continue;
    minX = Math.min(minX, path.toX[piece] ?? 0);
    maxX = Math.max(maxX, path.toX[piece] ?? 0);
    minY = Math.min(minY, path.toY[piece] ?? 0);
    maxY = Math.max(maxY, path.toY[piece] ?? 0);
  }
  return minX <= maxX ? { minX, maxX, minY, maxY } : { minX: 0, maxX: 0, minY: 0, maxY: 0 };
}
