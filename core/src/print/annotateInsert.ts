import { isBlank, isDigit } from '../gcode/bytes.ts';
import { type GcodeText, lineContentEnd } from '../gcode/text.ts';
import type { Survey } from './annotateSurvey.ts';
import { elapsedInChunk, type LineEdit } from './annotateTimes.ts';
import type { Reading } from './reading.ts';
import { DAYS_TO_SECONDS, percentText, ROUNDED_MINUTES, SECONDS } from './timeForms.ts';
import { totalTime } from './timeReport.ts';

/** Whether lines may be put in: those of a file with line numbers are counted by the firmware. */
export function mayInsertLines(text: GcodeText): boolean {
  return !text.chunks.some(({ bytes, lineStarts }) =>
    lineStarts.some((start) => {
      const first = bytes[start] ?? 0;
      return (first | 32) === 110 && isDigit(bytes[start + 1] ?? 0);
    }),
  );
}

/**
 * The lines that a file lacks: the total time in front of the first command, and M73 with percentage and minutes
 * left, before the first command, before each move at which either has changed, and behind the last one
 * (PrusaSlicer's "Supports remaining times").
 *
 * @returns the edits of a chunk; chunks have to be asked for in order
 */
export function insertTimes<Result>(
  reading: Reading<Result>,
  survey: Survey,
): (index: number) => readonly LineEdit[] {
  const { text } = reading;
  const { chunkTimes } = reading.print();
  const total = totalTime(reading);
  const lineEnd = firstLineEnd(text);
  let isBegun = false;
  let lastWritten = '';

  return (index) => {
    if (isBegun && (survey.hasProgress || nothingChangesIn(index))) return [];
    const chunk = text.chunks[index];
    if (!chunk) return [];
    const { bytes, lineStarts } = chunk;
    const base = text.chunkLine[index] ?? 0;
    const edits: LineEdit[] = [];
    let elapsedBefore: ((localLine: number) => number) | undefined;
    for (let local = 0; local < lineStarts.length; local++) {
      const start = lineStarts[local] ?? 0;
      if (!isBegun) {
        if (isCommentOrBlank(bytes, start, lineContentEnd(chunk, local))) continue;
        isBegun = true;
        if (!survey.hasTotal) insert(local, headerLine());
      }
      if (survey.hasProgress) break;
      elapsedBefore ??= elapsedInChunk(reading, index);
      const time = elapsedBefore(local);
      if (lastWritten === '' || time === total || isMoveLine(bytes, start))
        insertProgress(local, time);
      if (time === total) break;
    }
    // The last move may be the last line.
    if (elapsedBefore !== undefined) {
      const time = elapsedBefore(lineStarts.length);
      if (time === total && chunkTimes[index] !== total) insertProgress(lineStarts.length, time);
    }
    return edits;

    function insertProgress(local: number, time: number): void {
      const written = progressLine(time);
      if (written !== lastWritten) insert(local, written);
      lastWritten = written;
    }

    function insert(local: number, content: string): void {
      const start = lineStarts[local] ?? bytes.length;
      const before = bytes[start - 1];
      const isOpen = start === bytes.length && before !== 10 && before !== 13;
      // A carriage return before an empty line would make one line end of two.
      const end = lineEnd === '\r' && bytes[start] === 10 ? '\n' : lineEnd;
      edits.push({
        line: base + local,
        start,
        end: start,
        text: isOpen ? lineEnd + content : content + end,
        inserts: true,
      });
    }
  };

  function nothingChangesIn(index: number): boolean {
    const after = progressLine(chunkTimes[index + 1] ?? total);
    return lastWritten === after && lastWritten === progressLine(chunkTimes[index] ?? 0);
  }

  function progressLine(time: number): string {
    return `M73 P${percentText(time, total, '0')} R${ROUNDED_MINUTES.write(total - time, '0')}`;
  }

  /** As the file's slicer would write it, or in the words that most programs read. */
  function headerLine(): string {
    return reading.dialect?.name === 'Cura'
      ? `;TIME:${SECONDS.write(total, '0')}`
      : `; estimated printing time (normal mode) = ${DAYS_TO_SECONDS.write(total, '')}`;
  }
}

function isCommentOrBlank(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  while (at < end && isBlank(bytes[at] ?? 0)) at += 1;
  return at >= end || bytes[at] === 59;
}

/** G0 to G3, as they stand in nearly every file; behind any other spelling the line comes a move later. */
function isMoveLine(bytes: Uint8Array, start: number): boolean {
  const digit = bytes[start + 1] ?? 0;
  return bytes[start] === 71 && digit >= 48 && digit <= 51 && !isDigit(bytes[start + 2] ?? 0);
}

function firstLineEnd(text: GcodeText): string {
  for (const { bytes } of text.chunks) {
    const at = bytes.findIndex((byte) => byte === 10 || byte === 13);
    if (at < 0) continue;
    if (bytes[at] === 10) return '\n';
    return bytes[at + 1] === 10 ? '\r\n' : '\r';
  }
  return '\n';
}
