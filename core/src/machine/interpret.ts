import type { Firmware } from '../commands/firmware.ts';
import {
  commandCode,
  D,
  E,
  F,
  type GcodeLine,
  hasParameter,
  J,
  K,
  P,
  R,
  S,
  T,
  UNITS_PER_ONE,
  WORD_COMMAND,
  X,
  Y,
  Z,
} from '../gcode/line.ts';
import { E_USE, MOVE, type Move } from './move.ts';
import { length, moveFilament, moveTo } from './moveTo.ts';
import { AXIS, MAX_TOOLS, type MachineState, updateSpeed } from './state.ts';
import { interpretWordCommand } from './wordCommands.ts';

const G0 = commandCode('G0');
const G1 = commandCode('G1');
const G2 = commandCode('G2');
const G3 = commandCode('G3');
const T0 = commandCode('T0');
const AXIS_LETTERS = (1 << X) | (1 << Y) | (1 << Z) | (1 << E);

/**
 * Applies one scanned line to `state` and says in `move` what it did. Commands that change nothing that
 * is followed here leave both alone.
 */
export function interpretLine(
  line: GcodeLine,
  state: MachineState,
  move: Move,
  firmware: Firmware,
): void {
  const { command } = line;
  move.dwell = 0;
  if (command === G1 || command === G0) {
    moveTo(line, state, move, firmware, false);
    return;
  }
  move.kind = MOVE.none;
  move.eUse = E_USE.none;
  if (command === G2 || command === G3) moveTo(line, state, move, firmware, true);
  else if (command >= T0 && command < T0 + 100_000) state.tool = Math.floor((command - T0) / 10);
  else if (command === WORD_COMMAND) interpretWordCommand(line, state, move);
  else if (command >= 10) OTHER_COMMANDS.get(command)?.(line, state, move, firmware);
}

type Apply = (line: GcodeLine, state: MachineState, move: Move, firmware: Firmware) => void;

/** Everything but moves and tool choices, by command. */
const OTHER_COMMANDS: ReadonlyMap<number, Apply> = new Map(
  Object.entries({
    G4: (line, _state, move, firmware) => dwell(line, move, firmware),
    G10: (line, state, move, firmware) => {
      // With P it sets tool temperatures of RepRapFirmware.
      if (firmware === 'reprap' && hasParameter(line, P))
        setHotend(state, tool(line, P, state), value(line, S));
      else retractByFirmware(state, move);
    },
    G11: (_line, state, move) => unretractByFirmware(state, move),
    G17: (_line, state) => {
      state.arcPlane = 0;
    },
    G18: (_line, state) => {
      state.arcPlane = 1;
    },
    G19: (_line, state) => {
      state.arcPlane = 2;
    },
    G20: (_line, state) => {
      state.lengthFactor = 25.4;
    },
    G21: (_line, state) => {
      state.lengthFactor = 1;
    },
    G28: (line, state) => home(line, state),
    G90: (_line, state, _move, firmware) => {
      state.absolutePositions = true;
      if (firmware === 'marlin') state.absoluteExtrusion = true;
    },
    G91: (_line, state, _move, firmware) => {
      state.absolutePositions = false;
      if (firmware === 'marlin') state.absoluteExtrusion = false;
    },
    G92: (line, state, move) => setPosition(line, state, move),
    M82: (_line, state) => {
      state.absoluteExtrusion = true;
    },
    M83: (_line, state) => {
      state.absoluteExtrusion = false;
    },
    M104: (line, state, _move, firmware) => hotend(line, state, firmware, false),
    M109: (line, state, _move, firmware) => hotend(line, state, firmware, true),
    M106: (line, state, _move, firmware) => fan(line, state, firmware),
    M107: (line, state, _move, firmware) => {
      if (firmware === 'klipper' || !(value(line, P) ?? 0)) state.fan = 0;
    },
    M140: (line, state, _move, firmware) => bed(line, state, firmware, false),
    M190: (line, state, _move, firmware) => bed(line, state, firmware, true),
    M141: (line, state) => {
      state.chamberTarget = value(line, S) ?? state.chamberTarget;
    },
    M191: (line, state) => {
      state.chamberTarget = value(line, S) ?? value(line, R) ?? state.chamberTarget;
    },
    M200: (line, state) => {
      const diameter = value(line, D) ?? 0;
      state.filamentArea = (Math.PI / 4) * diameter * diameter;
    },
    M201: (line, state, _move, firmware) => {
      if (firmware !== 'klipper') setAxes(line, state, 'accelerationMmPerS2', 1);
    },
    M203: (line, state, _move, firmware) => {
      // Marlin counts by the second here, RepRapFirmware by the minute.
      const perSecond = firmware === 'reprap' ? 1 / 60 : 1;
      if (firmware !== 'klipper') setAxes(line, state, 'feedrateMmPerS', perSecond);
    },
    M205: (line, state, _move, firmware) => {
      if (firmware === 'klipper') return;
      setAxes(line, state, 'jerkMmPerS', 1);
      // Who sets the jerk of X or Y counts on a firmware that plans with jerk.
      const setsJerk = hasParameter(line, X) || hasParameter(line, Y);
      const junctionDeviationMm = value(line, J) ?? (setsJerk ? 0 : undefined);
      if (junctionDeviationMm !== undefined) state.axes = { ...state.axes, junctionDeviationMm };
    },
    M566: (line, state, _move, firmware) => {
      if (firmware === 'reprap') setAxes(line, state, 'jerkMmPerS', 1 / 60);
    },
    M207: (line, state, _move, firmware) => {
      if (firmware !== 'klipper') setRetraction(line, state, firmware);
    },
    M204: (line, state, _move, firmware) => acceleration(line, state, firmware),
    M220: (line, state) => {
      state.speedFactor = (value(line, S) ?? 100) / 100;
      updateSpeed(state);
    },
    M221: (line, state) => {
      state.flowFactor = (value(line, S) ?? 100) / 100;
    },
    M900: (line, state) => {
      state.pressureAdvance = value(line, K) ?? state.pressureAdvance;
    },
    M572: (line, state) => {
      state.pressureAdvance = value(line, S) ?? state.pressureAdvance;
    },
  } satisfies Record<string, Apply>).map(([name, apply]) => [commandCode(name), apply]),
);

