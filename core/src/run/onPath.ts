import type { PositionRows } from './movingRows.ts';
import type { SampledPath } from './plannedMotion.ts';
import type { PositionIndex } from './positionIndex.ts';

/** A place is on the path where it is so near to it: readings are noisy by hundredths. */
const ON_PATH_MM = 0.06;
const SAME_LAYER_MM = 0.08;
/** Steps of the sampled path on either side of a pass through the same cell. */
const NEIGHBOURS = 6;
const MOST_ROWS = 2_000;

/**
 * Share of the rows in which the head moves that lie on the planned path, whenever that may be: a plan of the
 * right file with wrong speeds has nearly all of them, a plan of another file has few.
 */
export function onPathShare(
  rows: PositionRows,
  moves: Uint8Array,
  path: SampledPath,
  index: PositionIndex,
): number {
  const step = Math.max(1, Math.floor(rows.count / MOST_ROWS));
  let on = 0;
  let all = 0;
  for (let row = 0; row < rows.count; row += step) {
    if (moves[row] !== 1) continue;
    all++;
    if (isOnPath(rows.x[row] ?? 0, rows.y[row] ?? 0, rows.z[row] ?? 0, path, index)) on++;
  }
  return all === 0 ? Number.NaN : on / all;
}

function isOnPath(
  x: number,
  y: number,
  z: number,
  path: SampledPath,
  index: PositionIndex,
): boolean {
  let found = false;
  for (const [sideX, sideY] of SIDES) {
    if (found) return true;
    index.passes(x + sideX * ON_PATH_MM, y + sideY * ON_PATH_MM, z, (seconds) => {
      const middle = Math.round(seconds / path.stepSeconds);
      const last = Math.min(path.count - 2, middle + NEIGHBOURS);
      for (let i = Math.max(0, middle - NEIGHBOURS); i <= last && !found; i++)
        found = distanceToStep(x, y, z, path, i) <= ON_PATH_MM;
    });
  }
  return found;
}

/** A place near the border of a cell may be on a path that passes the neighbouring one. */
const SIDES = [
  [0, 0],
  [-1, -1],
  [1, -1],
  [-1, 1],
  [1, 1],
] as const;

function distanceToStep(x: number, y: number, z: number, path: SampledPath, i: number): number {
  const fromX = path.x[i] ?? 0;
  const fromY = path.y[i] ?? 0;
  const wayX = (path.x[i + 1] ?? 0) - fromX;
  const wayY = (path.y[i + 1] ?? 0) - fromY;
  const way2 = wayX * wayX + wayY * wayY;
  const along = way2 > 0 ? ((x - fromX) * wayX + (y - fromY) * wayY) / way2 : 0;
  const share = Math.max(0, Math.min(1, along));
  const height = (path.z[i] ?? 0) + ((path.z[i + 1] ?? 0) - (path.z[i] ?? 0)) * share;
  if (Math.abs(height - z) > SAME_LAYER_MM) return Number.POSITIVE_INFINITY;
  const besideX = fromX + wayX * share - x;
  const besideY = fromY + wayY * share - y;
  return Math.sqrt(besideX * besideX + besideY * besideY);
}
