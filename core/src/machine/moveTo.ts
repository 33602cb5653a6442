import type { Firmware } from '../commands/firmware.ts';
import { E, F, type GcodeLine, UNITS_PER_ONE, X, Y, Z } from '../gcode/line.ts';
import { measureArc } from './arc.ts';
import { E_USE, MOVE, type Move } from './move.ts';
import { AXIS, extrudesAbsolutely, MAX_TOOLS, type MachineState, updateSpeed } from './state.ts';

// Constants of this file, because what is imported is looked up anew at each use.
const AT_X = X;
const AT_Y = Y;
const AT_Z = Z;
const AT_E = E;
const AT_F = F;
const {
  none: NO_MOVE,
  travel: TRAVEL,
  extrude: EXTRUDE,
  retract: RETRACT,
  unretract: UNRETRACT,
  wipe: WIPE,
} = MOVE;
const { none: NO_E, distance: E_DISTANCE, position: E_POSITION } = E_USE;
const { x: KNOWN_X, y: KNOWN_Y, z: KNOWN_Z, e: KNOWN_E } = AXIS;
const BIT_X = 1 << X;
const BIT_Y = 1 << Y;
const BIT_Z = 1 << Z;
const BIT_E = 1 << E;
const BIT_F = 1 << F;
const BITS_XYZ = BIT_X | BIT_Y | BIT_Z;
const BITS_XYZE = BITS_XYZ | BIT_E;

/** Applies G0 and G1 (and, with `isArc`, G2 and G3). After the scanner this is where the time goes. */
export function moveTo(
  line: GcodeLine,
  state: MachineState,
  move: Move,
  firmware: Firmware,
  isArc: boolean,
): void {
  const { present, values } = line;
  move.kind = NO_MOVE;
  move.eUse = NO_E;
  if ((present & BIT_F) !== 0) setFeedrate(state, values[AT_F] ?? 0);
  if ((present & BITS_XYZE) === 0 && !isArc) return;

  const fromX = state.x;
  const fromY = state.y;
  const fromZ = state.z;
  const { known, lengthFactor } = state;
  let toX = fromX;
  let toY = fromY;
  let toZ = fromZ;
  if ((present & BITS_XYZ) !== 0) {
    if (state.absolutePositions) {
      if ((present & BIT_X) !== 0) toX = length(values[AT_X] ?? 0, lengthFactor) + state.originX;
      if ((present & BIT_Y) !== 0) toY = length(values[AT_Y] ?? 0, lengthFactor) + state.originY;
      if ((present & BIT_Z) !== 0) toZ = length(values[AT_Z] ?? 0, lengthFactor) + state.originZ;
      // X is bit 23, Y 24, Z 25: together they are the bits of `known`.
      state.known = known | ((present >>> AT_X) & 7);
    } else {
      if ((present & BIT_X) !== 0) toX += length(values[AT_X] ?? 0, lengthFactor);
      if ((present & BIT_Y) !== 0) toY += length(values[AT_Y] ?? 0, lengthFactor);
      if ((present & BIT_Z) !== 0) toZ += length(values[AT_Z] ?? 0, lengthFactor);
    }
    state.x = toX;
    state.y = toY;
    state.z = toZ;
  }

  let extruded = 0;
  move.filament = 0;
  if ((present & BIT_E) !== 0) {
    const value = length(values[AT_E] ?? 0, lengthFactor);
    if (extrudesAbsolutely(state, firmware)) {
      extruded = value - state.e;
      state.e = value;
      state.known |= KNOWN_E;
      move.eUse = E_POSITION;
    } else {
      extruded = value;
      state.e += value;
      move.eUse = E_DISTANCE;
    }
    if (state.filamentArea > 0) extruded = Math.round(extruded / state.filamentArea);
    if (extruded !== 0) pushFilament(state, move, extruded);
  }

  move.fromX = fromX;
  move.fromY = fromY;
  move.fromZ = fromZ;
  move.fromKnown = known;
  move.extruded = extruded;
  move.isArc = isArc;
  const changesXy = isArc || toX !== fromX || toY !== fromY;
  move.changesXy = changesXy;
  move.changesZ = toZ !== fromZ;
  // Where an axis has not been stated yet, its way is not known and counts nothing.
  const wayX = (known & KNOWN_X) !== 0 ? toX - fromX : 0;
  const wayY = (known & KNOWN_Y) !== 0 ? toY - fromY : 0;
  const wayZ = (known & KNOWN_Z) !== 0 ? toZ - fromZ : 0;
  move.wayX = wayX;
  move.wayY = wayY;
  move.wayZ = wayZ;
  move.speedMmPerS = state.speedMmPerS;
  if (isArc) measureArc(line, state, move);
  else {
    const distance = Math.sqrt(wayX * wayX + wayY * wayY + wayZ * wayZ);
    move.distance = distance;
    move.length = whole(distance);
  }
  if (changesXy) move.kind = extruded > 0 ? EXTRUDE : extruded < 0 ? WIPE : TRAVEL;
  else if (extruded !== 0) move.kind = extruded > 0 ? UNRETRACT : RETRACT;
  else move.kind = TRAVEL;
}

