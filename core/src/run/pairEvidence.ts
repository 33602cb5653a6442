import type { Toolpath } from '../print/toolpath.ts';
import type { ClockAlignment } from './clockAlignment.ts';
import { type ClockMap, type PlannedMoment, plannedMoment } from './clockMap.ts';
import type { PositionRows } from './movingRows.ts';
import { onPathShare } from './onPath.ts';
import { locate, plannedPoint } from './plannedMotion.ts';
import type { PlannedStop } from './plannedStops.ts';
import { indexPositions } from './positionIndex.ts';
import { EXPLAINED_MM, EXPLAINED_S } from './positionMatcher.ts';
import { selectQuantile } from './selection.ts';
import { quantile, robustDeviation, theilSenSlope } from './statistics.ts';
import { firstAtOrAbove } from './stretches.ts';
import { NO_SHIFT, type Shift, type TrackedWindow } from './windowTracking.ts';

/** How well a recording of the head and a plan belong together. Seconds are those in which the head moves. */
export interface PairEvidence {
  readonly movingSeconds: number;
  /** Share of them in which the head is where the plan has it, lost steps allowed for. */
  readonly explained: number;
  /** Share of them in which it is somewhere else altogether, or moves while the plan stands for no reason. */
  readonly contrary: number;
  /** Planned seconds that the recording leaves out between two stretches. */
  readonly skippedSeconds: number;
  /** Seconds in which the head moves while the plan stands for a reason: homing, macros, a pause. */
  readonly unplannedSeconds: number;
  /** Times that the plan stands for no reason while the head goes on. */
  readonly oddStops: number;
  /** Median distance from the plan, mm. */
  readonly medianDistanceMm: number;
  /** How far plan and recording lie apart from the first moment on. */
  readonly startShift: Shift;
  /** How much higher the recording is than the plan for each millimetre of height, and how sure that is. */
  readonly heightTrend: {
    readonly perMm: number;
    readonly rangeMm: number;
    readonly error: number;
  };
  /** Share of the moving rows that lie on the planned path, whenever that may be. Only where little is
   * explained, else NaN. */
  readonly onPath: number;
}

/** Further away than this the head is somewhere else: more than play, noise and a cut corner. */
const ELSEWHERE_MM = 1;
const ELSEWHERE_S = 0.01;
/** Layers are at least this thick; a bed is not that uneven. */
const ELSEWHERE_Z_MM = 0.25;
/** Fits worse than this do not say where the plan lies. */
const WELL_FITTED = 0.8;
/** Below this share of explained motion the path is looked at without its times. */
const DOUBTFUL = 0.97;
const LONGEST_ROW_S = 1;

export function pairEvidence(
  toolpath: Toolpath,
  alignment: ClockAlignment,
  stops: readonly PlannedStop[],
): PairEvidence | undefined {
  const { map, lead } = alignment;
  if (!lead.positions) return undefined;
  const { rows, moves, path } = lead.positions;
  const seen = compareRows(toolpath, alignment, lead.positions, stops);
  const lift = selectQuantile(seen.height.slice(), 0.5);
  let [movingSeconds, explained, contrary] = [0, 0, 0];
  for (let i = 0; i < seen.count; i++) {
    const seconds = seen.seconds[i] ?? 0;
    const speed = seen.speed[i] ?? 0;
    const level = seen.level[i] ?? 0;
    const height = Math.abs((seen.height[i] ?? 0) - lift);
    const stands = seen.stands[i] === 1;
    const far = Math.sqrt(level * level + height * height);
    movingSeconds += seconds;
    if (!stands && far <= EXPLAINED_MM + EXPLAINED_S * speed) explained += seconds;
    if (stands || level > ELSEWHERE_MM + ELSEWHERE_S * speed || height > ELSEWHERE_Z_MM)
      contrary += seconds;
  }
  const share = (part: number): number => (movingSeconds > 0 ? part / movingSeconds : 0);
  return {
    movingSeconds,
    explained: share(explained),
    contrary: share(contrary),
    skippedSeconds: skipped(map),
    unplannedSeconds: seen.unplannedSeconds,
    oddStops: oddStops(alignment, rows, moves, stops),
    medianDistanceMm: selectQuantile(seen.level.slice(), 0.5),
    startShift: lead.tracked.find((fit) => fit.share >= WELL_FITTED)?.shift ?? NO_SHIFT,
    heightTrend: heightTrend(seen),
    onPath:
      share(explained) < DOUBTFUL
        ? onPathShare(rows, moves, path, indexPositions(path))
        : Number.NaN,
  };
}

/** Moving rows beside the plan, without those in which the plan has a reason to stand. */
interface SeenRows {
  readonly count: number;
  readonly seconds: Float64Array;
  /** Distance from the plan on the level and how much higher the row is, mm. */
  readonly level: Float64Array;
  readonly height: Float64Array;
  /** Of the plan. */
  readonly speed: Float64Array;
  readonly z: Float64Array;
  readonly stands: Uint8Array;
  readonly unplannedSeconds: number;
}

