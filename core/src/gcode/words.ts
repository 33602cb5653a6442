import { type GcodeLine, textOf } from './line.ts';

/** `KEY=value` of a word command, with the offsets of its parts in the line's bytes. */
export interface WordParameter {
  /** In upper case, as Klipper compares it. */
  readonly name: string;
  /** Without its quotes. */
  readonly value: string;
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly valueStart: number;
  readonly valueEnd: number;
}

export interface WordParameters {
  readonly parameters: readonly WordParameter[];
  /** The first part that is no `KEY=value`, where Klipper answers "Malformed command". */
  readonly malformed?: { readonly start: number; readonly end: number };
}

/**
 * The parameters of a word command (`SET_FAN_SPEED FAN=a SPEED=1`), split as Klipper splits them: at
 * blanks outside quotes, each part at its first `=`.
 */
export function wordParameters(line: GcodeLine): WordParameters {
  const parameters: WordParameter[] = [];
  const { bytes, commentStart } = line;
  let malformed: WordParameters['malformed'];
  let at = line.wordEnd;
  while (at < commentStart) {
    while (at < commentStart && isBlank(bytes[at] ?? 0)) at += 1;
    if (at >= commentStart || bytes[at] === 42) break;
    const start = at;
    let equals = -1;
    let quote = 0;
    while (at < commentStart) {
      const byte = bytes[at] ?? 0;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if (byte === 34 || byte === 39) quote = byte;
      else if (isBlank(byte)) break;
      else if (byte === 61 && equals < 0) equals = at;
      at += 1;
    }
    if (equals < 0 || quote !== 0) {
      malformed ??= { start, end: at };
      continue;
    }
    parameters.push({
      name: textOf(bytes, start, equals).toUpperCase(),
      value: textOf(bytes, equals + 1, at).replace(/["']/g, ''),
      nameStart: start,
      nameEnd: equals,
      valueStart: equals + 1,
      valueEnd: at,
    });
  }
  return malformed ? { parameters, malformed } : { parameters };
}

/** The value of one parameter of a word command. */
export function wordParameter(line: GcodeLine, name: string): string | undefined {
  return wordParameters(line).parameters.find((parameter) => parameter.name === name)?.value;
}

/** The same as a number; undefined where it is missing or none. */
export function wordNumber(line: GcodeLine, name: string): number | undefined {
  const value = wordParameter(line, name);
  if (value === undefined || value.trim() === '') return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function isBlank(byte: number): boolean {
  return byte === 32 || byte === 9;
}
