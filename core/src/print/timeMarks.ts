import { isBlank } from '../gcode/bytes.ts';
import {
  C,
  commandCode,
  D,
  GcodeLine,
  hasParameter,
  LINE_FLAG,
  P,
  parameterEnd,
  Q,
  R,
  S,
  textOf,
} from '../gcode/line.ts';
import { scanLine } from '../gcode/scan.ts';
import { groupedBy } from './groupedBy.ts';
import {
  DAYS_TO_SECONDS,
  HOURS_AND_MINUTES,
  isPlainNumber,
  MINUTES_WITH_UNIT,
  percentText,
  ROUNDED_MINUTES,
  SECONDS,
  SECONDS_WITH_UNIT,
  type TimeForm,
} from './timeForms.ts';

/** What a mark states; the last four depend on where it stands. */
export type TimeQuantity =
  | 'total'
  /** All but what comes before the first layer. */
  | 'model'
  | 'firstLayer'
  | 'elapsed'
  | 'remaining'
  | 'percent'
  /** Until the next pause or change of colour. */
  | 'untilStop';

/** A time that the file states. */
export interface TimeMark {
  readonly quantity: TimeQuantity;
  /** PrusaSlicer states times for its printers' silent mode besides. */
  readonly silent: boolean;
  /** A parameter of M73, not a comment. */
  readonly isProgress: boolean;
  readonly form: TimeForm;
  /** Where its value stands, as bytes of the chunk, and the value. */
  readonly start: number;
  readonly end: number;
  readonly was: string;
}

/** Times at one place of a file, in nanoseconds. What is not known is undefined. */
export interface TimesAtLine {
  readonly total: number;
  readonly model: number;
  readonly firstLayer: number | undefined;
  readonly elapsed: number;
  readonly untilStop: number | undefined;
}

/** What a mark should say; undefined where that is not known. */
export function correctValue(mark: TimeMark, times: TimesAtLine): string | undefined {
  const { quantity, form, was } = mark;
  if (quantity === 'percent') return percentText(times.elapsed, times.total, was);
  const time = quantity === 'remaining' ? times.total - times.elapsed : times[quantity];
  return time === undefined ? undefined : form.write(time, was);
}

/** One statement of a comment: `text` is what stands between `;` and the value, without outer blanks. */
interface Statement {
  readonly text: string;
  readonly quantity: TimeQuantity;
  readonly form: TimeForm;
  readonly silent?: true;
}

/** Spelled as PrusaSlicer 2.9, OrcaSlicer 2, Bambu Studio 2, CuraEngine 5, ideaMaker 4, KISSlicer 1 and 2,
 * Simplify3D 4 and 5, Kiri:Moto 4, IceSL 2 and Luban 4 write them. */
const STATEMENTS: readonly Statement[] = [
  {
    text: 'estimated printing time (normal mode) =',
    quantity: 'total',
    form: DAYS_TO_SECONDS,
  },
  {
    text: 'estimated printing time (silent mode) =',
    quantity: 'total',
    form: DAYS_TO_SECONDS,
    silent: true,
  },
  { text: 'estimated printing time =', quantity: 'total', form: DAYS_TO_SECONDS },
  {
    text: 'estimated first layer printing time (normal mode) =',
    quantity: 'firstLayer',
    form: DAYS_TO_SECONDS,
  },
  {
    text: 'estimated first layer printing time (silent mode) =',
    quantity: 'firstLayer',
    form: DAYS_TO_SECONDS,
    silent: true,
  },
  { text: 'model printing time:', quantity: 'model', form: DAYS_TO_SECONDS },
  { text: 'total estimated time:', quantity: 'total', form: DAYS_TO_SECONDS },
  { text: 'TIME:', quantity: 'total', form: SECONDS },
  { text: 'TIME_ELAPSED:', quantity: 'elapsed', form: SECONDS },
  { text: 'PRINT.TIME:', quantity: 'total', form: SECONDS },
  { text: 'PRINTING_TIME:', quantity: 'elapsed', form: SECONDS },
  { text: 'REMAINING_TIME:', quantity: 'remaining', form: SECONDS },
  { text: 'Print Time:', quantity: 'total', form: SECONDS },
  { text: 'Build time:', quantity: 'total', form: HOURS_AND_MINUTES },
  { text: 'Build Time:', quantity: 'total', form: HOURS_AND_MINUTES },
  {
    text: 'Calculated-during-export Build Time:',
    quantity: 'total',
    form: MINUTES_WITH_UNIT,
  },
  { text: 'Estimated Build Time:', quantity: 'total', form: MINUTES_WITH_UNIT },
  { text: 'estimated_print_time_s :', quantity: 'total', form: SECONDS },
  { text: '--- print time:', quantity: 'total', form: SECONDS_WITH_UNIT },
  { text: 'estimated_time(s):', quantity: 'total', form: SECONDS },
];

