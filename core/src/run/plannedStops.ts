import type { Toolpath, ToolpathEvent } from '../print/toolpath.ts';

/** A moment of the plan at which it may stand for a time that nobody can tell from the file. */
export interface PlannedStop {
  readonly plannedSeconds: number;
  /** The first piece behind it. */
  readonly beforePiece: number;
  readonly kinds: readonly ToolpathEvent['kind'][];
}

const STOPS: ReadonlySet<ToolpathEvent['kind']> = new Set<ToolpathEvent['kind']>([
  'homing',
  'heating',
  'probing',
  'tool change',
  'pause',
  'macro',
]);

/** In the order of the plan; stops without motion in between are one. */
export function plannedStops({ events, start, count, seconds }: Toolpath): readonly PlannedStop[] {
  const stops: PlannedStop[] = [];
  for (const { kind, beforePiece } of events) {
    if (!STOPS.has(kind)) continue;
    const plannedSeconds = beforePiece < count ? (start[beforePiece] ?? 0) : seconds;
    const last = stops[stops.length - 1];
    if (last?.plannedSeconds === plannedSeconds)
      stops[stops.length - 1] = { ...last, beforePiece, kinds: [...last.kinds, kind] };
    else stops.push({ plannedSeconds, beforePiece, kinds: [kind] });
  }
  return stops;
}
