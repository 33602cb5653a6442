/** A time of continuous execution: the plan goes on as the clock of the source does. */
export interface ClockStretch {
  /** Planned print time, s. */
  readonly plannedStart: number;
  readonly plannedEnd: number;
  /** Planned time = scale × source time + offset. */
  readonly offset: number;
  /** Standard error of the offset in the middle of the stretch, s. */
  readonly standardError: number;
  /** Anchors that it rests on. */
  readonly anchors: number;
}

/**
 * From the clock of a source to planned print time. Stretches follow each other in both times; between two of
 * them the plan stands (heating up, homing, a pause) or, where it goes on by a leap, something was left out.
 */
export interface ClockMap {
  /** Planned seconds for one second of the source. */
  readonly scale: number;
  readonly stretches: readonly ClockStretch[];
}

export interface PlannedMoment {
  readonly seconds: number;
  /** The plan stands: this moment of the source has no planned time of its own. */
  readonly stands: boolean;
  /** Index of the stretch, of the one to come where the plan stands; the count behind the last one. */
  readonly stretch: number;
}

export function plannedMoment(map: ClockMap, sourceSeconds: number): PlannedMoment {
  const { scale, stretches } = map;
  const elapsed = scale * sourceSeconds;
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const stretch = stretches[middle];
    if (stretch && elapsed + stretch.offset > stretch.plannedEnd) low = middle + 1;
    else high = middle;
  }
  const stretch = stretches[low];
  if (!stretch) {
    const last = stretches[stretches.length - 1];
    return { seconds: last?.plannedEnd ?? 0, stands: true, stretch: low };
  }
  const seconds = elapsed + stretch.offset;
  if (seconds >= stretch.plannedStart) return { seconds, stands: false, stretch: low };
  return {
    seconds: stretches[low - 1]?.plannedEnd ?? stretch.plannedStart,
    stands: true,
    stretch: low,
  };
}

/** The moment of the source at which a stretch reaches a planned time. */
export function sourceSeconds(
  map: ClockMap,
  { offset }: ClockStretch,
  plannedSeconds: number,
): number {
  return (plannedSeconds - offset) / map.scale;
}