function value(line: GcodeLine, letter: number): number | undefined {
  return hasParameter(line, letter) ? (line.values[letter] ?? 0) / UNITS_PER_ONE : undefined;
}

function tool(line: GcodeLine, letter: number, state: MachineState): number {
  const stated = value(line, letter);
  return stated === undefined || stated < 0 ? state.tool : Math.floor(stated);
}

function dwell(line: GcodeLine, move: Move, firmware: Firmware): void {
  // Klipper reads only P: to it, `G4 S2` is no pause at all.
  const seconds = firmware === 'klipper' ? 0 : (value(line, S) ?? 0);
  const milliseconds = value(line, P) ?? seconds * 1000;
  move.kind = MOVE.none;
  move.dwell = Math.max(0, Math.round(milliseconds * 1e6));
}

/** One of the limits that firmwares keep for X, Y, Z and E. */
function setAxes(
  line: GcodeLine,
  state: MachineState,
  limit: 'feedrateMmPerS' | 'accelerationMmPerS2' | 'jerkMmPerS',
  factor: number,
): void {
  const before = state.axes?.[limit];
  const numbers = [X, Y, Z, E].map((letter, axis) => {
    const stated = value(line, letter);
    return stated === undefined || stated <= 0 ? before?.[axis] : stated * factor;
  });
  state.axes = { ...state.axes, [limit]: numbers };
}

/** M207: S length, F feed rate; Marlin has the extra length in M208, RepRapFirmware in R here. */
function setRetraction(line: GcodeLine, state: MachineState, firmware: Firmware): void {
  const before = state.retraction;
  const speed = value(line, F);
  const speedMmPerS = speed === undefined ? (before?.speedMmPerS ?? 0) : speed / 60;
  const back = firmware === 'reprap' ? value(line, T) : undefined;
  state.retraction = {
    lengthMm: value(line, S) ?? before?.lengthMm ?? 0,
    speedMmPerS,
    unretractExtraMm: (firmware === 'reprap' ? value(line, R) : undefined) ?? 0,
    unretractSpeedMmPerS: back === undefined ? speedMmPerS : back / 60,
  };
}

/** G10 and G11 move filament as `[firmware_retraction]` or M207 say. E stays what it was. */
function retractByFirmware(state: MachineState, move: Move): void {
  const { retraction } = state;
  if (!retraction || state.firmwareRetracted) return;
  state.firmwareRetracted = true;
  moveFilament(state, move, -retraction.lengthMm, retraction.speedMmPerS);
}

