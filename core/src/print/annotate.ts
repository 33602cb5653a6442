import { insertTimes } from './annotateInsert.ts';
import { findStops, nextStop, type Stops } from './annotateStops.ts';
import { eachMarkedLine, isLastAndDone, type Survey, surveyOf } from './annotateSurvey.ts';
import { elapsedInChunk, type LineEdit } from './annotateTimes.ts';
import type { Reading } from './reading.ts';
import { SUM } from './segments.ts';
import { correctValue, type TimesAtLine } from './timeMarks.ts';
import { totalTime } from './timeReport.ts';

/** What changes in one chunk of the text, in the order of its bytes. */
export interface ChunkEdits {
  readonly index: number;
  readonly edits: readonly LineEdit[];
}

/**
 * Puts the planned times in place of those that the file states. Gives the chunks that change, in order, and
 * works each out when it is asked for, so that nothing is kept of a large file. Gives nothing where the file
 * takes no time.
 *
 * A file that states times of PrusaSlicer's silent mode besides keeps those. The last mark that says that the
 * print is done keeps saying so, though the head may still be parked behind it.
 *
 * @param reading read to the end
 * @param inserts whether times are put in that the file does not state
 */
export function* annotate<Result>(
  reading: Reading<Result>,
  inserts: boolean,
): Generator<ChunkEdits> {
  if (totalTime(reading) <= 0) return;
  const survey = surveyOf(reading);
  const insertion = inserts ? insertTimes(reading, survey) : undefined;
  const stops = survey.asksForStops ? findStops(reading) : undefined;
  for (let index = 0; index < reading.text.chunks.length; index++) {
    const inserted = insertion?.(index) ?? [];
    const edits = survey.chunks[index] === 'none' ? [] : rewrite(reading, survey, stops, index);
    if (edits.length + inserted.length === 0) continue;
    yield { index, edits: [...inserted, ...edits].sort((a, b) => a.start - b.start) };
  }
}

/** Whether the file states any time that `annotate` knows. */
export function statesTimes<Result>(reading: Reading<Result>): boolean {
  return surveyOf(reading).chunks.some((marks) => marks !== 'none');
}

/** The bytes of the text with its edits, chunk by chunk. */
export function* annotatedBytes<Result>(
  { text }: Reading<Result>,
  changes: Iterable<ChunkEdits>,
): Generator<Uint8Array> {
  let next = 0;
  for (const { index, edits } of changes) {
    for (const { bytes } of text.chunks.slice(next, index)) yield bytes;
    const chunk = text.chunks[index];
    if (chunk) yield withEdits(chunk.bytes, edits);
    next = index + 1;
  }
  for (const { bytes } of text.chunks.slice(next)) yield bytes;
}

function withEdits(bytes: Uint8Array, edits: readonly LineEdit[]): Uint8Array {
  const growth = edits.reduce((sum, { start, end, text }) => sum + text.length - (end - start), 0);
  const result = new Uint8Array(bytes.length + growth);
  let from = 0;
  let at = 0;
  for (const { start, end, text } of edits) {
    result.set(bytes.subarray(from, start), at);
    at += start - from;
    for (let i = 0; i < text.length; i++) result[at++] = text.charCodeAt(i);
    from = end;
  }
  result.set(bytes.subarray(from), at);
  return result;
}

function rewrite<Result>(
  reading: Reading<Result>,
  survey: Survey,
  stops: Stops | undefined,
  index: number,
): LineEdit[] {
  const edits: LineEdit[] = [];
  const total = totalTime(reading);
  const [firstLayer] = reading.print().layers;
  const base = reading.text.chunkLine[index] ?? 0;
  const elapsedBefore =
    survey.chunks[index] === 'placed' ? elapsedInChunk(reading, index) : () => 0;
  eachMarkedLine(reading, index, (marks, line) => {
    const elapsed = elapsedBefore(line - base);
    const times: TimesAtLine = {
      total,
      model: total - (firstLayer?.startTime ?? 0),
      firstLayer: firstLayer?.sums[SUM.duration],
      elapsed: isLastAndDone(survey, line) ? total : elapsed,
      untilStop: stops && nextStop(stops, line, elapsed),
    };
    for (const mark of marks) {
      const hasNormal = mark.isProgress ? survey.hasNormalProgress : survey.hasNormalComments;
      if (mark.silent && hasNormal) continue;
      const text = correctValue(mark, times);
      if (text === undefined || text === mark.was) continue;
      edits.push({ line, start: mark.start, end: mark.end, text, inserts: false });
    }
  });
  return edits;
}
