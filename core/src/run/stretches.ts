import type { PlannedStop } from './plannedStops.ts';
import type { SourceWindow, TrackedWindow } from './windowTracking.ts';

/** A stretch of continuous execution as tracking found it. */
export interface DraftStretch {
  /** Indices of windows, the end exclusive. */
  readonly firstWindow: number;
  readonly endWindow: number;
  readonly plannedStart: number;
  readonly plannedEnd: number;
}

/** How badly a row of the source fits an offset: 0 well, 1 not at all; NaN where it says nothing. */
export type Misfit = (row: number, offset: number, window: number) => number;

/** What finding the ends of stretches needs to know. */
export interface StretchContext {
  readonly windows: readonly SourceWindow[];
  readonly stops: readonly PlannedStop[];
  /** Planned seconds of everything. */
  readonly seconds: number;
  /** Times of the source, rising, that can be compared with the plan. */
  readonly rows: Float64Array;
  readonly misfit: Misfit;
  /** How badly a row fits a plan that stands: 0 where the source stands too. */
  idleMisfit(row: number): number;
}

/** Windows of which less is explained do not carry a stretch. */
export const CARRIES = 0.5;

/** Cuts what was tracked into stretches and finds where each begins and ends in planned time. */
export function draftStretches(
  tracked: readonly TrackedWindow[],
  context: StretchContext,
): readonly DraftStretch[] {
  const groups = groupsOf(tracked);
  const drafts: DraftStretch[] = [];
  groups.forEach((group, i) => {
    const before = groups[i - 1];
    const last = drafts[drafts.length - 1];
    if (before && last) {
      const border = borderBetween(tracked, before, group, context);
      drafts[drafts.length - 1] = { ...last, plannedEnd: border.end };
      drafts.push({ ...group, plannedStart: border.start, plannedEnd: Number.NaN });
    } else {
      const plannedStart = firstBorder(tracked, group, context);
      drafts.push({ ...group, plannedStart, plannedEnd: Number.NaN });
    }
  });
  const last = drafts[drafts.length - 1];
  if (last) drafts[drafts.length - 1] = { ...last, plannedEnd: lastBorder(tracked, last, context) };
  return drafts;
}

interface Group {
  readonly firstWindow: number;
  readonly endWindow: number;
}

/** Windows without a jump in between, from the first to the last that is explained. */
function groupsOf(tracked: readonly TrackedWindow[]): readonly Group[] {
  const groups: Group[] = [];
  let first = -1;
  let end = -1;
  const close = (): void => {
    if (first >= 0) groups.push({ firstWindow: first, endWindow: end });
    first = -1;
  };
  tracked.forEach(({ jumps, share }, i) => {
    if (jumps) close();
    if (share < CARRIES) return;
    if (first < 0) first = i;
    end = i + 1;
  });
  close();
  return groups;
}

/** Where one stretch gives way to the next: the plan stands at one moment of it, or leaves something out. */
function borderBetween(
  tracked: readonly TrackedWindow[],
  before: Group,
  after: Group,
  { windows, stops, rows, misfit, idleMisfit }: StretchContext,
): { readonly end: number; readonly start: number } {
  const left = before.endWindow - 1;
  const right = after.firstWindow;
  const leftOffset = tracked[left]?.offset ?? 0;
  const rightOffset = tracked[right]?.offset ?? 0;
  const from = windows[left]?.startSeconds ?? 0;
  const to = windows[right]?.endSeconds ?? 0;
  const first = firstAtOrAbove(rows, from);
  const inside = rows.subarray(first, firstAtOrAbove(rows, to) + 1);
  // Sums of the misfits before each row: by the left offset, by the right one, and of a plan that stands.
  const leftSums = sumsBefore(inside, (row) => misfit(first + row, leftOffset, left));
  const rightSums = sumsBefore(inside, (row) => misfit(first + row, rightOffset, right));
  const idleSums = sumsBefore(inside, (row) => idleMisfit(first + row));
  const costOf = (leftEnd: number, rightStart: number): number => {
    const end = firstAtOrAbove(inside, leftEnd);
    const start = firstAtOrAbove(inside, rightStart);
    const idle = (idleSums[start] ?? 0) - (idleSums[end] ?? 0);
    return (leftSums[end] ?? 0) + idle + (rightSums[inside.length] ?? 0) - (rightSums[start] ?? 0);
  };
  if (rightOffset > leftOffset) {
    const at = leastBy([...inside], (row) => costOf(row, row)) ?? (from + to) / 2;
    return { end: at + leftOffset, start: at + rightOffset };
  }
  const costAt = (planned: number): number => costOf(planned - leftOffset, planned - rightOffset);
  const lowest = from + leftOffset;
  const highest = to + rightOffset;
  const steps = Math.max(2, Math.ceil((highest - lowest) / 0.02));
  const grid = Array.from(
    { length: steps + 1 },
    (_, i) => lowest + ((highest - lowest) * i) / steps,
  );
  const costs = grid.map(costAt);
  const least = Math.min(...costs);
  const known = stops.filter(
    ({ plannedSeconds: at }) => at >= lowest - 1 && at <= highest + 1 && costAt(at) <= least + 2,
  );
  const stop = leastBy(known, ({ plannedSeconds }) => costAt(plannedSeconds));
  if (stop) return { end: stop.plannedSeconds, start: stop.plannedSeconds };
  // Where several moments fit alike the one in their middle is nearest to all.
  const best = grid.filter((_, i) => (costs[i] ?? 0) <= least + 1e-9);
  const at = best[Math.floor(best.length / 2)] ?? (lowest + highest) / 2;
  return { end: at, start: at };
}

