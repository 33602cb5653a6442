import type { Toolpath } from '../../print/toolpath.ts';
import type { AlignedRun } from '../alignedRun.ts';
import { columnOf } from './printingRows.ts';

/** What of its own motion shakes the head, row by row: since the row before. */
export interface PlannedShaking {
  /** Largest acceleration of the ramps, mm/s². */
  readonly acceleration: Float64Array;
  /** Sum of the changes of speed that happen at once, in corners, mm/s. */
  readonly jolts: Float64Array;
}

/** By planned time; rows at which it stands still have none. */
export function plannedShaking(run: AlignedRun): PlannedShaking {
  const t = columnOf(run, 't');
  const acceleration = new Float64Array(t.length);
  const jolts = new Float64Array(t.length);
  const { toolpath } = run;
  const { start, duration, startSpeed, cruiseSpeed, endSpeed } = toolpath;
  let row = 0;
  let before = { x: 0, y: 0, z: 0 };
  for (let piece = 0; piece < toolpath.count; piece++) {
    const begin = start[piece] ?? 0;
    const end = begin + (duration[piece] ?? 0);
    const direction = directionOf(toolpath, piece);
    while (row < t.length - 1 && (t[row] ?? 0) < begin) row++;
    const [from = 0, cruise = 0, to = 0] = [startSpeed[piece], cruiseSpeed[piece], endSpeed[piece]];
    jolts[row] =
      (jolts[row] ?? 0) +
      Math.hypot(
        from * direction.x - before.x,
        from * direction.y - before.y,
        from * direction.z - before.z,
      );
    before = { x: to * direction.x, y: to * direction.y, z: to * direction.z };
    // A piece without way moves filament alone, which does not shake the head.
    const ramp = direction.moves ? (toolpath.acceleration[piece] ?? 0) : 0;
    if (ramp === 0) continue;
    const upEnds = begin + (cruise - from) / ramp;
    const downBegins = end - (cruise - to) / ramp;
    for (let i = row; i < t.length; i++) {
      const rowEnds = t[i] ?? 0;
      const rowBegins = t[i - 1] ?? Number.NEGATIVE_INFINITY;
      if (rowBegins < upEnds || rowEnds > downBegins)
        acceleration[i] = Math.max(acceleration[i] ?? 0, ramp);
      if (rowEnds >= end) break;
    }
  }
  return { acceleration, jolts };
}

function directionOf(
  { fromX, toX, fromY, toY, fromZ, toZ }: Toolpath,
  piece: number,
): { x: number; y: number; z: number; moves: boolean } {
  const x = (toX[piece] ?? 0) - (fromX[piece] ?? 0);
  const y = (toY[piece] ?? 0) - (fromY[piece] ?? 0);
  const z = (toZ[piece] ?? 0) - (fromZ[piece] ?? 0);
  const way = Math.hypot(x, y, z);
  return way > 0
    ? { x: x / way, y: y / way, z: z / way, moves: true }
    : { x: 0, y: 0, z: 0, moves: false };
}
