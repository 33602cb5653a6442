import type { Firmware } from '../commands/firmware.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { FirmwareRetraction } from './profile.ts';

/** Tools whose temperature and retraction are kept apart; higher numbers share the last place. */
export const MAX_TOOLS = 16;

/** Bits of `known` and `homed`. */
export const AXIS = { x: 1, y: 2, z: 4, e: 8 } as const;

/** How sure the layer boundaries of a file are; the higher one found in a file is used. */
export const LAYER_SOURCE = { none: 0, inferred: 1, comments: 2, marks: 3 } as const;

/**
 * Everything that a line of G-code depends on from the lines before it. Lengths are whole nanometres of
 * the machine's own coordinates (`x - originX` is what the file calls X), see `UNITS_PER_ONE`.
 *
 * Two readings that reach a line in equal states read the rest of the file alike, which is what lets an
 * edit stop early. So only what later lines depend on belongs here; sums are kept by segment.
 */
export class MachineState {
  x = 0;
  y = 0;
  z = 0;
  /** The extruder's position as the file counts it; G92 sets it. */
  e = 0;
  originX = 0;
  originY = 0;
  originZ = 0;
  /** The part of the origin that Klipper's SET_GCODE_OFFSET holds: homing leaves it, G92 lies on top. */
  offsetX = 0;
  offsetY = 0;
  offsetZ = 0;
  /** Axes whose position the file has stated, as bits of `AXIS`. */
  known = 0;
  homed = 0;
  absolutePositions = true;
  absoluteExtrusion = true;
  /** Nanometres a unit of the file: 1 for millimetres (values come in millionths), 25.4 for inches. */
  lengthFactor = 1;
  /** As stated by F, in millionths of mm/min; 0 before the first F. */
  feedrate = 0;
  /** This feedrate times the speed factor in mm/s; 0 before the first F. */
  speedMmPerS = 0;
  /** M220 and M221, as a factor. */
  speedFactor = 1;
  flowFactor = 1;
  /** Part cooling fan, 0 to 1. */
  fan = 0;
  tool = 0;
  /** Target in °C; NaN-free: −1 is "never set". */
  bedTarget = -1;
  chamberTarget = -1;
  hotendTargets: number[] = [];
  /** Tools whose target has been waited for since it last rose, as bits. */
  hotendWaited = 0;
  /** mm/s², −1 where the file has not said. */
  acceleration = -1;
  travelAcceleration = -1;
  retractAcceleration = -1;
  /** mm/s and Klipper's ratio, −1 where the file has not said. */
  velocityLimit = -1;
  squareCornerVelocity = -1;
  minimumCruiseRatio = -1;
  /** What M201, M203, M205 and M566 changed; never changed in place. */
  axes: AxisOverrides | undefined = undefined;
  pressureAdvance = -1;
  /** How G10 and G11 pull back, where the printer has it; never changed in place. */
  retraction: FirmwareRetraction | undefined = undefined;
  /** Between G10 and G11. */
  firmwareRetracted = false;
  /** Filament pulled back and not yet pushed forward again, in nanometres, by tool. */
  retracted = new Float64Array(MAX_TOOLS);
  /** E counts mm³ of filament with this cross-section in mm² (M200); 0 where it counts mm. */
  filamentArea = 0;
  /** 0 = XY, 1 = XZ, 2 = YZ, as G17, G18, G19 choose. */
  arcPlane = 0;
  /** States by name, as SAVE_GCODE_STATE keeps them. */
  saved: ReadonlyMap<string, SavedState> = new Map();

  /** Index into the reading's names of the feature mark in force, −1 for none. */
  featureName = -1;
  /** The last verbose word that named a role, as an index of `VERBOSE_ROLES`; −1 for none. */
  verboseRole = -1;
  /** Object that is being printed, as an index of names; −1 for none. */
  objectName = -1;
  /** Best layer source seen so far. */
  layerSource: number = LAYER_SOURCE.none;
  /** Height (nm) at which the last layer found from motion lies; −1 for none. */
  inferredZ = -1;
  /** Last rise between two such layers (nm), the guess for a layer height in spiral mode. */
  inferredHeight = 0;
  /** Waiting for the layer mark's own height. */
  expectHeight = false;
  /** Inside an image or other block of comments that is no text. */
  insideBlock = 0;
}