/** Statements by their first two bytes. */
const BY_BEGIN: ReadonlyMap<number, readonly Statement[]> = groupedBy(
  STATEMENTS,
  ({ text }) => text.charCodeAt(0) * 256 + text.charCodeAt(1),
);

/** A longer line is a picture or a setting. */
const LONGEST_LINE = 200;

const NONE: readonly TimeMark[] = [];

/**
 * The times that a line states, in the order of its bytes. Lines that carry a checksum and lines whose M73 no
 * firmware reads the same way state none: they stay as they are.
 *
 * @param start its first byte, @param end behind its last one, without the line end
 */
export function timeMarksOfLine(
  bytes: Uint8Array,
  start: number,
  end: number,
): readonly TimeMark[] {
  let at = start;
  if (bytes[at] === 0xef && bytes[at + 1] === 0xbb && bytes[at + 2] === 0xbf) at += 3;
  while (at < end && isBlank(bytes[at] ?? 0)) at += 1;
  const first = bytes[at] ?? 0;
  if (at >= end) return NONE;
  if (first === SEMICOLON) return commentMarks(bytes, at, end);
  // M73, M 73, M073, and N12 M73.
  const second = bytes[at + 1] ?? 0;
  const mayBeProgress =
    ((first | 32) === 109 && (second === 55 || second === 48 || isBlank(second))) ||
    (first | 32) === 110;
  return mayBeProgress ? progressMarks(bytes, start) : NONE;
}

const SEMICOLON = 59;

/** Bambu Studio puts two statements on one line, parted by `;`. What follows something else, such as a setting
 * with G-code in it, is no statement. */
function commentMarks(bytes: Uint8Array, from: number, end: number): readonly TimeMark[] {
  if (end - from > LONGEST_LINE) return NONE;
  let found: TimeMark[] | undefined;
  let at = from;
  while (at < end) {
    while (at < end && (bytes[at] === SEMICOLON || isBlank(bytes[at] ?? 0))) at += 1;
    let stop = at;
    while (stop < end && bytes[stop] !== SEMICOLON) stop += 1;
    const mark = commentMark(bytes, at, stop);
    if (mark === undefined) break;
    found ??= [];
    found.push(mark);
    at = stop;
  }
  return found ?? NONE;
}

function commentMark(bytes: Uint8Array, at: number, stop: number): TimeMark | undefined {
  const candidates = BY_BEGIN.get((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0));
  if (candidates === undefined) return undefined;
  const comment = textOf(bytes, at, stop);
  for (const { text, quantity, form, silent } of candidates) {
    if (!comment.startsWith(text)) continue;
    let start = at + text.length;
    while (start < stop && isBlank(bytes[start] ?? 0)) start += 1;
    let end = stop;
    while (end > start && isBlank(bytes[end - 1] ?? 0)) end -= 1;
    const was = textOf(bytes, start, end);
    if (!form.pattern.test(was)) continue;
    return { quantity, silent: silent === true, isProgress: false, form, start, end, was };
  }
  return undefined;
}

const M73 = commandCode('M73');

/** Parameters of M73 and what they state (PrusaSlicer `GCodeProcessor.cpp`, Marlin `M73.cpp`). */
const PROGRESS_LETTERS = [
  { letter: P, quantity: 'percent', silent: false },
  { letter: R, quantity: 'remaining', silent: false },
  { letter: C, quantity: 'untilStop', silent: false },
  { letter: Q, quantity: 'percent', silent: true },
  { letter: S, quantity: 'remaining', silent: true },
  { letter: D, quantity: 'untilStop', silent: true },
] as const;

/** What may be odd about a line without making its numbers doubtful. */
const HARMLESS =
  LINE_FLAG.leadingZero |
  LINE_FLAG.spaceInCode |
  LINE_FLAG.lineNumber |
  LINE_FLAG.parenthesisComment |
  LINE_FLAG.hashComment;

const line = new GcodeLine();

function progressMarks(bytes: Uint8Array, start: number): readonly TimeMark[] {
  scanLine(bytes, start, line);
  if (line.command !== M73 || (line.flags & ~HARMLESS) !== 0) return NONE;
  const found: TimeMark[] = [];
  for (const { letter, quantity, silent } of PROGRESS_LETTERS) {
    if (!hasParameter(line, letter)) continue;
    const end = parameterEnd(line, letter);
    let from = (line.parameterStart[letter] ?? 0) + 1;
    while (from < end && isBlank(bytes[from] ?? 0)) from += 1;
    const was = textOf(bytes, from, end);
    if (!isPlainNumber(was)) continue;
    found.push({
      quantity,
      silent,
      isProgress: true,
      form: ROUNDED_MINUTES,
      start: from,
      end,
      was,
    });
  }
  return found.sort((a, b) => a.start - b.start);
}
