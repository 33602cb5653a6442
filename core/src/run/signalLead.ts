import type { Toolpath } from '../print/toolpath.ts';
import type { SensorTable } from './channels.ts';
import { type Lead, trackedPlan } from './lead.ts';
import { plannedSpeed, plannedVibration } from './plannedSignal.ts';
import type { PlannedStop } from './plannedStops.ts';
import { risingRows } from './risingRows.ts';
import type { AnchorPoint } from './robustFit.ts';
import { type SignalRows, signalMatcher } from './signalMatcher.ts';
import { CARRIES, draftStretches } from './stretches.ts';
import { trackWindows } from './windowTracking.ts';

/** A speed is read at a moment; the plan's is taken over the hundredth of a second before it. */
const SPEED_SPAN_S = 0.01;
/** How well a window of a signal lies on the plan, from `npm run alignment`. */
const SIGNAL_DEVIATION_S = 0.01;

/** Follows the speed of the head or its vibration; undefined where the source has neither. */
export function signalLead(
  toolpath: Toolpath,
  table: SensorTable,
  stops: readonly PlannedStop[],
): Lead | undefined {
  const speed = signalRows(table, 'velocity', SPEED_SPAN_S);
  const rows = speed ?? signalRows(table, 'vibration', undefined);
  if (!rows) return undefined;
  const planned = speed ? plannedSpeed(toolpath) : plannedVibration(toolpath);
  const matcher = signalMatcher(rows, planned);
  if (matcher.windows.length === 0) return undefined;
  const tracked = trackWindows(matcher, trackedPlan(toolpath.seconds, stops));
  const drafts = draftStretches(tracked, {
    windows: matcher.windows,
    stops,
    seconds: toolpath.seconds,
    rows: rows.seconds,
    misfit: (row, offset) => matcher.misfit(row, offset),
    idleMisfit: (row) => matcher.loudness(row),
  });
  if (drafts.length === 0) return undefined;
  const points = drafts.flatMap(({ firstWindow, endWindow }, stretch): AnchorPoint[] =>
    tracked.slice(firstWindow, endWindow).flatMap(({ window, offset, share }) => {
      const of = matcher.windows[window];
      if (!of || share < CARRIES) return [];
      const source = (of.startSeconds + of.endSeconds) / 2;
      const planned = source + offset;
      return [{ source, planned, deviation: SIGNAL_DEVIATION_S, stretch, kind: 'signal' as const }];
    }),
  );
  return { leading: 'signal', points, drafts, tracked, windows: matcher.windows };
}

function signalRows(
  { columns, rowCount }: SensorTable,
  name: 'velocity' | 'vibration',
  spanSeconds: number | undefined,
): SignalRows | undefined {
  const timestamp = columns.get('timestamp');
  const values = columns.get(name);
  if (!timestamp || !values) return undefined;
  const seconds: number[] = [];
  const roots: number[] = [];
  const rises = risingRows(timestamp);
  for (let row = 0; row < rowCount; row++) {
    const value = values[row] ?? Number.NaN;
    if (rises[row] === 0 || Number.isNaN(value)) continue;
    seconds.push(timestamp[row] ?? 0);
    roots.push(Math.sqrt(Math.max(0, value)));
  }
  if (!roots.some((root) => root > 0)) return undefined;
  return {
    count: seconds.length,
    seconds: Float64Array.from(seconds),
    roots: Float64Array.from(roots),
    spanSeconds,
    isRootMeanSquare: name === 'vibration',
  };
}