function unretractByFirmware(state: MachineState, move: Move): void {
  const { retraction } = state;
  if (!retraction || !state.firmwareRetracted) return;
  state.firmwareRetracted = false;
  const { lengthMm, unretractExtraMm, unretractSpeedMmPerS } = retraction;
  moveFilament(state, move, lengthMm + unretractExtraMm, unretractSpeedMmPerS);
}

function home(line: GcodeLine, state: MachineState): void {
  const named = axesNamed(line);
  const axes = named === 0 ? AXIS.x | AXIS.y | AXIS.z : named;
  state.homed |= axes;
  // Where the endstops are is the printer's business: the position is open until a move states it.
  state.known &= ~axes;
  if ((axes & AXIS.x) !== 0) state.originX = state.offsetX;
  if ((axes & AXIS.y) !== 0) state.originY = state.offsetY;
  if ((axes & AXIS.z) !== 0) state.originZ = state.offsetZ;
}

/** Axes that a line names with or without a number: `G28 X Y0`. */
export function axesNamed(line: GcodeLine): number {
  let axes = (line.present >>> X) & 7;
  for (let at = line.wordEnd; at < line.commentStart; at++) {
    const letter = ((line.bytes[at] ?? 0) & 0xdf) - 65;
    if (letter >= X && letter <= Z) axes |= 1 << (letter - X);
  }
  return axes;
}

function setPosition(line: GcodeLine, state: MachineState, move: Move): void {
  const factor = state.lengthFactor;
  const { values } = line;
  const all = (line.present & AXIS_LETTERS) === 0;
  if (hasParameter(line, X)) state.originX = state.x - length(values[X] ?? 0, factor);
  if (hasParameter(line, Y)) state.originY = state.y - length(values[Y] ?? 0, factor);
  if (hasParameter(line, Z)) state.originZ = state.z - length(values[Z] ?? 0, factor);
  if (all) {
    state.originX = state.x;
    state.originY = state.y;
    state.originZ = state.z;
  }
  if (all || hasParameter(line, E)) {
    state.e = all ? 0 : length(values[E] ?? 0, factor);
    state.known |= AXIS.e;
    move.eUse = E_USE.set;
  }
}

/** Klipper reads only S and takes a missing one for 0; Marlin and RepRapFirmware wait on R as well. */
function target(line: GcodeLine, firmware: Firmware, waits: boolean): number | undefined {
  const stated = value(line, S);
  if (firmware === 'klipper') return stated ?? 0;
  return stated ?? (waits ? value(line, R) : undefined);
}

function hotend(line: GcodeLine, state: MachineState, firmware: Firmware, waits: boolean): void {
  const index = tool(line, firmware === 'reprap' && hasParameter(line, P) ? P : T, state);
  setHotend(state, index, target(line, firmware, waits));
  const bit = 1 << Math.min(index, MAX_TOOLS - 1);
  if (waits) state.hotendWaited |= bit;
  else state.hotendWaited &= ~bit;
}

function setHotend(state: MachineState, index: number, degrees: number | undefined): void {
  if (degrees === undefined) return;
  const place = Math.min(index, MAX_TOOLS - 1);
  while (state.hotendTargets.length <= place) state.hotendTargets.push(-1);
  state.hotendTargets[place] = degrees;
}

function bed(line: GcodeLine, state: MachineState, firmware: Firmware, waits: boolean): void {
  state.bedTarget = target(line, firmware, waits) ?? state.bedTarget;
}

function fan(line: GcodeLine, state: MachineState, firmware: Firmware): void {
  // Klipper has no fan index: whatever P says, the part fan turns.
  if (firmware !== 'klipper' && (value(line, P) ?? 0) !== 0) return;
  const speed = value(line, S) ?? 255;
  state.fan = Math.min(1, Math.max(0, firmware === 'reprap' && speed <= 1 ? speed : speed / 255));
}

function acceleration(line: GcodeLine, state: MachineState, firmware: Firmware): void {
  const general = value(line, S);
  const printing = value(line, P);
  const travelling = value(line, T);
  if (general !== undefined) {
    state.acceleration = general;
    state.travelAcceleration = general;
  } else if (firmware === 'klipper') {
    // Klipper takes the smaller of P and T, and nothing where one is missing.
    if (printing === undefined || travelling === undefined) return;
    state.acceleration = Math.min(printing, travelling);
    state.travelAcceleration = state.acceleration;
  } else {
    state.acceleration = printing ?? state.acceleration;
    state.travelAcceleration = travelling ?? state.travelAcceleration;
    state.retractAcceleration = value(line, R) ?? state.retractAcceleration;
  }
}
