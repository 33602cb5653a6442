import type { Toolpath } from '../print/toolpath.ts';
import type { PositionRows } from './movingRows.ts';
import { locate, plannedPoint } from './plannedMotion.ts';
import type { AnchorPoint } from './robustFit.ts';
import type { Shift } from './windowTracking.ts';

/** Standard deviations of a reading of the place and of its moment. */
const PLACE_MM = 0.01;
const MOMENT_S = 0.001;
/** A slower head says too little about time. */
const SLOWEST_MM_PER_S = 4;
/** Further beside the plan, or further along it, a place does not belong there. */
const MOST_BESIDE_MM = 1;
const MOST_ALONG_S = 0.12;

/** Rows of a stretch, with what is known of their map so far. */
export interface StretchRows {
  /** The end exclusive. */
  readonly first: number;
  readonly end: number;
  readonly stretch: number;
  readonly scale: number;
  readonly offset: number;
  readonly shift: Shift;
}

/** When the plan has the head where it was seen: the way by which a place lies before or behind the planned
 * one, divided by the speed. Recording and plan must already fit to about a tenth of a second. */
export function positionAnchors(
  toolpath: Toolpath,
  rows: PositionRows,
  { first, end, stretch, scale, offset, shift: [shiftX, shiftY, shiftZ] }: StretchRows,
  add: (anchor: AnchorPoint) => void,
): void {
  const point = plannedPoint();
  for (let row = first; row < end; row++) {
    const source = rows.seconds[row] ?? 0;
    const planned = scale * source + offset;
    locate(toolpath, planned, point);
    const { velocityX, velocityY, velocityZ } = point;
    const speed2 = velocityX * velocityX + velocityY * velocityY + velocityZ * velocityZ;
    if (speed2 < SLOWEST_MM_PER_S * SLOWEST_MM_PER_S) continue;
    const x = (rows.x[row] ?? 0) - shiftX - point.x;
    const y = (rows.y[row] ?? 0) - shiftY - point.y;
    const z = (rows.z[row] ?? 0) - shiftZ - point.z;
    const along = (x * velocityX + y * velocityY + z * velocityZ) / speed2;
    const beside2 = x * x + y * y + z * z - along * along * speed2;
    if (Math.abs(along) > MOST_ALONG_S || beside2 > MOST_BESIDE_MM * MOST_BESIDE_MM) continue;
    const deviation = Math.sqrt(MOMENT_S * MOMENT_S + (PLACE_MM * PLACE_MM) / speed2);
    add({ source, planned: planned + along, deviation, stretch, kind: 'position' });
  }
}