/** Limits of X, Y, Z and E that a file set itself; undefined where it did not. */
export interface AxisOverrides {
  readonly feedrateMmPerS?: AxisNumbers;
  readonly accelerationMmPerS2?: AxisNumbers;
  readonly jerkMmPerS?: AxisNumbers;
  readonly junctionDeviationMm?: number;
}

export type AxisNumbers = readonly (number | undefined)[];

export interface SavedState {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly e: number;
  readonly originX: number;
  readonly originY: number;
  readonly originZ: number;
  readonly offsetX: number;
  readonly offsetY: number;
  readonly offsetZ: number;
  readonly absolutePositions: boolean;
  readonly absoluteExtrusion: boolean;
  readonly feedrate: number;
  readonly speedFactor: number;
  readonly flowFactor: number;
}

/** The state in which a file is begun, as far as its head and tail tell. */
export function initialState(start: {
  readonly absoluteExtrusion: boolean;
  readonly filamentArea: number;
  readonly retraction?: FirmwareRetraction | undefined;
}): MachineState {
  const state = new MachineState();
  state.absoluteExtrusion = start.absoluteExtrusion;
  state.filamentArea = start.filamentArea;
  state.retraction = start.retraction;
  return state;
}

export function cloneState(state: MachineState): MachineState {
  const copy = Object.assign(new MachineState(), state);
  copy.hotendTargets = state.hotendTargets.slice();
  copy.retracted = state.retracted.slice();
  return copy;
}

/** Whether two readings go on alike. `exceptE` leaves the extruder's position out of the question: where
 * E is a distance it only adds up, and nothing else follows from it. */
export function sameState(a: MachineState, b: MachineState, exceptE = false): boolean {
  for (const key of STATE_KEYS) {
    if (exceptE && key === 'e') continue;
    const left = a[key];
    const right = b[key];
    if (left !== right && !sameValue(left, right)) return false;
  }
  return true;
}

const STATE_KEYS = Object.keys(new MachineState()) as readonly (keyof MachineState)[];

function sameValue(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return sameNumbers(a, b);
  if (a instanceof Float64Array && b instanceof Float64Array) return sameNumbers(a, b);
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([name, value]) => samePlain(value, b.get(name)));
  return isObject(a) && isObject(b) && samePlain(a, b);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function sameNumbers(a: ArrayLike<unknown>, b: ArrayLike<unknown>): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function samePlain(a: object, b: object | undefined): boolean {
  return a === b || (b !== undefined && JSON.stringify(a) === JSON.stringify(b));
}

/** To be called after feedrate or speed factor changed. */
export function updateSpeed(state: MachineState): void {
  state.speedMmPerS = (state.feedrate * state.speedFactor) / (60 * UNITS_PER_ONE);
}

/** The target of a tool in °C, or undefined where the file has not set it. */
export function hotendTarget(state: MachineState, tool: number = state.tool): number | undefined {
  return state.hotendTargets[Math.min(tool, MAX_TOOLS - 1)];
}

/** True where E of a move is a position rather than a distance. */
export function extrudesAbsolutely(state: MachineState, firmware: Firmware): boolean {
  // Klipper takes E as a distance whenever G91 is in force; Marlin's G90/G91 set the mode of E too, which
  // the interpreter does; RepRapFirmware keeps the two apart.
  if (firmware === 'klipper') return state.absolutePositions && state.absoluteExtrusion;
  return state.absoluteExtrusion;
}

/** The axis as the file counts it, in mm; undefined where the file has not stated it yet. */
export function filePosition(state: MachineState, axis: 'x' | 'y' | 'z' | 'e'): number | undefined {
  if ((state.known & AXIS[axis]) === 0) return undefined;
  switch (axis) {
    case 'x':
      return (state.x - state.originX) / UNITS_PER_ONE;
    case 'y':
      return (state.y - state.originY) / UNITS_PER_ONE;
    case 'z':
      return (state.z - state.originZ) / UNITS_PER_ONE;
    case 'e':
      return state.e / UNITS_PER_ONE;
  }
}
