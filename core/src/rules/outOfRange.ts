import {
  commandCode,
  E,
  type GcodeLine,
  hasParameter,
  lineCommandName,
  parameterValue,
  S,
  UNITS_PER_ONE,
  WORD_COMMAND,
  X,
} from '../gcode/line.ts';
import { wordNumber } from '../gcode/words.ts';
import { arcExtremes } from '../machine/arc.ts';
import { axesNamed } from '../machine/interpret.ts';
import { MOVE } from '../machine/move.ts';
import { AXIS } from '../machine/state.ts';
import { isMove } from './heating.ts';
import { codeSpan } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import { commandOrigin } from './printerCommands.ts';
import type { Finding, LineContext, MemoryRule } from './rule.ts';

/**
 * How sure the position of the reading is, as bits. The bits of `AXIS` stand for axes whose zero point is
 * not known; the others for what follows.
 */
type Doubt = number;

const XYZ = AXIS.x | AXIS.y | AXIS.z;
/** A macro may have shifted the zero points by a little, as for a first layer. */
const MAY_BE_SHIFTED = 8;
/** A macro may have moved the head: relative moves begin who knows where. */
const MAY_HAVE_MOVED = 16;
/** The file switched the limits off. */
const SWITCHED_OFF = 32;

/** More than any first layer is shifted by, nm. */
const LARGEST_SHIFT = 5 * UNITS_PER_ONE;

const [G28, G92, M211, M564] = ['G28', 'G92', 'M211', 'M564'].map(commandCode);
/** H of RepRapFirmware's G1 moves single motors; it is letter 7. */
const HAS_H = 7;

export const outOfRange: MemoryRule<Doubt> = {
  id: 'out-of-range',
  severity: 'error',
  why: 'The move ends where the printer cannot reach: it stops there, or squashes the part at the edge.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  outOfReach: true,
  unknown: true,
  commands: [
    ...['G28', 'G92', 'SET_GCODE_OFFSET', 'SET_KINEMATIC_POSITION', 'SET_DUAL_CARRIAGE', 'T0'],
    ...['M206', 'M211', 'M218', 'M428', 'M564', 'M98', 'G54', 'G55', 'G56', 'G57', 'G58', 'G59'],
    ...['RESTORE_GCODE_STATE', 'RESTORE_DUAL_CARRIAGE_STATE'],
  ],
  memory: 0,
  check(context, doubt) {
    const { line, move } = context;
    if (context.profile.source.kind === 'assumed') return doubt;
    if (!isMove(line)) return afterCommand(context, doubt);
    if (move.kind === MOVE.none || (doubt & SWITCHED_OFF) !== 0) return doubt;
    const { firmware } = context;
    if (firmware === 'reprap' && hasParameter(line, HAS_H)) return doubt;
    if (!context.state.absolutePositions && (doubt & MAY_HAVE_MOVED) !== 0) return doubt;
    const finding = beyondReach(context, doubt);
    if (finding) context.report(finding);
    return doubt;
  },
};

type Place = Pick<Finding, 'subject' | 'message' | 'firmware' | 'severity' | 'start' | 'end'>;

function beyondReach(context: LineContext, doubt: Doubt): Place | undefined {
  const { line, move, state, profile, firmware } = context;
  if (move.isArc && isSkipped(context)) return undefined;
  const slack = (doubt & MAY_BE_SHIFTED) === 0 ? 0 : LARGEST_SHIFT;
  let known = state.known & XYZ & ~doubt;
  // Marlin stops at its limits only on axes that it has homed.
  if (firmware === 'marlin') known &= state.homed;
  const moved =
    (state.x !== move.fromX || move.isArc ? AXIS.x : 0) |
    (state.y !== move.fromY || move.isArc ? AXIS.y : 0) |
    (state.z !== move.fromZ ? AXIS.z : 0) |
    (XYZ & ~move.fromKnown);
  for (const axis of ['x', 'y', 'z'] as const) {
    const range = profile.reach[axis];
    if (!range || (known & moved & AXIS[axis]) === 0) continue;
    const at = state[axis];
    const isBelow = at < range.min * UNITS_PER_ONE - slack;
    if (!isBelow && at <= range.max * UNITS_PER_ONE + slack) continue;
    return {
      ...codeSpan(line),
      subject: `${axis}${isBelow ? '-' : '+'}`,
      ...told(context, `${axis.toUpperCase()} ${mm(at)}`, `${range.min} to ${range.max} mm`),
      ...words(context),
    };
  }
  const radius = profile.reachRadiusMm;
  const both = AXIS.x | AXIS.y;
  if (radius !== undefined && (known & both) === both && (moved & both) !== 0) {
    const distance = Math.hypot(state.x, state.y);
    if (distance > radius * UNITS_PER_ONE + slack)
      return {
        ...codeSpan(line),
        subject: 'r+',
        ...told(context, `X ${mm(state.x)} Y ${mm(state.y)}`, `${radius} mm round the middle`),
        ...words(context),
      };
  }
  if (move.isArc && (known & move.fromKnown & both) === both) return arcBeyondReach(context, slack);
  return undefined;
}

