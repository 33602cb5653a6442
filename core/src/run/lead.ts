import type { PositionRows } from './movingRows.ts';
import type { SampledPath } from './plannedMotion.ts';
import type { PlannedStop } from './plannedStops.ts';
import type { AnchorKind, AnchorPoint } from './robustFit.ts';
import type { DraftStretch } from './stretches.ts';
import type { SourceWindow, TrackedPlan, TrackedWindow } from './windowTracking.ts';

/** What the best kind of anchor of a source says: where the stretches lie, and the anchors of this kind where
 * they depend on that. */
export interface Lead {
  readonly leading: AnchorKind;
  readonly points: readonly AnchorPoint[];
  readonly drafts: readonly DraftStretch[];
  readonly tracked: readonly TrackedWindow[];
  readonly windows: readonly SourceWindow[];
  /** Where positions lead: the rows that tell where the head is, and 1 for each in which it moves. */
  readonly positions?: {
    readonly rows: PositionRows;
    readonly moves: Uint8Array;
    readonly path: SampledPath;
  };
}

export function trackedPlan(seconds: number, stops: readonly PlannedStop[]): TrackedPlan {
  return { seconds, stops: stops.map(({ plannedSeconds }) => plannedSeconds) };
}
