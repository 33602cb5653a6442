import type { AlignedRun } from '../alignedRun.ts';

/** Something that should not be, found in the columns of one run. */
export interface Detection {
  readonly detector: string;
  /** Planned print time. */
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** How strong it is at its strongest: 1 is just enough to be reported. */
  readonly score: number;
  /** Row of the timeline at which it is strongest. */
  readonly peakRow: number;
}

/**
 * A named signal. It sees one run alone: what was commanded and what the run itself was like before, never
 * another run.
 */
export interface Detector {
  readonly name: string;
  /** What it watches and what a detection means. */
  readonly meaning: string;
  /** How it decides, with its constants. */
  readonly method: string;
  detect(run: AlignedRun): readonly Detection[];
}

/** Scores at or above this are detections. */
const ENOUGH = 1;

export interface ExcursionOptions {
  /** Stretches that are closer than this are one, planned s. */
  readonly mergeSeconds: number;
  /** Rows that must have enough one after the other; 1 by default. */
  readonly leastRows?: number;
}

/** The stretches of rows whose score is 1 or more, NaN rows passed over. */
export function excursions(
  detector: string,
  t: Float64Array,
  score: Float64Array,
  { mergeSeconds, leastRows = 1 }: ExcursionOptions,
): Detection[] {
  const found: Detection[] = [];
  let first = -1;
  let last = -1;
  const close = (): void => {
    if (first >= 0 && last - first + 1 >= leastRows)
      append(found, detectionOf(detector, t, score, first, last), mergeSeconds);
    first = -1;
  };
  score.forEach((value, row) => {
    if (value >= ENOUGH) {
      if (first < 0) first = row;
      last = row;
    } else if (!Number.isNaN(value)) close();
  });
  close();
  return found;
}

function detectionOf(
  detector: string,
  t: Float64Array,
  score: Float64Array,
  first: number,
  last: number,
): Detection {
  let peakRow = first;
  for (let row = first; row <= last; row++)
    if ((score[row] ?? 0) > (score[peakRow] ?? 0)) peakRow = row;
  return {
    detector,
    startSeconds: t[first] ?? 0,
    endSeconds: t[last] ?? 0,
    score: score[peakRow] ?? 0,
    peakRow,
  };
}

/** Puts a detection behind the others, or into the last one where that is close. */
function append(found: Detection[], next: Detection, mergeSeconds: number): void {
  const last = found.at(-1);
  if (!last || next.startSeconds - last.endSeconds > mergeSeconds) {
    found.push(next);
    return;
  }
  const stronger = next.score > last.score ? next : last;
  found[found.length - 1] = {
    ...stronger,
    startSeconds: last.startSeconds,
    endSeconds: next.endSeconds,
  };
}
