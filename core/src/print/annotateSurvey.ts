import { lineContentEnd } from '../gcode/text.ts';
import type { Reading } from './reading.ts';
import { type TimeMark, timeMarksOfLine } from './timeMarks.ts';

/** Whether a chunk states no times, times that are the same wherever they stand, or others. */
export type ChunkMarks = 'none' | 'placeless' | 'placed';

/** What times a file states, found before any is changed. */
export interface Survey {
  readonly chunks: ChunkMarks[];
  /** Whether M73, and whether comments, state times other than those of the silent mode. */
  hasNormalProgress: boolean;
  hasNormalComments: boolean;
  /** Whether there is any M73 with a percentage or minutes left, and any comment with the total. */
  hasProgress: boolean;
  hasTotal: boolean;
  asksForStops: boolean;
  /** The last line that says how far the print is, and whether it says that it is done: for M73 P, M73 Q and
   * comments with the time left. */
  readonly last: Map<string, { readonly line: number; readonly isDone: boolean }>;
}

export function surveyOf<Result>(reading: Reading<Result>): Survey {
  const survey: Survey = {
    chunks: reading.text.chunks.map(() => 'none'),
    hasNormalProgress: false,
    hasNormalComments: false,
    hasProgress: false,
    hasTotal: false,
    asksForStops: false,
    last: new Map(),
  };
  for (let index = 0; index < survey.chunks.length; index++) {
    eachMarkedLine(reading, index, (marks, line) => {
      for (const mark of marks) note(survey, mark, line, index);
    });
  }
  return survey;
}

/** Whether the line is the last one that says how far the print is, and says that it is done. */
export function isLastAndDone({ last }: Survey, line: number): boolean {
  return [...last.values()].some((each) => each.isDone && each.line === line);
}

function note(survey: Survey, mark: TimeMark, line: number, index: number): void {
  const { quantity, isProgress, silent, was } = mark;
  const isPlaceless = quantity === 'total' || quantity === 'model' || quantity === 'firstLayer';
  if (!isPlaceless) survey.chunks[index] = 'placed';
  else if (survey.chunks[index] === 'none') survey.chunks[index] = 'placeless';
  if (quantity === 'total') survey.hasTotal = true;
  if (quantity === 'untilStop') survey.asksForStops = true;
  else if (isProgress) survey.hasProgress = true;
  if (!silent && isProgress) survey.hasNormalProgress = true;
  if (!silent && !isProgress) survey.hasNormalComments = true;
  if (quantity === 'percent')
    survey.last.set(silent ? 'Q' : 'P', { line, isDone: Number(was) >= 100 });
  if (quantity === 'remaining' && !isProgress)
    survey.last.set('left', { line, isDone: Number(was) === 0 });
}

/** Calls `visit` with the lines of a chunk that state times; lines count from 0 over the whole text. */
export function eachMarkedLine<Result>(
  { text }: Reading<Result>,
  index: number,
  visit: (marks: readonly TimeMark[], line: number) => void,
): void {
  const chunk = text.chunks[index];
  const base = text.chunkLine[index] ?? 0;
  if (!chunk) return;
  const { bytes, lineStarts } = chunk;
  for (let local = 0; local < lineStarts.length; local++) {
    const start = lineStarts[local] ?? 0;
    // Most lines are moves, so they are passed over at first sight.
    if (bytes[start] === MOVE_LETTER) continue;
    const marks = timeMarksOfLine(bytes, start, lineContentEnd(chunk, local));
    if (marks.length > 0) visit(marks, base + local);
  }
}

const MOVE_LETTER = 71;