function sumsBefore(rows: Float64Array, misfit: (row: number) => number): Float64Array {
  const sums = new Float64Array(rows.length + 1);
  for (let row = 0; row < rows.length; row++) {
    const bad = misfit(row);
    sums[row + 1] = (sums[row] ?? 0) + (Number.isNaN(bad) ? 0 : bad);
  }
  return sums;
}

/** Index of the first of rising times that is not below `seconds`; their count where none is. */
export function firstAtOrAbove(rows: Float64Array, seconds: number): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle] ?? 0) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

function leastBy<Value>(
  values: readonly Value[],
  cost: (value: Value) => number,
): Value | undefined {
  let best: Value | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    const at = cost(value);
    if (at < least) [best, least] = [value, at];
  }
  return best;
}

/** A stretch goes on backwards as long as the recording fits, at most to the stop before it. */
function firstBorder(
  tracked: readonly TrackedWindow[],
  { firstWindow }: Group,
  { windows, stops, rows, misfit }: StretchContext,
): number {
  const offset = tracked[firstWindow]?.offset ?? 0;
  const begun = (windows[firstWindow]?.startSeconds ?? 0) + offset;
  const stop = stops.filter(({ plannedSeconds }) => plannedSeconds <= begun + 0.3).at(-1);
  const border = Math.max(0, stop?.plannedSeconds ?? 0);
  const first = firstAtOrAbove(rows, border - offset);
  const end = firstAtOrAbove(rows, begun - offset);
  const reached = outermost(rows, end - 1, first - 1, offset, firstWindow, misfit, border);
  return Math.max(border, Math.min(begun, reached));
}

function lastBorder(
  tracked: readonly TrackedWindow[],
  { endWindow }: Group,
  { windows, stops, rows, misfit, seconds }: StretchContext,
): number {
  const offset = tracked[endWindow - 1]?.offset ?? 0;
  const done = (windows[endWindow - 1]?.endSeconds ?? 0) + offset;
  const stop = stops.find(({ plannedSeconds }) => plannedSeconds >= done - 0.3);
  const border = Math.min(seconds, stop?.plannedSeconds ?? seconds);
  const first = firstAtOrAbove(rows, done - offset);
  const end = firstAtOrAbove(rows, border - offset);
  const reached = outermost(rows, first, end, offset, endWindow - 1, misfit, border);
  return Math.min(border, Math.max(done, reached));
}

/** A few rows that do not fit are noise, this many seconds of them are not. */
const LOST_S = 0.5;

/** Goes from one row towards another until nothing fits any more; the planned time reached, `border` where
 * it fits all the way. */
function outermost(
  rows: Float64Array,
  from: number,
  to: number,
  offset: number,
  window: number,
  misfit: Misfit,
  border: number,
): number {
  const step = to >= from ? 1 : -1;
  let lastFit = rows[from - step] ?? rows[from] ?? border - offset;
  for (let row = from; row !== to; row += step) {
    const at = rows[row] ?? 0;
    const bad = misfit(row, offset, window);
    if (Number.isNaN(bad)) continue;
    if (bad < 0.5) lastFit = at;
    else if (Math.abs(at - lastFit) > LOST_S) return lastFit + offset;
  }
  return border;
}
