import type { Toolpath, ToolpathEvent } from '#core/print/toolpath';
import type { ExtraMove } from './moveTable.ts';

/** What a G-code sets from a line on. A temperature that is NaN is the material's own. */
export type SetKind = 'hotend' | 'bed' | 'chamber' | 'fan' | 'tool' | 'pressure advance';
export type StandKind = 'homing' | 'probing' | 'tool change' | 'pause';

/**
 * One thing after the other that the printer does. While it moves along pieces of the plan or pauses for a time
 * that the file states, planned time goes on; in all else the plan stands still.
 */
export type Step =
  /** Moves `from` up to `to` of the move table. */
  | {
      readonly kind: 'moves';
      readonly from: number;
      readonly to: number;
      readonly isPlanned: boolean;
    }
  | { readonly kind: 'dwell'; readonly seconds: number; readonly line: number }
  | { readonly kind: 'stand'; readonly seconds: number; readonly line: number }
  | { readonly kind: 'begin' | 'end'; readonly of: StandKind; readonly line: number }
  | {
      readonly kind: 'wait';
      readonly heater: 'hotend' | 'bed';
      readonly line: number;
    }
  | {
      readonly kind: 'set';
      readonly what: SetKind;
      readonly value: number;
      readonly line: number;
    };

export interface Timetable {
  readonly steps: readonly Step[];
  /** Moves that the plan does not have, in the order in which the steps use them. */
  readonly extraMoves: readonly ExtraMove[];
  /** The file heats nothing before it extrudes: the printer was hot when it began. */
  readonly startsHot: boolean;
}

/** Where the head is driven to and from when it homes, mm. */
export interface HomingPlace {
  readonly home: readonly [number, number, number];
  /** Where somebody has left the head before the print. */
  readonly parked: readonly [number, number, number];
}

/** Temperatures that the call of a start macro names; NaN where it names none. */
export type MacroTemperatures = (line: number) => { readonly hotend: number; readonly bed: number };

/** Assumed: what people set for homing and what a probe, a person and a tool changer take. */
const HOMING_MM_PER_S = 50;
const HOMING_Z_MM_PER_S = 8;
const TRAVEL_MM_PER_S = 100;
const EXTRA_ACCELERATION = 1000;
const SECONDS_AT_ENDSTOP = 0.5;
const PROBING_SECONDS = 27;
const TOOL_CHANGE_SECONDS = 8;
const PAUSE_SECONDS = 30;

