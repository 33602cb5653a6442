import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { Move } from './move.ts';
import type { Planner } from './planner.ts';
import type { MachineState } from './state.ts';

/** How moves of one printer are handed to the planner. */
export interface PlanSettings {
  /** Of moves before the first F. */
  readonly firstSpeedMmPerS: number;
  readonly arcResolutionMm: number;
}

/** Hands the move of a line to the planner. @param owner where its time belongs */
export function planMove(
  planner: Planner,
  settings: PlanSettings,
  state: MachineState,
  move: Move,
  owner: number,
): void {
  const speedMmPerS = move.speedMmPerS > 0 ? move.speedMmPerS : settings.firstSpeedMmPerS;
  const e = move.extruded * state.flowFactor;
  if (move.isArc) planArc(planner, settings, state, move, e, speedMmPerS, owner);
  else planner.push(move.wayX, move.wayY, move.wayZ, move.distance, e, speedMmPerS, owner);
}

/** An arc shorter than this is no move, as in Klipper. */
const SHORTEST_ARC = 1e-3 * UNITS_PER_ONE;

/** Hands on an arc in straight pieces, as Klipper cuts it: equal angles, no piece shorter than the
 * resolution. */
export function planArc(
  planner: Pick<Planner, 'push'>,
  settings: PlanSettings,
  state: MachineState,
  move: Move,
  e: number,
  speedMmPerS: number,
  owner: number,
): void {
  const { distance: length } = move;
  if (!(length >= SHORTEST_ARC)) return;
  const pieces = Math.min(
    MOST_PIECES,
    Math.max(1, Math.floor(length / (settings.arcResolutionMm * UNITS_PER_ONE))),
  );
  const plane = state.arcPlane;
  const first = plane === 2 ? move.fromY : move.fromX;
  const second = plane === 0 ? move.fromY : move.fromZ;
  const toFirst = plane === 2 ? state.y : state.x;
  const toSecond = plane === 0 ? state.y : state.z;
  const rise = plane === 0 ? move.wayZ : plane === 1 ? move.wayY : move.wayX;
  const { centreFirst, centreSecond } = move;
  const armFirst = first - centreFirst;
  const armSecond = second - centreSecond;
  let atFirst = first;
  let atSecond = second;
  for (let piece = 1; piece <= pieces; piece++) {
    const angle = (piece * move.sweep) / pieces;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    // The last piece ends where the line says, on the circle or not.
    const nextFirst = piece === pieces ? toFirst : centreFirst + armFirst * cos - armSecond * sin;
    const nextSecond =
      piece === pieces ? toSecond : centreSecond + armFirst * sin + armSecond * cos;
    const wayFirst = nextFirst - atFirst;
    const waySecond = nextSecond - atSecond;
    const wayThird = rise / pieces;
    const distance = Math.sqrt(wayFirst ** 2 + waySecond ** 2 + wayThird ** 2);
    const x = plane === 2 ? wayThird : wayFirst;
    const y = plane === 0 ? waySecond : plane === 1 ? wayThird : wayFirst;
    const z = plane === 0 ? wayThird : waySecond;
    planner.push(x, y, z, distance, e / pieces, speedMmPerS, owner);
    atFirst = nextFirst;
    atSecond = nextSecond;
  }
}

/** A mistaken arc with a radius of kilometres must not take all the time there is. */
const MOST_PIECES = 100_000;
