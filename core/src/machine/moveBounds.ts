import type { Move } from './move.ts';
import { MAX_TOOLS, type MachineState } from './state.ts';

/** Which bounds a move goes beyond, as bits. */
export const BEYOND = { reach: 1, speed: 2, flow: 4 } as const;

/**
 * What every move is compared with before any rule is called. Places are nanometres, speeds mm/s. The
 * comparison may let a rule look at a move that turns out to be right; it must not pass over one that
 * is wrong.
 */
export interface MoveBounds {
  readonly minX: number;
  readonly maxX: number;
  readonly minY: number;
  readonly maxY: number;
  readonly minZ: number;
  readonly maxZ: number;
  /** Below this no axis is too fast; with Z, and of filament alone. */
  readonly fastest: number;
  readonly fastestWithZ: number;
  readonly fastestFilament: number;
  /** What the hot end melts, as length of filament, by tool. */
  readonly melted: readonly number[];
}

/** Which of the bounds a move goes beyond, as bits of `BEYOND`; 0 for nearly every move. */
export function exceededBounds(bounds: MoveBounds, move: Move, state: MachineState): number {
  const { x, y, z } = state;
  let exceeded = 0;
  if (
    x < bounds.minX ||
    x > bounds.maxX ||
    y < bounds.minY ||
    y > bounds.maxY ||
    z < bounds.minZ ||
    z > bounds.maxZ ||
    move.isArc
  )
    exceeded = BEYOND.reach;
  const { speedMmPerS, distance } = move;
  if (distance === 0) {
    if (speedMmPerS > bounds.fastestFilament) exceeded |= BEYOND.speed;
    return exceeded;
  }
  if (speedMmPerS > (move.changesZ ? bounds.fastestWithZ : bounds.fastest))
    exceeded |= BEYOND.speed;
  const melted = bounds.melted[Math.min(state.tool, MAX_TOOLS - 1)] ?? 0;
  if (move.filament * state.flowFactor * speedMmPerS > melted * distance) exceeded |= BEYOND.flow;
  return exceeded;
}
