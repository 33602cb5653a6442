/** Some seconds of a source in which something goes on that the plan can be compared with. */
export interface SourceWindow {
  /** On the clock of the source. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** How much it counts: how many samples can be compared. */
  readonly samples: number;
}

/** How far the recorded head lies from the planned one, mm: an axis that lost steps, a raised nozzle. */
export type Shift = readonly [x: number, y: number, z: number];
export const NO_SHIFT: Shift = [0, 0, 0];

export interface WindowFit {
  /** Planned time − source time, s. */
  readonly offset: number;
  readonly shift: Shift;
  /** Share of the samples that the plan explains, 0 to 1. */
  readonly share: number;
}

/** A way to compare windows of a source with the plan. */
export interface WindowMatcher {
  readonly windows: readonly SourceWindow[];
  /** How far the offset of neighbouring windows may differ although no time was lost, s. */
  readonly toleranceSeconds: number;
  /** How many ways through the plan are followed at a time: more where layers look alike. */
  readonly paths: number;
  /** Offsets at which the window may lie, wherever in the plan that is. */
  candidates(window: number): readonly number[];
  /** The best fit at most `reachSeconds` from an offset. */
  fit(window: number, offset: number, shift: Shift, reachSeconds: number): WindowFit;
  /** The best fits at most `reachSeconds` from an offset that move the plan as well; none where that makes no
   * sense, several where a pattern repeats itself. */
  shifted?(window: number, offset: number, reachSeconds: number): readonly WindowFit[];
}

export interface TrackedWindow extends WindowFit {
  readonly window: number;
  /** The offset is not that of the windows before: time was lost, or a piece of the plan left out. */
  readonly jumps: boolean;
}

/** Planned seconds by which a clock and a planner may differ in a second. */
const WANDER = 0.002;
/** Candidates are known to this many seconds. */
export const CANDIDATE_REACH_S = 0.4;
/** A window explained so far needs no other explanation. */
const WELL_EXPLAINED = 0.85;
/** A window of which less is explained is lost. */
const SEEN = 0.5;
/** Paths for which another way is looked for. */
const MOST_LOST = 8;
/** Stops to come that are tried as the place where the plan goes on. */
const STOPS_AHEAD = 3;
/** A window begins and ends so many seconds from a stop. */
const EDGE_S = 0.5;

/** What a step costs, as a share of a window: it must explain more than this to be taken. */
const COST = {
  /** The plan stood where it has a stop, or the head was seen to stand. */
  expectedStop: 0.05,
  stop: 0.3,
  /** A piece of the plan was left out: nothing but a skipped object does that. */
  leap: 0.6,
  shift: 0.3,
  /** The recording begins with the last piece of the plan: of layers that are alike the first is meant. */
  lateStart: 0.1,
} as const;

/** The plan as far as following it needs it. */
export interface TrackedPlan {
  /** Planned times at which it may stand, rising. */
  readonly stops: readonly number[];
  readonly seconds: number;
}

interface Path {
  readonly score: number;
  readonly fit: TrackedWindow;
  /** Of the last window that was explained, s of the source. */
  readonly seenAt: number;
  /** Windows since then. */
  readonly lost: number;
  readonly before: Path | undefined;
}

/**
 * Follows a source through the plan, window by window, as the path that explains the most: the offset stays
 * what it is unless time was lost. A beam search over offsets and shifts.
 */
export function trackWindows(matcher: WindowMatcher, plan: TrackedPlan): readonly TrackedWindow[] {
  let paths: readonly Path[] = [];
  matcher.windows.forEach((window, index) => {
    paths = advance(matcher, paths, window, index, plan);
  });
  const tracked: TrackedWindow[] = [];
  for (let path = paths[0]; path; path = path.before) tracked.push(path.fit);
  return tracked.reverse();
}

