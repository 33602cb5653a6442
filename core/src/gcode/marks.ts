import { DIALECTS } from './dialects/all.ts';
import { MARK, type MarkKind, type MarkPattern } from './dialects/dialect.ts';
import type { GcodeLine } from './line.ts';

/** A mark that was found: its kind, and the bytes behind its text without blanks at either end. */
export class Mark {
  kind: MarkKind = MARK.none;
  valueStart = 0;
  valueEnd = 0;
}

interface Candidate {
  readonly kind: MarkKind;
  readonly bytes: Uint8Array;
  readonly whole: boolean;
  readonly number: boolean;
}

/** Candidates by the first byte of their text, longest first, so that `Z_HEIGHT:` comes before `Z:`. */
const CANDIDATES: readonly (readonly Candidate[] | undefined)[] = byFirstByte(
  DIALECTS.flatMap((dialect) => dialect.marks),
);

/**
 * Looks whether a line's comment is a slicer's mark. Only lines without a command carry marks.
 *
 * @returns true where `mark` was filled
 */
export function readMark(line: GcodeLine, mark: Mark): boolean {
  const { bytes, end } = line;
  let at = line.commentStart + 1;
  while (bytes[at] === 32 || bytes[at] === 59) at += 1;
  if (at >= end) return false;
  const candidates = CANDIDATES[bytes[at] ?? 0];
  if (candidates === undefined) return false;
  for (const candidate of candidates) {
    const behind = at + candidate.bytes.length;
    if (behind > end || !startsWith(bytes, at, candidate.bytes)) continue;
    let valueStart = behind;
    while (valueStart < end && bytes[valueStart] === 32) valueStart += 1;
    let valueEnd = end;
    while (valueEnd > valueStart && (bytes[valueEnd - 1] ?? 0) <= 32) valueEnd -= 1;
    if (candidate.whole && valueStart < valueEnd) continue;
    if (candidate.number && !beginsNumber(bytes[valueStart] ?? 0)) continue;
    mark.kind = candidate.kind;
    mark.valueStart = valueStart;
    mark.valueEnd = valueEnd;
    return true;
  }
  return false;
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 1; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}

function beginsNumber(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || byte === 45 || byte === 46 || byte === 43;
}

function byFirstByte(patterns: readonly MarkPattern[]): (readonly Candidate[] | undefined)[] {
  const lists: (Candidate[] | undefined)[] = new Array(256).fill(undefined);
  const seen = new Set<string>();
  const longestFirst = [...patterns].sort((a, b) => b.text.length - a.text.length);
  for (const pattern of longestFirst) {
    const key = `${pattern.kind} ${pattern.text}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const bytes = Uint8Array.from(pattern.text, (letter) => letter.charCodeAt(0));
    const first = bytes[0] ?? 0;
    const list = lists[first] ?? [];
    lists[first] = list;
    list.push({
      kind: pattern.kind,
      bytes,
      whole: pattern.whole === true,
      number: pattern.number === true,
    });
  }
  return lists;
}
