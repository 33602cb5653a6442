import { type ClockMap, plannedMoment } from '#core/run/clockMap';
import { largest, quantile } from '#core/run/statistics';
import type { AlignmentCase } from './alignmentCases.ts';

export interface AlignmentError {
  /** Of planned time at the rows in which the plan goes on, s. */
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  /** Share of those rows at which the map has the plan stand. */
  readonly missed: number;
}

/** How far a map lies from the truth. */
export function alignmentError(map: ClockMap, truth: AlignmentCase): AlignmentError {
  const errors: number[] = [];
  let missed = 0;
  for (const source of truth.recording.table.columns.get('timestamp') ?? []) {
    if (truth.stands(source)) continue;
    const moment = plannedMoment(map, source);
    if (moment.stands) missed++;
    errors.push(Math.abs(moment.seconds - truth.plannedAt(source)));
  }
  return {
    p50: quantile(errors, 0.5),
    p95: quantile(errors, 0.95),
    most: largest(errors),
    missed: missed / Math.max(1, errors.length),
  };
}
