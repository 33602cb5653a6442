import { CHANNELS } from '#core/run/channels';
import { count } from '../quantities.ts';
import { behindLineEnd, COMMA, cellAt, textOfCell } from './csvCell.ts';
import type { CsvFindings } from './csvFindings.ts';
import { columnAt, shown } from './csvPlace.ts';

/** The first row of a table. */
export interface CsvHeader {
  /** Name of each column, without blanks around it. */
  readonly names: readonly string[];
  /** The byte behind it, where the rows begin. */
  readonly end: number;
  /** The line, from 1, on which the rows begin. */
  readonly nextLine: number;
  /** Whether the bytes behind it can be read as rows at all. */
  readonly isReadable: boolean;
}

/** More than any recorder writes; what has more is not a header. */
const MOST_COLUMNS = 1000;
const UTF8_MARK = [0xef, 0xbb, 0xbf];

/** Reads the header and tells what is wrong with it. The text must end with a line end, or be empty. */
export function readHeader(text: Uint8Array, findings: CsvFindings): CsvHeader {
  const foreign = foreignBytes(text);
  if (foreign !== undefined) {
    findings.add(foreign.code, 'error', {}, foreign.message);
    return { names: [], end: text.length, nextLine: 1, isReadable: false };
  }
  const begin = startsWith(text, UTF8_MARK) ? UTF8_MARK.length : 0;
  const names: string[] = [];
  const starts: number[] = [];
  let nextLine = 2;
  let at = begin;
  for (;;) {
    const cell = cellAt(text, at);
    starts.push(at);
    names.push(textOfCell(text, cell).trim());
    nextLine += cell.lineEnds;
    at = cell.end;
    if (text[at] !== COMMA || names.length > MOST_COLUMNS) break;
    at += 1;
  }
  const columnOf = (index: number) => columnAt(text, begin, starts[index] ?? begin);
  const isReadable = checkNames(names, columnOf, findings);
  return { names: isReadable ? names : [], end: behindLineEnd(text, at), nextLine, isReadable };
}

/** @returns whether the rows can be read */
function checkNames(
  names: readonly string[],
  columnOf: (index: number) => number,
  findings: CsvFindings,
): boolean {
  const wrong = wrongHeader(names);
  if (wrong !== undefined) {
    findings.add('header-error', 'error', { line: 1, column: 1 }, wrong);
    return false;
  }
  const place = (index: number) => ({ line: 1, column: columnOf(index) });
  for (const [index, name] of names.entries()) {
    const field = shown(name);
    if (name === '') {
      findings.addRepeated('header-error', 'warning', undefined, 'columns without a name', () => ({
        place: place(index),
        message: `Column ${index + 1} has no name, so it is not read; name it in the header.`,
      }));
    } else if (names.indexOf(name) < index) {
      findings.addRepeated('duplicate-label', 'error', undefined, 'columns twice', () => ({
        place: { ...place(index), field },
        message: `The column "${field}" is there twice and only the first one is read; take the other one out.`,
      }));
    } else if (!CHANNELS.some((channel) => channel.name === name)) {
      findings.addRepeated('extra-label', 'information', undefined, 'unknown columns', () => ({
        place: { ...place(index), field },
        message: `"${field}" is no channel that we know, so this column is not read${likely(name)}.`,
      }));
    }
  }
  if (!names.includes('timestamp')) {
    const message =
      'There is no column "timestamp"; add the second at which each row was measured.';
    findings.add('missing-label', 'error', { line: 1, column: 1, field: 'timestamp' }, message);
  }
  return true;
}

/** Why these names are no header, if they are none. */
function wrongHeader(names: readonly string[]): string | undefined {
  const [first = ''] = names;
  if (names.length > MOST_COLUMNS)
    return `The first row has more than ${count(MOST_COLUMNS)} cells, so this is no table of sensors; record it again.`;
  if (names.length === 1 && first.includes(';'))
    return 'The cells are parted by semicolons; save the table with commas.';
  if (names.length === 1 && first.includes('\t'))
    return 'The cells are parted by tabs; save the table with commas.';
  if (names.every((name) => name === '' || Number.isFinite(Number(name))))
    return 'The first row holds no names of columns; put a header above the numbers.';
  return undefined;
}

/** `Temperature` and `position x` are near enough to be named. */
function likely(name: string): string {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const channel = CHANNELS.find((each) => plain(each.name) === plain(name));
  return channel === undefined ? '' : `; call it "${channel.name}" if that is what it holds`;
}

/** Bytes that are no table in UTF-8, and what they seem to be. */
function foreignBytes(text: Uint8Array) {
  if (text.length === 0 || text.every((byte) => byte === 0x0a || byte === 0x0d || byte === 0x20))
    return { code: 'empty-file', message: 'The table is empty; record the run again.' } as const;
  if (startsWith(text, [0xff, 0xfe]) || startsWith(text, [0xfe, 0xff]))
    return {
      code: 'encoding-error',
      message: 'The table is written in UTF-16; save it as UTF-8.',
    } as const;
  if (startsWith(text, [0x1f, 0x8b]))
    return {
      code: 'format-error',
      message: 'The table is compressed (gzip); unpack it.',
    } as const;
  const head = text.subarray(0, 4096);
  if (head.includes(0))
    return {
      code: 'encoding-error',
      message:
        'There are zero bytes at the beginning, so this is no table of text; record it again.',
    } as const;
  return undefined;
}

function startsWith(text: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => text[at] === byte);
}
