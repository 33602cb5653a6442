import type { Reading } from './reading.ts';

/** Bytes `start` to `end` of a chunk give way to `text`, which is plain ASCII. */
export interface LineEdit {
  /** Counted from 0; where a line is put in, the one behind it. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** A whole line is put in; otherwise a value is replaced. */
  readonly inserts: boolean;
}

/** Planned nanoseconds before a line of a chunk, its lines counted from 0 and asked for in rising order. */
export function elapsedInChunk<Result>(
  reading: Reading<Result>,
  index: number,
): (localLine: number) => number {
  const times = reading.lineTimes(index);
  let time = reading.print().chunkTimes[index] ?? 0;
  let at = 0;
  return (localLine) => {
    while (at < localLine) time += times[at++] ?? 0;
    return time;
  };
}
