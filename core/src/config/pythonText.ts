/**
 * Text as Python takes it, where that differs from JavaScript: Klipper reads its configuration with
 * Python's `configparser`, `str.strip()` and `float()`.
 */

/** What `str.isspace()` says yes to; a byte order mark is not among it. */
const SPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const NOT_SPACE = new RegExp(`[^${SPACE}]`);
const SPACE_AT_END = new RegExp(`[${SPACE}]$`);
const ONE_SPACE = new RegExp(`^[${SPACE}]$`);

export function isPythonSpace(character: string): boolean {
  return ONE_SPACE.test(character);
}

/** Index of the first character that is no space, −1 for none. */
export function firstNonSpace(text: string): number {
  return text.search(NOT_SPACE);
}

/** `str.rstrip()`. */
export function stripEnd(text: string): string {
  let end = text.length;
  while (end > 0 && SPACE_AT_END.test(text[end - 1] ?? '')) end--;
  return text.slice(0, end);
}

/** `str.strip()`. */
export function strip(text: string): string {
  const start = firstNonSpace(text);
  return start < 0 ? '' : stripEnd(text.slice(start));
}

const DIGITS = '\\d+(?:_\\d+)*';
const NUMBER = new RegExp(
  `^[+-]?(?:${DIGITS}(?:\\.(?:${DIGITS})?)?|\\.${DIGITS})(?:e[+-]?${DIGITS})?$`,
);

/** A number as `float()` reads it: no hexadecimal, `_` between digits, `inf` and `nan` by name; undefined
 * where Python raises. */
export function pythonFloat(text: string): number | undefined {
  const stripped = strip(text).toLowerCase();
  const named = /^([+-]?)(inf|infinity|nan)$/.exec(stripped);
  if (named) return named[2] === 'nan' ? Number.NaN : named[1] === '-' ? -Infinity : Infinity;
  return NUMBER.test(stripped) ? Number(stripped.replaceAll('_', '')) : undefined;
}
