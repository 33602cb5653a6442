import type { Problem } from '../contract/problems.ts';
import { textOf } from '../gcode/line.ts';
import type { Finding } from './rule.ts';

/** How many single findings of one rule are shown; the rest is counted with the last of them. */
export const SHOWN_PER_RULE = 50;

/** A finding at its line, in the units in which editors count. */
export interface PlacedFinding {
  /** Place of the rule in `ALL_RULES`. */
  readonly rule: number;
  /** From the first line of its piece of the file. */
  readonly line: number;
  readonly subject: string | undefined;
  /** The problem but for its rule and line. */
  readonly problem: Omit<Problem, 'rule' | 'severity' | 'line' | 'fix'> &
    Partial<Pick<Problem, 'severity'>>;
  readonly fix?: {
    readonly title: string;
    readonly column: number;
    readonly endColumn: number;
    readonly newText: string;
  };
}

/** Findings of one piece of a file (a chunk, or the file as a whole). */
export interface Findings {
  readonly placed: readonly PlacedFinding[];
  /** How many there are by rule and subject, placed or not. */
  readonly counts: ReadonlyMap<string, number>;
}

/**
 * Takes findings up in the order of lines. As many are placed as can be shown, so that it makes no
 * difference how a file is cut into pieces.
 */
export function findingCollector(): {
  add(rule: number, line: number, bytes: Uint8Array, lineStart: number, finding: Finding): void;
  readonly findings: Findings;
} {
  const placed: PlacedFinding[] = [];
  const counts = new Map<string, number>();
  const placedOfRule = new Map<number, number>();
  return {
    findings: { placed, counts },
    add(rule, line, bytes, lineStart, finding) {
      const key = countKey(rule, finding.subject);
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      if (finding.subject !== undefined && count > 1) return;
      const already = placedOfRule.get(rule) ?? 0;
      if (already >= SHOWN_PER_RULE) return;
      placedOfRule.set(rule, already + 1);
      placed.push(place(rule, line, bytes, lineStart, finding));
    },
  };
}

export function countKey(rule: number, subject: string | undefined): string {
  return subject === undefined ? `${rule}` : `${rule} ${subject}`;
}

function place(
  rule: number,
  line: number,
  bytes: Uint8Array,
  lineStart: number,
  finding: Finding,
): PlacedFinding {
  const column = 1 + utf16Length(bytes, lineStart, finding.start);
  const { fix, firmware, severity } = finding;
  return {
    rule,
    line,
    subject: finding.subject,
    problem: {
      column,
      endColumn: column + utf16Length(bytes, finding.start, finding.end),
      message: finding.message,
      ...(severity === undefined ? {} : { severity }),
      ...(firmware === undefined ? {} : { firmware }),
    },
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: fix.title,
            column: 1 + utf16Length(bytes, lineStart, fix.start),
            endColumn: 1 + utf16Length(bytes, lineStart, fix.end),
            newText: fix.newText,
          },
        }),
  };
}

/** Length of a range of bytes in the units in which editors count columns. */
function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if ((bytes[at] ?? 0) >= 0x80) return textOf(bytes, start, end).length;
  }
  return Math.max(0, end - start);
}