export function timetableOf(
  path: Toolpath,
  place: HomingPlace,
  macroTemperatures: MacroTemperatures,
): Timetable {
  const firstExtrusion = firstExtrudingPiece(path);
  const before = path.events.filter(({ beforePiece }) => beforePiece <= firstExtrusion);
  const isHeated = before.some(({ kind, value }) => kind === 'hotend' && value > 0);
  const startMacro = isHeated ? undefined : before.find(({ kind }) => kind === 'macro');
  const steps: Step[] = [];
  const extraMoves: ExtraMove[] = [];
  let piece = 0;
  let head = place.parked;

  const printUpTo = (end: number): void => {
    if (end <= piece) return;
    steps.push({ kind: 'moves', from: piece, to: end, isPlanned: true });
    piece = end;
    head = endOf(path, end - 1);
  };
  const extra = (moves: readonly ExtraMove[]): void => {
    const ways = moves.filter(({ from, to }) => from.some((at, axis) => at !== to[axis]));
    if (ways.length === 0) return;
    const from = path.count + extraMoves.length;
    extraMoves.push(...ways);
    steps.push({ kind: 'moves', from, to: from + ways.length, isPlanned: false });
    head = ways.at(-1)?.to ?? head;
  };
  const home = (line: number): void => {
    const [x, y, z] = place.home;
    // Behind the print only X and Y: Z would go down into the part.
    const low = piece > firstExtrusion ? head[2] : z;
    steps.push({ kind: 'begin', of: 'homing', line });
    extra([straight(head, [x, head[1], head[2]], HOMING_MM_PER_S)]);
    extra([straight(head, [x, y, head[2]], HOMING_MM_PER_S)]);
    extra([straight(head, [x, y, low], HOMING_Z_MM_PER_S)]);
    steps.push({ kind: 'stand', seconds: 3 * SECONDS_AT_ENDSTOP, line });
    extra(wayToPiece(path, piece, head));
    steps.push({ kind: 'end', of: 'homing', line });
  };
  const stand = (of: StandKind, seconds: number, line: number): void => {
    steps.push({ kind: 'begin', of, line }, { kind: 'stand', seconds, line });
    steps.push({ kind: 'end', of, line });
  };
  const startPrint = (line: number): void => {
    const { hotend, bed } = macroTemperatures(line);
    steps.push({ kind: 'set', what: 'bed', value: bed, line });
    steps.push({ kind: 'set', what: 'hotend', value: hotend, line });
    home(line);
    steps.push({ kind: 'wait', heater: 'bed', line }, { kind: 'wait', heater: 'hotend', line });
  };

  for (const [index, event] of path.events.entries()) {
    printUpTo(Math.min(event.beforePiece, path.count));
    const { kind, line, value } = event;
    if (kind === 'homing') home(line);
    else if (kind === 'probing') stand(kind, PROBING_SECONDS, line);
    else if (kind === 'pause') stand(kind, PAUSE_SECONDS, line);
    else if (kind === 'dwell') steps.push({ kind: 'dwell', seconds: value, line });
    else if (kind === 'macro') {
      if (event === startMacro) startPrint(line);
    } else if (kind === 'tool change') {
      // A tool that is there already is not fetched.
      if (changesTool(path.events, index)) stand(kind, TOOL_CHANGE_SECONDS, line);
    } else if (kind !== 'heating') steps.push({ kind: 'set', what: kind, value, line });
    else if (event.heater === 'hotend' || event.heater === 'bed')
      steps.push({ kind: 'wait', heater: event.heater, line });
  }
  printUpTo(path.count);
  return { steps, extraMoves, startsHot: !isHeated && startMacro === undefined };
}

/** The first piece that lays something down; behind the last one where none does. */
export function firstExtrudingPiece(path: Toolpath): number {
  for (let piece = 0; piece < path.count; piece++) {
    const goes = path.fromX[piece] !== path.toX[piece] || path.fromY[piece] !== path.toY[piece];
    if (goes && (path.filament[piece] ?? 0) > 0) return piece;
  }
  return path.count;
}

function changesTool(events: readonly ToolpathEvent[], index: number): boolean {
  const line = events[index]?.line;
  for (let i = index - 1; i >= 0 && events[i]?.line === line; i--)
    if (events[i]?.kind === 'tool') return true;
  return false;
}

/** To where the next piece begins, first up or level and then down, so that nothing is in the way. */
function wayToPiece(
  path: Toolpath,
  piece: number,
  head: readonly [number, number, number],
): ExtraMove[] {
  if (piece >= path.count) return [];
  const x = path.fromX[piece] ?? 0;
  const y = path.fromY[piece] ?? 0;
  const z = path.fromZ[piece] ?? 0;
  const high = Math.max(head[2], z);
  return [
    straight(head, [head[0], head[1], high], HOMING_Z_MM_PER_S),
    straight([head[0], head[1], high], [x, y, high], TRAVEL_MM_PER_S),
    straight([x, y, high], [x, y, z], HOMING_Z_MM_PER_S),
  ];
}

function straight(from: ExtraMove['from'], to: ExtraMove['to'], speed: number): ExtraMove {
  return { from, to, speed, acceleration: EXTRA_ACCELERATION };
}

function endOf(path: Toolpath, piece: number): readonly [number, number, number] {
  return [path.toX[piece] ?? 0, path.toY[piece] ?? 0, path.toZ[piece] ?? 0];
}