/** 1.5 × 2^52: at this size a double has no room for fractions. */
const WHOLE = 6_755_399_441_055_744;

/** Rounds to a whole number. Adding a number that leaves no room for fractions does it in two additions,
 * several times faster than `Math.round`; good for up to 2^51, which is 2,000 km. */
function whole(value: number): number {
  return value + WHOLE - WHOLE;
}

function setFeedrate(state: MachineState, stated: number): void {
  if (stated <= 0) return;
  state.feedrate = state.lengthFactor === 1 ? stated : stated * 25.4;
  updateSpeed(state);
}

/** Keeps account of what is pulled back, so that pushing it forward again is not filament used. */
function pushFilament(state: MachineState, move: Move, extruded: number): void {
  const tool = Math.min(state.tool, MAX_TOOLS - 1);
  const { retracted } = state;
  const before = retracted[tool] ?? 0;
  if (before === 0 && extruded > 0) move.filament = extruded;
  else if (before < extruded) {
    move.filament = extruded - before;
    retracted[tool] = 0;
  } else retracted[tool] = before - extruded;
}

/** A move of filament alone that no E of the file asked for. @param speedMmPerS 0 = the feed rate in force */
export function moveFilament(
  state: MachineState,
  move: Move,
  lengthMm: number,
  speedMmPerS: number,
): void {
  const extruded = Math.round(lengthMm * UNITS_PER_ONE);
  if (extruded === 0) return;
  standStill(state, move);
  move.kind = extruded > 0 ? UNRETRACT : RETRACT;
  move.extruded = extruded;
  move.filament = 0;
  if (speedMmPerS > 0) move.speedMmPerS = speedMmPerS;
  pushFilament(state, move, extruded);
}

/** A move of the head alone that no X, Y or Z of the file asked for; places in nm. @param speedMmPerS 0 = the
 * feed rate in force */
export function moveHead(
  state: MachineState,
  move: Move,
  [toX, toY, toZ]: readonly [number, number, number],
  speedMmPerS: number,
): void {
  standStill(state, move);
  const { known } = state;
  move.wayX = (known & KNOWN_X) !== 0 ? toX - state.x : 0;
  move.wayY = (known & KNOWN_Y) !== 0 ? toY - state.y : 0;
  move.wayZ = (known & KNOWN_Z) !== 0 ? toZ - state.z : 0;
  move.changesXy = toX !== state.x || toY !== state.y;
  move.changesZ = toZ !== state.z;
  if (!move.changesXy && !move.changesZ) return;
  state.x = toX;
  state.y = toY;
  state.z = toZ;
  move.kind = TRAVEL;
  move.extruded = 0;
  move.filament = 0;
  move.distance = Math.hypot(move.wayX, move.wayY, move.wayZ);
  move.length = whole(move.distance);
  if (speedMmPerS > 0) move.speedMmPerS = speedMmPerS;
}

/** A move of no way from where the head is. */
function standStill(state: MachineState, move: Move): void {
  move.fromX = state.x;
  move.fromY = state.y;
  move.fromZ = state.z;
  move.fromKnown = state.known;
  move.wayX = 0;
  move.wayY = 0;
  move.wayZ = 0;
  move.distance = 0;
  move.length = 0;
  move.changesXy = false;
  move.changesZ = false;
  move.isArc = false;
  move.speedMmPerS = state.speedMmPerS;
}

export function length(value: number, factor: number): number {
  return factor === 1 ? value : Math.round(value * factor);
}