/** The end of an arc is fine, but what lies between may not be. */
function arcBeyondReach(context: LineContext, slack: number): Place | undefined {
  const { line, move, state, profile } = context;
  const { reach, reachRadiusMm = Number.POSITIVE_INFINITY } = profile;
  const { centreFirst, centreSecond } = move;
  if (state.arcPlane !== 0) return undefined;
  const radius = Math.hypot(move.fromX - centreFirst, move.fromY - centreSecond);
  const least = (axis: 'x' | 'y'): number =>
    (reach[axis]?.min ?? Number.NEGATIVE_INFINITY) * UNITS_PER_ONE - slack;
  const most = (axis: 'x' | 'y'): number =>
    (reach[axis]?.max ?? Number.POSITIVE_INFINITY) * UNITS_PER_ONE + slack;
  const round = reachRadiusMm * UNITS_PER_ONE + slack;
  const isInside =
    centreFirst - radius >= least('x') &&
    centreFirst + radius <= most('x') &&
    centreSecond - radius >= least('y') &&
    centreSecond + radius <= most('y') &&
    Math.hypot(centreFirst, centreSecond) + radius <= round;
  if (isInside) return undefined;
  const { minX, maxX, minY, maxY } = arcExtremes(move, state);
  const [axis, at] =
    minX < least('x') || maxX > most('x')
      ? (['x', minX < least('x') ? minX : maxX] as const)
      : (['y', minY < least('y') ? minY : maxY] as const);
  const range = reach[axis];
  if (!range || (at >= least(axis) && at <= most(axis))) return undefined;
  return {
    ...codeSpan(line),
    subject: 'arc',
    ...told(context, `${axis.toUpperCase()} ${mm(at)}`, `${range.min} to ${range.max} mm`),
    ...(context.firmware === 'klipper' ? { firmware: 'Move out of range' } : {}),
  };
}

function told(
  { firmware, move }: LineContext,
  place: string,
  reach: string,
): Pick<Finding, 'message' | 'severity'> {
  const what = `${place} is out of the printer's reach (${reach})`;
  const cure = 'move the model, or correct the line';
  if (firmware === 'klipper')
    return { message: `${what}, and Klipper stops the print here; ${cure}.` };
  const severity = move.kind === MOVE.extrude ? 'error' : 'warning';
  return firmware === 'marlin'
    ? { severity, message: `${what}, so Marlin stops at the edge without a word; ${cure}.` }
    : {
        severity,
        message: `${what}: RepRapFirmware stops at the edge, from 3.7 on it refuses the move; ${cure}.`,
      };
}

function words({ firmware, state }: LineContext): Pick<Finding, 'firmware'> {
  if (firmware === 'marlin') return {};
  if (firmware === 'reprap') return { firmware: 'target position outside machine limits' };
  const isKnown = (state.known & XYZ) === XYZ;
  const place = [state.x, state.y, state.z].map((at) => (at / UNITS_PER_ONE).toFixed(3)).join(' ');
  // Klipper adds the extruder's position in brackets, which begins to count when it starts.
  return { firmware: isKnown ? `Move out of range: ${place}` : 'Move out of range' };
}

/** Klipper skips arcs without [gcode_arcs]. */
function isSkipped({ firmware, profile }: LineContext): boolean {
  return firmware === 'klipper' && commandOrigin(profile, 'G2').kind === 'missing';
}

function afterCommand(context: LineContext, doubt: Doubt): Doubt {
  const { line, state, firmware, profile } = context;
  const { command } = line;
  if (command === G28) {
    const named = axesNamed(line);
    return doubt & ~(named === 0 ? XYZ : named);
  }
  if (command === G92) {
    const named = (line.present >>> X) & XYZ;
    const isEOnly = named === 0 && hasParameter(line, E);
    const axes = named === 0 && !isEOnly ? XYZ : named;
    // Klipper shifts the zero point, which the reading follows where the position is known; Marlin may
    // and RepRapFirmware does take the number for the place.
    return doubt | (firmware === 'klipper' ? axes & ~state.known : axes);
  }
  if (command === M211 || command === M564) {
    const isOff = parameterValue(line, S) === 0;
    if (!hasParameter(line, S)) return doubt;
    return isOff ? doubt | SWITCHED_OFF : doubt & ~SWITCHED_OFF;
  }
  const letter = (line.bytes[line.wordStart] ?? 0) & 0xdf;
  const choosesTool = command > 10 && letter === 84;
  const hasTools = profile.extruders.length > 1;
  if (firmware !== 'klipper') {
    if (choosesTool) return hasTools ? doubt | XYZ : doubt;
    if (letter === 71 || letter === 77) return doubt | XYZ | MAY_HAVE_MOVED;
    return doubt;
  }
  if (command === WORD_COMMAND && commandOrigin(profile, lineCommandName(line)).kind !== 'macro') {
    const after = AFTER_OWN_WORDS[lineCommandName(line)];
    if (after) return doubt | after(line);
  }
  const effects = effectsOfLine(context);
  const isShifted = (effects & EFFECT.shifts) !== 0;
  const shifted = !isShifted ? 0 : choosesTool && hasTools ? XYZ : MAY_BE_SHIFTED;
  return doubt | shifted | ((effects & EFFECT.moves) !== 0 ? MAY_HAVE_MOVED : 0);
}

/** Klipper's own words; where zero points go, the reading follows them. */
const AFTER_OWN_WORDS: Readonly<Record<string, (line: GcodeLine) => Doubt>> = {
  SET_GCODE_OFFSET: (line) => (wordNumber(line, 'MOVE') ? MAY_HAVE_MOVED : 0),
  // Axes that it does not name stay where they are, which is not known.
  SET_KINEMATIC_POSITION: () => MAY_HAVE_MOVED,
  // The other carriage stands elsewhere. Where each can go, the profile does not tell apart.
  SET_DUAL_CARRIAGE: () => MAY_HAVE_MOVED,
  RESTORE_DUAL_CARRIAGE_STATE: () => MAY_HAVE_MOVED,
  RESTORE_GCODE_STATE: () => 0,
};

function mm(nanometres: number): number {
  return Math.round(nanometres / 1_000) / 1_000;
}
