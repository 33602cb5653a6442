import type { KnownMoment } from './linePoints.ts';
import { median } from './statistics.ts';
import { NO_SHIFT, type SourceWindow, type WindowMatcher } from './windowTracking.ts';

const WINDOW_S = 10;
const GAP_S = 2;
/** Moments that differ by this many standard deviations belong to different offsets. */
const NEAR = 4;

/** Compares known moments with the plan: each says its offset by itself. For recordings without places. */
export function momentMatcher(moments: readonly KnownMoment[]): WindowMatcher {
  const groups = grouped(moments);
  return {
    windows: groups.map(windowOf),
    toleranceSeconds: 0.15,
    paths: 8,
    candidates(window) {
      const group = groups[window] ?? [];
      return group.length === 0 ? [] : [median(group.map(offsetOf))];
    },
    fit(window, offset, _shift, reachSeconds) {
      const group = groups[window] ?? [];
      const near = group.filter(
        (moment) => Math.abs(offsetOf(moment) - offset) <= reachSeconds + NEAR * moment.deviation,
      );
      if (near.length === 0) return { offset, shift: NO_SHIFT, share: 0 };
      const found = median(near.map(offsetOf));
      const agreeing = group.filter((moment) => agrees(moment, found));
      return { offset: found, shift: NO_SHIFT, share: agreeing.length / group.length };
    },
  };
}

/** Whether a moment belongs to an offset. */
export function agrees(moment: KnownMoment, offset: number): boolean {
  return Math.abs(offsetOf(moment) - offset) <= NEAR * moment.deviation;
}

function offsetOf({ planned, source }: KnownMoment): number {
  return planned - source;
}

function grouped(moments: readonly KnownMoment[]): readonly (readonly KnownMoment[])[] {
  const groups: KnownMoment[][] = [];
  for (const moment of [...moments].sort((a, b) => a.source - b.source)) {
    const group = groups[groups.length - 1];
    const [first] = group ?? [];
    const last = group?.[group.length - 1];
    const isNear =
      first !== undefined &&
      last !== undefined &&
      moment.source - first.source < WINDOW_S &&
      moment.source - last.source < GAP_S;
    if (isNear) group?.push(moment);
    else groups.push([moment]);
  }
  return groups;
}

function windowOf(group: readonly KnownMoment[]): SourceWindow {
  return {
    startSeconds: group[0]?.source ?? 0,
    endSeconds: group[group.length - 1]?.source ?? 0,
    samples: group.length,
  };
}
