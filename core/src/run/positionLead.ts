import type { Toolpath } from '../print/toolpath.ts';
import { type Lead, trackedPlan } from './lead.ts';
import {
  movingRows,
  type PositionRows,
  type RowWindow,
  rowWindows,
  usualInterval,
} from './movingRows.ts';
import { samplePath } from './plannedMotion.ts';
import type { PlannedStop } from './plannedStops.ts';
import { positionAnchors } from './positionAnchors.ts';
import { positionDistance, positionMatcher } from './positionMatcher.ts';
import { type AnchorPoint, anchorColumns, fitClock } from './robustFit.ts';
import { type DraftStretch, draftStretches, firstAtOrAbove } from './stretches.ts';
import { NO_SHIFT, type Shift, type TrackedWindow, trackWindows } from './windowTracking.ts';

const PATH_STEP_S = 0.02;
/** A head that moves while the plan stands is parked, which is rarer than being where the plan has it. */
const IDLE_MISFIT = 0.5;

/** Follows the head through the plan; undefined where it is nowhere seen in it. */
export function positionLead(
  toolpath: Toolpath,
  positions: PositionRows,
  moves: Uint8Array,
  stops: readonly PlannedStop[],
): Lead | undefined {
  const rows = movingRows(positions, moves);
  const windows = rowWindows(rows.seconds, usualInterval(positions.seconds));
  if (windows.length === 0) return undefined;
  const path = samplePath(toolpath, PATH_STEP_S);
  const tracked = trackWindows(
    positionMatcher(rows, windows, path),
    trackedPlan(toolpath.seconds, stops),
  );
  const drafts = draftStretches(tracked, {
    windows,
    stops,
    seconds: toolpath.seconds,
    rows: positions.seconds,
    misfit: (row, offset, window) =>
      Math.min(
        1,
        positionDistance(positions, row, path, offset, tracked[window]?.shift ?? NO_SHIFT),
      ),
    idleMisfit: (row) => (moves[row] === 1 ? IDLE_MISFIT : 0),
  });
  if (drafts.length === 0) return undefined;
  const members = drafts.map((draft) => rowsOf(draft, tracked, windows, positions));
  const own = (scale: number, offsets: Float64Array | undefined): AnchorPoint[] => {
    const points: AnchorPoint[] = [];
    members.forEach((parts, stretch) => {
      for (const { first, end, offset, shift } of parts)
        positionAnchors(
          toolpath,
          positions,
          { first, end, stretch, scale, offset: offsets?.[stretch] ?? offset, shift },
          (point) => points.push(point),
        );
    });
    return points;
  };
  // The anchors of a first fit are found again by it, as the way along the path is only near it a time.
  const first = fitClock(anchorColumns(own(1, undefined)), drafts.length);
  const second = fitClock(anchorColumns(own(first.scale, first.offsets)), drafts.length, first);
  const points = own(second.scale, second.offsets);
  return {
    leading: 'position',
    points,
    drafts,
    tracked,
    windows,
    positions: { rows: positions, moves, path },
  };
}

interface RowPart {
  readonly first: number;
  readonly end: number;
  readonly offset: number;
  readonly shift: Shift;
}

/** Rows of the windows of a stretch that the plan explains, those at its ends only inside it. */
function rowsOf(
  { firstWindow, endWindow, plannedStart, plannedEnd }: DraftStretch,
  tracked: readonly TrackedWindow[],
  windows: readonly RowWindow[],
  positions: PositionRows,
): readonly RowPart[] {
  const parts: RowPart[] = [];
  for (let i = firstWindow; i < endWindow; i++) {
    const fit = tracked[i];
    const window = windows[i];
    if (!fit || !window || fit.share < 0.5) continue;
    const from = Math.max(window.startSeconds, plannedStart - fit.offset);
    const to = Math.min(window.endSeconds, plannedEnd - fit.offset);
    const first = firstAtOrAbove(positions.seconds, from);
    const end = firstAtOrAbove(positions.seconds, to);
    parts.push({ first, end, offset: fit.offset, shift: fit.shift });
  }
  return parts;
}
