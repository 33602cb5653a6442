import { type GcodeLine, lineCommandName, UNITS_PER_ONE } from '../gcode/line.ts';
import { wordNumber, wordParameter } from '../gcode/words.ts';
import { E_USE, type Move } from './move.ts';
import { moveHead } from './moveTo.ts';
import { AXIS, MAX_TOOLS, type MachineState, updateSpeed } from './state.ts';

/** Applies Klipper's own commands (`SET_VELOCITY_LIMIT`, `SAVE_GCODE_STATE`, …) to the state. */
export function interpretWordCommand(line: GcodeLine, state: MachineState, move: Move): void {
  WORD_COMMANDS.get(lineCommandName(line))?.(line, state, move);
}

type Apply = (line: GcodeLine, state: MachineState, move: Move) => void;

/** No start G-code keeps more; a file that does must not make every line slower. */
const MOST_SAVED = 64;

const WORD_COMMANDS: ReadonlyMap<string, Apply> = new Map(
  Object.entries({
    SET_VELOCITY_LIMIT: (line, state) => {
      const acceleration = wordNumber(line, 'ACCEL');
      if (acceleration !== undefined) {
        state.acceleration = acceleration;
        state.travelAcceleration = acceleration;
      }
      state.velocityLimit = wordNumber(line, 'VELOCITY') ?? state.velocityLimit;
      state.squareCornerVelocity =
        wordNumber(line, 'SQUARE_CORNER_VELOCITY') ?? state.squareCornerVelocity;
      state.minimumCruiseRatio =
        wordNumber(line, 'MINIMUM_CRUISE_RATIO') ?? state.minimumCruiseRatio;
    },
    SET_RETRACTION: (line, state) => {
      const { retraction } = state;
      if (!retraction) return;
      state.retraction = {
        lengthMm: wordNumber(line, 'RETRACT_LENGTH') ?? retraction.lengthMm,
        speedMmPerS: wordNumber(line, 'RETRACT_SPEED') ?? retraction.speedMmPerS,
        unretractExtraMm: wordNumber(line, 'UNRETRACT_EXTRA_LENGTH') ?? retraction.unretractExtraMm,
        unretractSpeedMmPerS:
          wordNumber(line, 'UNRETRACT_SPEED') ?? retraction.unretractSpeedMmPerS,
      };
    },
    SET_PRESSURE_ADVANCE: (line, state) => {
      state.pressureAdvance = wordNumber(line, 'ADVANCE') ?? state.pressureAdvance;
    },
    SET_HEATER_TEMPERATURE: (line, state) => {
      const heater = wordParameter(line, 'HEATER')?.toLowerCase() ?? '';
      setHeater(state, heater, wordNumber(line, 'TARGET') ?? 0);
    },
    TEMPERATURE_WAIT: (line, state) => {
      const tool = extruderNumber(wordParameter(line, 'SENSOR')?.toLowerCase() ?? '');
      if (tool !== undefined) state.hotendWaited |= 1 << tool;
    },
    TURN_OFF_HEATERS: (_line, state) => {
      state.hotendTargets = state.hotendTargets.map(() => 0);
      state.bedTarget = 0;
    },
    ACTIVATE_EXTRUDER: (line, state) => {
      state.tool =
        extruderNumber(wordParameter(line, 'EXTRUDER')?.toLowerCase() ?? '') ?? state.tool;
    },
    SET_KINEMATIC_POSITION: (line, state) => {
      for (const axis of ['x', 'y', 'z'] as const) {
        const stated = wordNumber(line, axis.toUpperCase());
        if (stated !== undefined) state[axis] = Math.round(stated * UNITS_PER_ONE);
        state.known |= AXIS[axis];
        state.homed |= AXIS[axis];
      }
    },
    SET_GCODE_OFFSET: (line, state, move) => {
      const { offsetX, offsetY, offsetZ } = state;
      state.offsetX = offset(line, 'X', offsetX);
      state.offsetY = offset(line, 'Y', offsetY);
      state.offsetZ = offset(line, 'Z', offsetZ);
      const shiftX = state.offsetX - offsetX;
      const shiftY = state.offsetY - offsetY;
      const shiftZ = state.offsetZ - offsetZ;
      state.originX += shiftX;
      state.originY += shiftY;
      state.originZ += shiftZ;
      if (wordNumber(line, 'MOVE') === 1) {
        const { x, y, z } = state;
        moveHead(state, move, [x + shiftX, y + shiftY, z + shiftZ], moveSpeed(line));
      }
    },
    SAVE_GCODE_STATE: (line, state, move) => {
      move.eUse = E_USE.position;
      const saved = new Map(state.saved);
      const oldest = saved.keys().next();
      if (saved.size >= MOST_SAVED && !oldest.done) saved.delete(oldest.value);
      saved.set(wordParameter(line, 'NAME') ?? 'default', {
        x: state.x,
        y: state.y,
        z: state.z,
        e: state.e,
        originX: state.originX,
        originY: state.originY,
        originZ: state.originZ,
        offsetX: state.offsetX,
        offsetY: state.offsetY,
        offsetZ: state.offsetZ,
        absolutePositions: state.absolutePositions,
        absoluteExtrusion: state.absoluteExtrusion,
        feedrate: state.feedrate,
        speedFactor: state.speedFactor,
        flowFactor: state.flowFactor,
      });
      state.saved = saved;
    },
    RESTORE_GCODE_STATE: (line, state, move) => {
      const saved = state.saved.get(wordParameter(line, 'NAME') ?? 'default');
      if (!saved) return;
      // Klipper restores modes and the zero points; it moves back only with MOVE=1.
      const { x, y, z, e, ...modes } = saved;
      Object.assign(state, modes);
      updateSpeed(state);
      if (wordNumber(line, 'MOVE') === 1) moveHead(state, move, [x, y, z], moveSpeed(line));
      state.e = e;
    },
  } satisfies Record<string, Apply>),
);

/** mm/s whatever the units of the file are; 0 where the command does not say. */
function moveSpeed(line: GcodeLine): number {
  return wordNumber(line, 'MOVE_SPEED') ?? 0;
}

function offset(line: GcodeLine, axis: string, current: number): number {
  const absolute = wordNumber(line, axis);
  if (absolute !== undefined) return Math.round(absolute * UNITS_PER_ONE);
  const adjust = wordNumber(line, `${axis}_ADJUST`);
  return adjust === undefined ? current : current + Math.round(adjust * UNITS_PER_ONE);
}

function setHeater(state: MachineState, heater: string, degrees: number): void {
  const tool = extruderNumber(heater);
  if (heater === 'heater_bed') state.bedTarget = degrees;
  else if (tool !== undefined) {
    while (state.hotendTargets.length <= tool) state.hotendTargets.push(-1);
    state.hotendTargets[tool] = degrees;
    state.hotendWaited &= ~(1 << tool);
  }
}

/** `extruder` is 0, `extruder1` is 1 and so on, as Klipper names them. */
function extruderNumber(name: string): number | undefined {
  const match = /^extruder(\d{0,2})$/.exec(name);
  if (!match) return undefined;
  return Math.min(Number(match[1] || 0), MAX_TOOLS - 1);
}
