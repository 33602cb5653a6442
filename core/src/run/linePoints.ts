import type { Toolpath } from '../print/toolpath.ts';
import type { SensorTable } from './channels.ts';
import type { RunEvent } from './metadata.ts';
import type { PlannedStop } from './plannedStops.ts';
import { risingRows } from './risingRows.ts';

/** A moment of the source and the planned time that it should be. */
export interface KnownMoment {
  readonly source: number;
  readonly planned: number;
  /** Standard deviation, s. */
  readonly deviation: number;
  /** Where the plan stands at this time, the moment is that of its going on. */
  readonly after: boolean;
}

/** Lines of the G-code, from 0, and the planned time at which each begins. */
export interface LineTimes {
  /** −1 where the file has no such byte. */
  lineOfByte(byte: number): number;
  /** Planned seconds at which the first motion of a line, or of one behind it, begins. */
  startOfLine(line: number): number;
  /** Planned seconds of its motion. */
  secondsOfLine(line: number): number;
}

export function lineTimes(
  { line, start, duration, count, seconds }: Toolpath,
  lineOfByte: (byte: number) => number,
): LineTimes {
  const pieceOfLine = (wanted: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((line[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    lineOfByte,
    startOfLine(wanted) {
      const piece = pieceOfLine(wanted);
      return piece < count ? (start[piece] ?? 0) : seconds;
    },
    secondsOfLine(wanted) {
      let sum = 0;
      for (let piece = pieceOfLine(wanted); piece < count && line[piece] === wanted; piece++)
        sum += duration[piece] ?? 0;
      return sum;
    },
  };
}

/** Standard deviation of a moment that lies anywhere between two samples: their distance ÷ √12. */
const ANYWHERE = 1 / Math.sqrt(12);
/** Samples further apart say too little about when a line began. */
const LONGEST_INTERVAL_S = 1;

/** Each time that column file_position goes on to a line that moves, that line began between the two rows. In
 * order of time. */
export function filePositionMoments(
  { columns, rowCount }: SensorTable,
  times: LineTimes,
): readonly KnownMoment[] {
  const timestamp = columns.get('timestamp');
  const filePosition = columns.get('file_position');
  if (!timestamp || !filePosition) return [];
  const rises = risingRows(timestamp);
  const moments: KnownMoment[] = [];
  let lastByte = Number.NaN;
  let lastAt = Number.NaN;
  for (let row = 0; row < rowCount; row++) {
    const byte = filePosition[row] ?? Number.NaN;
    const at = timestamp[row] ?? Number.NaN;
    if (Number.isNaN(byte) || rises[row] === 0) continue;
    if (byte > lastByte && at - lastAt <= LONGEST_INTERVAL_S) {
      const line = times.lineOfByte(byte);
      // It is being executed now, so it did not begin earlier than its own duration ago.
      const within = Math.min(at - lastAt, times.secondsOfLine(line));
      if (line >= 0 && within > 0)
        moments.push({
          source: at - within / 2,
          planned: times.startOfLine(line),
          deviation: Math.max(0.001, within * ANYWHERE),
          after: true,
        });
    }
    lastByte = byte;
    lastAt = at;
  }
  return moments;
}

/** How the values of file_position lie in a file. */
export interface FilePositionFit {
  /** Different values above 0. */
  readonly values: number;
  /** Share of them that are the beginning of a line, or the end of the file. */
  readonly share: number;
  /** How many lie behind the end. */
  readonly beyond: number;
  readonly byteCount: number;
}

/** A firmware names the beginning of a line, of this one or of the next; another file has its lines elsewhere.
 * Undefined where the column is not there. */
export function filePositionFit(
  { columns }: SensorTable,
  isLineStart: (byte: number) => boolean,
  byteCount: number,
): FilePositionFit | undefined {
  const values = new Set(columns.get('file_position')?.filter((byte) => byte > 0) ?? []);
  if (values.size === 0) return undefined;
  let starts = 0;
  let beyond = 0;
  for (const byte of values) {
    if (byte > byteCount) beyond++;
    else if (byte === byteCount || isLineStart(byte)) starts++;
  }
  return { share: starts / values.size, values: values.size, beyond, byteCount };
}

/** What is written down as an event is seen some hundredths of a second late. */
const EVENT_DEVIATION_S = 0.05;
const BEFORE_STOP: ReadonlySet<RunEvent['event']> = new Set(['wait_begin', 'home', 'pause']);
const AFTER_STOP: ReadonlySet<RunEvent['event']> = new Set(['wait_end', 'resume']);

/** Events whose place in the file is known: by the byte of their line, a layer by its number. */
export function eventMoments(
  events: readonly RunEvent[],
  times: LineTimes,
  layerStarts: readonly number[],
  stops: readonly PlannedStop[],
): readonly KnownMoment[] {
  const moments: KnownMoment[] = [];
  for (const { t, event, value, file_position: byte } of events) {
    const planned = plannedOf(event, value, byte, times, layerStarts);
    if (planned === undefined || Number.isNaN(t)) continue;
    const atStop = stops.some(({ plannedSeconds }) => plannedSeconds === planned);
    // Beside a stop other events do not say whether they came before or behind it.
    if (atStop && !BEFORE_STOP.has(event) && !AFTER_STOP.has(event)) continue;
    const after = !BEFORE_STOP.has(event);
    moments.push({ source: t, planned, deviation: EVENT_DEVIATION_S, after });
  }
  return moments;
}

function plannedOf(
  event: RunEvent['event'],
  value: number | undefined,
  byte: number | undefined,
  times: LineTimes,
  layerStarts: readonly number[],
): number | undefined {
  if (event === 'shutdown' || event === 'filament_runout' || event === 'print_start')
    return undefined;
  if (byte !== undefined) {
    const line = times.lineOfByte(byte);
    return line < 0 ? undefined : times.startOfLine(line);
  }
  return event === 'layer' && value !== undefined ? layerStarts[value - 1] : undefined;
}
