import { type GcodeLine, textOf } from '../gcode/line.ts';

/** What a comment to the rules does, as it is written behind `3dpai-`. */
export const SUPPRESSION_EFFECTS = [
  'disable',
  'enable',
  'disable-line',
  'disable-next-line',
  'disable-file',
] as const;

export type SuppressionEffect = (typeof SUPPRESSION_EFFECTS)[number];

/** A comment that speaks to the rules: `; 3dpai-disable-line cold-extrude -- the start macro heats`. */
export interface SuppressionComment {
  /** Undefined where the word behind `3dpai-` is none of ours. */
  readonly effect: SuppressionEffect | undefined;
  /** The word itself, `3dpai-` included. Offsets are into the line's bytes. */
  readonly word: SuppressionWord;
  /** Rules that are named; all rules are meant where there is none. */
  readonly rules: readonly SuppressionWord[];
}

export interface SuppressionWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** The first byte of `3dpai-`. */
const FIRST_BYTE = 51;

/** Nobody names so many rules; a comment may have megabytes. */
const LONGEST_COMMENT = 8 * 1024;

/**
 * Whether a line's comment may speak to the rules. Called for every line with a comment, so it looks at a few
 * bytes only.
 */
export function mayBeSuppression(line: GcodeLine): boolean {
  const { bytes } = line;
  let at = line.commentStart + 1;
  while (bytes[at] === 32 || bytes[at] === 59) at += 1;
  return bytes[at] === FIRST_BYTE && at < line.end;
}

/** Reads such a comment; undefined where it is an ordinary one. What stands behind `--` is a reason. */
export function readSuppressionComment(line: GcodeLine): SuppressionComment | undefined {
  const end = Math.min(line.end, line.commentStart + LONGEST_COMMENT);
  // One character a byte: ids of rules are ASCII, whatever the reason behind them is.
  const text = String.fromCharCode(...line.bytes.subarray(line.commentStart, end));
  const match = /^[; ]+(3dpai-([a-z-]*))(?=[\s,]|$)/.exec(text);
  if (!match?.[1]) return undefined;
  const from = match[0].length;
  const reason = /(?:^|\s)--(?:\s|$)/.exec(text.slice(from));
  const named = text.slice(from, reason ? from + reason.index : undefined);
  const word = (start: number, length: number): SuppressionWord => ({
    text: textOf(line.bytes, start, start + length),
    start,
    end: start + length,
  });
  return {
    effect: SUPPRESSION_EFFECTS.find((effect) => effect === match[2]),
    word: word(line.commentStart + from - match[1].length, match[1].length),
    rules: [...named.matchAll(/[^\s,]+/g)].map((each) =>
      word(line.commentStart + from + each.index, each[0].length),
    ),
  };
}
