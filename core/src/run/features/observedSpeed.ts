import type { AlignedRun } from '../alignedRun.ts';
import { isMeasured, remembered } from './section.ts';

/** Speed of the head at each row, mm/s: as the run recorded it, or else from its place and that of the row
 * before; empty where neither is known. */
export const observedSpeed = remembered((run: AlignedRun): Float64Array => {
  const { columns } = run.timeline;
  const recorded = columns.get('velocity');
  if (recorded && isMeasured(run, 'velocity')) return recorded;
  const time = columns.get('source_t');
  const [x, y, z] = (['position_x', 'position_y', 'position_z'] as const).map((axis) =>
    columns.get(axis),
  );
  if (!time || !x || !y || !z) return new Float64Array(0);
  return x.map((now, row) => {
    if (row === 0) return Number.NaN;
    const way = Math.hypot(
      now - (x[row - 1] ?? 0),
      (y[row] ?? 0) - (y[row - 1] ?? 0),
      (z[row] ?? 0) - (z[row - 1] ?? 0),
    );
    return way / ((time[row] ?? 0) - (time[row - 1] ?? 0));
  });
});
