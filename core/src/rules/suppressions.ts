import type { GcodeLine } from '../gcode/line.ts';
import { readSuppressionComment } from './suppressionComment.ts';

/** What comments of the lines before have switched off behind them. */
export interface SuppressionState {
  /** Rules between `3dpai-disable` and `3dpai-enable`. */
  readonly block: ReadonlySet<string>;
  /** Rules that the line before switched off for the line that follows. */
  readonly nextLine: ReadonlySet<string>;
}

/** What the comments of one chunk switch off. Lines count from the chunk's first one. */
export interface Suppressions {
  /** From each line on, up to that of the next entry. */
  readonly blocks: readonly { readonly line: number; readonly rules: ReadonlySet<string> }[];
  /** For single lines. */
  readonly lines: ReadonlyMap<number, ReadonlySet<string>>;
  /** For the whole file, wherever the chunk lies. */
  readonly file: ReadonlySet<string>;
  /** Behind the chunk's last line. */
  readonly exit: SuppressionState;
}

const NOTHING: ReadonlySet<string> = new Set();

/** Before the first line of a file. */
export const NO_SUPPRESSION: SuppressionState = { block: NOTHING, nextLine: NOTHING };

/**
 * Follows the comments of a chunk.
 *
 * @param entry what the lines before the chunk have switched off
 * @param ruleIds the ids of all rules, which are what a comment means that names none
 */
export function suppressionReader(
  entry: SuppressionState,
  ruleIds: ReadonlySet<string>,
): {
  /** Takes note of a line's comment. @returns whether it speaks to the rules at all */
  read(line: GcodeLine, localLine: number): boolean;
  suppresses(rule: string, localLine: number): boolean;
  finish(lineCount: number): Suppressions;
} {
  const blocks = [{ line: 0, rules: entry.block }];
  const lines = new Map<number, ReadonlySet<string>>();
  if (entry.nextLine.size > 0) lines.set(0, entry.nextLine);
  let file = NOTHING;
  let block = entry.block;
  return {
    read(line, localLine) {
      const comment = readSuppressionComment(line);
      if (!comment) return false;
      const named = new Set(comment.rules.map(({ text }) => text).filter((id) => ruleIds.has(id)));
      // A comment that names nothing but unknown rules must not switch off all of them.
      const rules = comment.rules.length === 0 ? ruleIds : named;
      switch (comment.effect) {
        case 'disable':
          block = union(block, rules);
          break;
        case 'enable':
          block = new Set([...block].filter((id) => !rules.has(id)));
          break;
        case 'disable-file':
          file = union(file, rules);
          break;
        case 'disable-line':
        case 'disable-next-line': {
          const at = comment.effect === 'disable-line' ? localLine : localLine + 1;
          lines.set(at, union(lines.get(at) ?? NOTHING, rules));
        }
      }
      if (block !== blocks.at(-1)?.rules) blocks.push({ line: localLine, rules: block });
      return true;
    },
    suppresses: (rule, localLine) => isSuppressed({ blocks, lines }, rule, localLine),
    finish: (lineCount) => ({
      blocks,
      lines,
      file,
      exit: { block, nextLine: lines.get(lineCount) ?? NOTHING },
    }),
  };
}

/** Whether comments of the chunk switch a rule off at one of its lines. */
export function isSuppressed(
  { blocks, lines }: Pick<Suppressions, 'blocks' | 'lines'>,
  rule: string,
  localLine: number,
): boolean {
  if (lines.get(localLine)?.has(rule)) return true;
  return blocks.findLast(({ line }) => line <= localLine)?.rules.has(rule) === true;
}

/** Whether two states switch off the same rules. */
export function sameSuppression(a: SuppressionState, b: SuppressionState): boolean {
  return sameSet(a.block, b.block) && sameSet(a.nextLine, b.nextLine);
}

function union(a: ReadonlySet<string>, b: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...a, ...b]);
}

function sameSet(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a === b || (a.size === b.size && [...a].every((id) => b.has(id)));
}
