import { type Lead, trackedPlan } from './lead.ts';
import type { KnownMoment } from './linePoints.ts';
import { agrees, momentMatcher } from './momentMatcher.ts';
import type { PlannedStop } from './plannedStops.ts';
import type { AnchorKind } from './robustFit.ts';
import { draftStretches } from './stretches.ts';
import { trackWindows } from './windowTracking.ts';

/** Fewer known moments do not lead anywhere. */
const FEWEST_MOMENTS = 3;

/** Follows moments that are known by themselves; undefined where there are too few. */
export function momentLead(
  leading: AnchorKind,
  moments: readonly KnownMoment[],
  plannedSeconds: number,
  stops: readonly PlannedStop[],
): Lead | undefined {
  if (moments.length < FEWEST_MOMENTS) return undefined;
  const leaders = [...moments].sort((a, b) => a.source - b.source);
  const matcher = momentMatcher(leaders);
  const tracked = trackWindows(matcher, trackedPlan(plannedSeconds, stops));
  const drafts = draftStretches(tracked, {
    windows: matcher.windows,
    stops,
    seconds: plannedSeconds,
    rows: Float64Array.from(leaders, ({ source }) => source),
    misfit: (row, offset) => {
      const moment = leaders[row];
      return moment && agrees(moment, offset) ? 0 : 1;
    },
    idleMisfit: () => 1,
  });
  if (drafts.length === 0) return undefined;
  return { leading, points: [], drafts, tracked, windows: matcher.windows };
}
