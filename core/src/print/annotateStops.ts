import { isBlank } from '../gcode/bytes.ts';
import { GcodeLine, NO_COMMAND, textOf } from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { lastAtOrBelow } from '../gcode/text.ts';
import { elapsedInChunk } from './annotateTimes.ts';
import type { Reading } from './reading.ts';
import { untimedCommand } from './untimed.ts';

/** Where a print waits for a person: lines, counted from 0, and the planned nanoseconds before them. */
export interface Stops {
  readonly lines: Float64Array;
  readonly times: Float64Array;
}

/** Finds pauses and changes of colour: the slicer's marks for them, and commands. */
export function findStops<Result>(reading: Reading<Result>): Stops {
  const lines: number[] = [];
  const times: number[] = [];
  const { text, profile } = reading;
  const line = new GcodeLine();
  text.chunks.forEach(({ bytes, lineStarts }, index) => {
    let elapsedBefore: ((localLine: number) => number) | undefined;
    for (let local = 0; local < lineStarts.length; local++) {
      const start = lineStarts[local] ?? 0;
      if (bytes[start] === MOVE_LETTER) continue;
      scanLine(bytes, start, line);
      const stops =
        line.command === NO_COMMAND
          ? isStopMark(line)
          : untimedCommand(line, profile, reading.stateBefore(index)) === 'pause';
      if (!stops) continue;
      elapsedBefore ??= elapsedInChunk(reading, index);
      lines.push((text.chunkLine[index] ?? 0) + local);
      times.push(elapsedBefore(local));
    }
  });
  return { lines: Float64Array.from(lines), times: Float64Array.from(times) };
}

/** Nanoseconds from `elapsed` to the first stop behind a line; undefined where there is none. */
export function nextStop(
  { lines, times }: Stops,
  line: number,
  elapsed: number,
): number | undefined {
  const before = lastAtOrBelow(lines, lines.length, line);
  const next = (lines[before] ?? 0) > line ? before : before + 1;
  const time = times[next];
  return time === undefined ? undefined : time - elapsed;
}

const MOVE_LETTER = 71;

/** `;COLOR_CHANGE,T0,#ff0000`, `;PAUSE_PRINT` and Bambu Studio's spellings (reserved tags of
 * `GCodeProcessor.cpp`). */
const STOP_MARK = /^(?:COLOR_CHANGE|PAUSE_PRINT|PAUSE_PRINTING)(?![\w])/;

function isStopMark({ bytes, commentStart, end }: GcodeLine): boolean {
  let at = commentStart + 1;
  while (at < end && isBlank(bytes[at] ?? 0)) at += 1;
  const letter = bytes[at];
  return (
    (letter === 67 || letter === 80) && STOP_MARK.test(textOf(bytes, at, Math.min(end, at + 20)))
  );
}
