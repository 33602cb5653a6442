import { once } from 'node:events';
import process from 'node:process';

/** How much text is collected before it is written. */
const PIECE_LENGTH = 64 * 1024;

/** Writes text to stdout piece by piece, and waits while the reader of a pipe is behind. */
export async function writeOut(pieces: Iterable<string>): Promise<void> {
  let collected = '';
  for (const piece of pieces) {
    collected += piece;
    if (collected.length < PIECE_LENGTH) continue;
    await writePiece(collected);
    collected = '';
  }
  if (collected !== '') await writePiece(collected);
}

async function writePiece(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * Text of a file as a terminal may show it: control characters and marks that turn the direction of text
 * are written as escapes, so that a file cannot send commands to the terminal.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escapeCharacter);
}

/**
 * One JSON document in pieces: an object with one field a line, and one line for each entry of a field
 * that is an array or object. A field may be any iterable, which becomes an array whose entries are made
 * one at a time.
 */
export function* jsonPieces(fields: object): Generator<string> {
  let before = '{\n';
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    yield `${before}  ${json(key)}: `;
    before = ',\n';
    if (isIterable(value)) yield* block('[', ']', value, json);
    else if (isObject(value)) yield* block('{', '}', entriesOf(value), entryJson);
    else yield json(value);
  }
  yield before === '{\n' ? '{}\n' : '\n}\n';
}

function* block<Entry>(
  open: string,
  close: string,
  entries: Iterable<Entry>,
  text: (entry: Entry) => string,
): Generator<string> {
  let before = `${open}\n`;
  for (const entry of entries) {
    yield `${before}    ${text(entry)}`;
    before = ',\n';
  }
  yield before === ',\n' ? `\n  ${close}` : `${open}${close}`;
}

function entriesOf(value: object): (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, entry]) => entry !== undefined);
}

function entryJson([key, value]: readonly [string, unknown]): string {
  return `${json(key)}: ${json(value)}`;
}

/** JSON keeps DEL, C1 controls and marks of direction as they are, which a terminal may obey. */
function json(value: unknown): string {
  return JSON.stringify(value).replace(UNPRINTABLE, escapeCharacter);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be escaped.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return isObject(value) && Symbol.iterator in value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