function advance(
  matcher: WindowMatcher,
  paths: readonly Path[],
  window: SourceWindow,
  index: number,
  { stops, seconds }: TrackedPlan,
): readonly Path[] {
  const next: Path[] = [];
  const add = (before: Path | undefined, fit: WindowFit, jumps: boolean, cost: number): void => {
    const score = (before?.score ?? 0) + (fit.share - cost) * window.samples;
    const isSeen = fit.share >= SEEN;
    const seenAt = isSeen ? window.endSeconds : (before?.seenAt ?? window.startSeconds);
    const lostFor = isSeen ? 0 : (before?.lost ?? 0) + 1;
    next.push({ score, fit: { ...fit, window: index, jumps }, seenAt, lost: lostFor, before });
  };
  const isSearched = searches(paths[0]?.lost ?? 0);
  const lost: Path[] = [];
  for (const path of paths) {
    const { offset, shift } = path.fit;
    const elapsed = Math.max(0, window.startSeconds - path.seenAt);
    const reach = Math.min(CANDIDATE_REACH_S, matcher.toleranceSeconds + WANDER * elapsed);
    const carried = matcher.fit(index, offset, shift, reach);
    let best = carried.share;
    // Where nothing is explained the offset is not led astray.
    add(path, carried.share < SEEN ? { ...carried, offset } : carried, false, 0);
    if (best >= WELL_EXPLAINED || !isSearched) continue;
    for (const moved of matcher.shifted?.(index, offset, 0) ?? []) {
      if (Math.abs(moved.offset - offset) > reach) continue;
      best = Math.max(best, moved.share - COST.shift);
      add(path, moved, false, COST.shift);
    }
    if (best < WELL_EXPLAINED) lost.push(path);
  }
  // The best way so far goes on, or there has been none for long: no other is looked for.
  if (paths[0] && (lost[0] !== paths[0] || !isSearched)) return strongest(next, matcher.paths);
  const candidates = matcher.candidates(index);
  const fitAt = remembered(matcher, index);
  if (paths.length === 0) {
    const begins = stops.slice(0, STOPS_AHEAD).map((planned) => planned - window.startSeconds);
    for (const offset of [-window.startSeconds, ...begins, ...candidates]) {
      const fit = fitAt(offset, NO_SHIFT);
      const missed = Math.max(0, window.startSeconds + fit.offset) / seconds;
      add(undefined, fit, true, COST.lateStart * missed);
    }
    return strongest(next, matcher.paths);
  }
  for (const path of lost.slice(0, MOST_LOST)) {
    const { offset, shift } = path.fit;
    const stood = offset - Math.max(0, window.startSeconds - path.seenAt);
    const from = path.seenAt + offset;
    const resumes = stops
      .filter((planned) => planned > from - EDGE_S)
      .slice(0, STOPS_AHEAD)
      .map((planned) => planned - window.startSeconds);
    if (stood < offset - STOOD_S)
      for (const moved of matcher.shifted?.(index, stood, STOOD_REACH_S) ?? [])
        add(path, moved, true, COST.expectedStop + COST.shift);
    const near = [stood, stood - STOOD_REACH_S / 2, stood + STOOD_REACH_S / 2];
    for (const candidate of [...near, ...resumes, ...candidates]) {
      const fit = fitAt(candidate, shift);
      if (Math.abs(fit.offset - offset) < matcher.toleranceSeconds) continue;
      const seen = Math.abs(fit.offset - stood) <= STOOD_REACH_S;
      const expected = seen || isBetween(stops, from, window.startSeconds + fit.offset);
      const cost = fit.offset > offset ? COST.leap : expected ? COST.expectedStop : COST.stop;
      add(path, fit, true, cost);
    }
  }
  return strongest(next, matcher.paths);
}

/** After this many lost windows only some are looked for in the whole plan: a recording of another print would
 * take minutes. What is found later explains the windows before it as well. */
const PATIENCE = 8;
const LITTLE_PATIENCE = 64;

function searches(lost: number): boolean {
  if (lost <= PATIENCE) return true;
  return lost % (lost <= LITTLE_PATIENCE ? PATIENCE : LITTLE_PATIENCE / 2) === 0;
}

/** Many paths ask for nearly the same offsets of a window; each is fitted once. */
function remembered(
  matcher: WindowMatcher,
  window: number,
): (offset: number, shift: Shift) => WindowFit {
  const known = new Map<string, WindowFit>();
  return (offset, shift) => {
    const step = Math.round(offset / SAME_OFFSET_S);
    const key = `${step} ${shift.map((mm) => Math.round(mm / SAME_SHIFT_MM)).join(' ')}`;
    const fit =
      known.get(key) ?? matcher.fit(window, step * SAME_OFFSET_S, shift, CANDIDATE_REACH_S);
    known.set(key, fit);
    return fit;
  };
}

/** After a stop of this many seconds the head may be somewhere else. */
const STOOD_S = 0.5;
/** How long a stop was is seen to this many seconds: where rows are rare and the head was parked. */
const STOOD_REACH_S = 1.2;
/** Offsets and shifts nearer than this lead to the same fit. */
const SAME_OFFSET_S = 0.1;
const SAME_SHIFT_MM = 0.05;

function isBetween(stops: readonly number[], from: number, to: number): boolean {
  return stops.some((planned) => planned >= from - EDGE_S && planned <= to + EDGE_S);
}

/** The best paths that lead to different places. */
function strongest(paths: Path[], most: number): readonly Path[] {
  paths.sort((a, b) => b.score - a.score);
  const kept: Path[] = [];
  for (const path of paths) {
    const isNew = kept.every(
      ({ fit }) =>
        Math.abs(fit.offset - path.fit.offset) > 0.05 ||
        fit.shift.some((value, axis) => Math.abs(value - (path.fit.shift[axis] ?? 0)) > 0.1),
    );
    if (isNew) kept.push(path);
    if (kept.length === most) break;
  }
  return kept;
}