function compareRows(
  toolpath: Toolpath,
  { map, lead }: ClockAlignment,
  { rows, moves }: { readonly rows: PositionRows; readonly moves: Uint8Array },
  stops: readonly PlannedStop[],
): SeenRows {
  const shifts = usualShifts(lead.tracked);
  const room = rows.count;
  const seconds = new Float64Array(room);
  const level = new Float64Array(room);
  const height = new Float64Array(room);
  const speed = new Float64Array(room);
  const z = new Float64Array(room);
  const stands = new Uint8Array(room);
  const point = plannedPoint();
  let unplannedSeconds = 0;
  let count = 0;
  for (let row = 1; row < rows.count; row++) {
    if (moves[row] !== 1) continue;
    const at = rows.seconds[row] ?? 0;
    const moment = plannedMoment(map, at);
    const elapsed = Math.min(LONGEST_ROW_S, at - (rows.seconds[row - 1] ?? 0));
    if (moment.stands && isKnownStop(moment, map, stops, toolpath.seconds)) {
      unplannedSeconds += elapsed;
      continue;
    }
    locate(toolpath, moment.seconds, point);
    let nearest2 = Number.POSITIVE_INFINITY;
    for (const [shiftX, shiftY] of shifts) {
      const x = (rows.x[row] ?? 0) - point.x - shiftX;
      const y = (rows.y[row] ?? 0) - point.y - shiftY;
      nearest2 = Math.min(nearest2, x * x + y * y);
    }
    seconds[count] = elapsed;
    level[count] = Math.sqrt(nearest2);
    height[count] = (rows.z[row] ?? 0) - point.z;
    speed[count] = Math.sqrt(point.velocityX ** 2 + point.velocityY ** 2 + point.velocityZ ** 2);
    z[count] = point.z;
    stands[count] = moment.stands ? 1 : 0;
    count++;
  }
  const cut = (column: Float64Array): Float64Array => column.subarray(0, count);
  return {
    count,
    seconds: cut(seconds),
    level: cut(level),
    height: cut(height),
    speed: cut(speed),
    z: cut(z),
    stands: stands.subarray(0, count),
    unplannedSeconds,
  };
}

/** A print loses steps a few times at most. */
const MOST_SHIFTS = 4;
const SAME_SHIFT_MM = 0.15;

/** The shifts that most windows have, none among them. */
function usualShifts(tracked: readonly TrackedWindow[]): readonly Shift[] {
  const groups: { readonly shift: Shift; windows: number }[] = [{ shift: NO_SHIFT, windows: 0 }];
  for (const { shift, share } of tracked) {
    if (share < WELL_FITTED) continue;
    const same = groups.find(({ shift: other }) =>
      other.every((mm, axis) => Math.abs(mm - (shift[axis] ?? 0)) <= SAME_SHIFT_MM),
    );
    if (same) same.windows++;
    else groups.push({ shift, windows: 1 });
  }
  const [none, ...others] = groups;
  others.sort((a, b) => b.windows - a.windows);
  return [none?.shift ?? NO_SHIFT, ...others.slice(0, MOST_SHIFTS).map(({ shift }) => shift)];
}

function skipped({ stretches }: ClockMap): number {
  let seconds = 0;
  stretches.forEach(({ plannedStart }, i) => {
    const end = i === 0 ? plannedStart : (stretches[i - 1]?.plannedEnd ?? 0);
    seconds += Math.max(0, plannedStart - end);
  });
  return seconds;
}

/** Shorter stops may be hidden in the time between two rows. */
const LEAST_STOP_S = 0.3;

/** Stops that nobody planned and in which the head does not stand for half of the time. */
function oddStops(
  { map: { scale, stretches } }: ClockAlignment,
  rows: PositionRows,
  moves: Uint8Array,
  stops: readonly PlannedStop[],
): number {
  let odd = 0;
  stretches.forEach(({ plannedStart, offset }, i) => {
    const before = stretches[i - 1];
    if (!before || before.offset - offset < LEAST_STOP_S) return;
    if (stops.some((stop) => Math.abs(stop.plannedSeconds - plannedStart) < NEAR_STOP_S)) return;
    const first = firstAtOrAbove(rows.seconds, (before.plannedEnd - before.offset) / scale);
    const end = firstAtOrAbove(rows.seconds, (plannedStart - offset) / scale);
    let moving = 0;
    for (let row = first; row < end; row++) moving += moves[row] ?? 0;
    if (2 * moving > end - first) odd++;
  });
  return odd;
}

const HEIGHT_PARTS = 40;

/** How the height of the recording less that of the plan changes with height: the slope of Theil and Sen through
 * the medians of parts of the rows. */
function heightTrend({ count, height, z }: SeenRows): PairEvidence['heightTrend'] {
  const parts = Math.min(HEIGHT_PARTS, Math.floor(count / 5));
  const medians = (column: Float64Array): Float64Array =>
    Float64Array.from({ length: parts }, (_, part) => {
      const rows = column.slice(
        Math.floor((part * count) / parts),
        Math.floor(((part + 1) * count) / parts),
      );
      return selectQuantile(rows, 0.5);
    });
  const heights = medians(z);
  const lifts = medians(height);
  const perMm = theilSenSlope(heights, lifts);
  if (Number.isNaN(perMm)) return { perMm: 0, rangeMm: 0, error: 0 };
  // The way up at the end of a print is no layer.
  const rangeMm = quantile(heights, 0.9) - quantile(heights, 0.1);
  const residuals = lifts.map((lift, i) => lift - perMm * (heights[i] ?? 0));
  const error = robustDeviation(residuals) / Math.max(1e-3, rangeMm / 3) / Math.sqrt(parts);
  return { perMm, rangeMm, error };
}

const NEAR_STOP_S = 0.5;

/** Whether the plan has a reason to stand: a stop of its own, or all of it is done. */
function isKnownStop(
  { seconds, stretch }: PlannedMoment,
  { stretches }: ClockMap,
  stops: readonly PlannedStop[],
  plannedSeconds: number,
): boolean {
  if (stretch === stretches.length && seconds >= plannedSeconds - NEAR_STOP_S) return true;
  return (
    seconds <= NEAR_STOP_S ||
    stops.some((stop) => Math.abs(stop.plannedSeconds - seconds) < NEAR_STOP_S)
  );
}
