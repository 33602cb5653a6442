import type { Firmware } from '../commands/command.ts';
import type { GcodeMetadata } from '../contract/metadata.ts';
import type { Problem, ProblemFix } from '../contract/problems.ts';
import {
  BAD_COMMAND,
  commandCode,
  type GcodeLine,
  LEXICAL_FLAGS,
  lineCommandName,
  NO_COMMAND,
  textOf,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { locateLine } from '../gcode/text.ts';
import { MOVE } from '../machine/move.ts';
import type { Companion, Reading } from '../print/reading.ts';
import { ALL_LINE_RULES, ALL_PRINT_RULES } from './all.ts';
import type { Finding, LineContext, LineRule, PrintRule } from './rule.ts';

/** How many findings of one rule a chunk keeps with their text; beyond that they are counted. */
const KEPT_PER_CHUNK = 32;
/** How many lines of one rule are shown one by one; the rest is one problem with a count. */
const SHOWN_PER_RULE = 50;
/** The editor shows no more than this for a file. */
const SHOWN_IN_ALL = 1_000;

interface KeptFinding {
  readonly rule: number;
  /** From the chunk's first line. */
  readonly line: number;
  /** Columns in UTF-16 units from the line's start. */
  readonly column: number;
  readonly endColumn: number;
  readonly finding: Finding;
  readonly fix?: { readonly column: number; readonly endColumn: number };
}

/** What the rules found in one chunk, and what they remember behind it. */
export interface ChunkFindings {
  readonly memories: readonly unknown[];
  readonly kept: readonly KeptFinding[];
  /** Findings by rule, kept or not. */
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * The rules as companions of a reading.
 *
 * @param disabled ids of rules that the person switched off
 */
export function ruleCompanion(
  firmware: () => Firmware,
  disabled: ReadonlySet<string> = new Set(),
): Companion<ChunkFindings> {
  return {
    begin: (before) => beginChunk(firmware(), disabled, before),
    leadsAlike: (a, b) => a === b || sameMemory(a?.memories, b?.memories),
  };
}

interface Dispatch {
  readonly rules: readonly LineRule<unknown>[];
  readonly byCommand: ReadonlyMap<number, readonly number[]>;
  readonly byWord: ReadonlyMap<string, readonly number[]>;
  readonly byFlag: readonly number[];
  readonly byMove: readonly number[];
  readonly everyLine: readonly number[];
}

const dispatches = new Map<string, Dispatch>();

/** Which rules want which lines. The same for every chunk, so it is made once for each set of rules. */
function dispatchFor(firmware: Firmware, disabled: ReadonlySet<string>): Dispatch {
  const key = `${firmware} ${[...disabled].sort().join(' ')}`;
  let dispatch = dispatches.get(key);
  if (!dispatch) {
    dispatch = makeDispatch(
      ALL_LINE_RULES.map((rule) => (isActive(rule, firmware, disabled) ? rule : undefined)),
    );
    dispatches.set(key, dispatch);
  }
  return dispatch;
}

function makeDispatch(active: readonly (LineRule<unknown> | undefined)[]): Dispatch {
  const byCommand = new Map<number, number[]>();
  const byWord = new Map<string, number[]>();
  const byFlag: number[] = [];
  const byMove: number[] = [];
  const everyLine: number[] = [];
  active.forEach((rule, index) => {
    if (!rule) return;
    if (rule.flags !== undefined) byFlag.push(index);
    if (rule.moves) byMove.push(index);
    if (rule.everyLine) everyLine.push(index);
    for (const name of rule.commands ?? []) {
      const code = commandCode(name);
      if (code === WORD_COMMAND) byWord.set(name, [...(byWord.get(name) ?? []), index]);
      else byCommand.set(code, [...(byCommand.get(code) ?? []), index]);
    }
  });
  return { rules: ALL_LINE_RULES, byCommand, byWord, byFlag, byMove, everyLine };
}

function isActive(
  rule: LineRule<unknown> | PrintRule,
  firmware: Firmware,
  disabled: ReadonlySet<string>,
): boolean {
  return rule.firmwares.includes(firmware) && !disabled.has(rule.id);
}

function beginChunk(
  firmware: Firmware,
  disabled: ReadonlySet<string>,
  before: ChunkFindings | undefined,
): ReturnType<Companion<ChunkFindings>['begin']> {
  const dispatch = dispatchFor(firmware, disabled);
  const { rules } = dispatch;
  const memories: unknown[] = before
    ? before.memories.slice()
    : rules.map((rule) => rule.memory as unknown);
  const kept: KeptFinding[] = [];
  const counts = new Map<number, number>();
  let current = 0;
  let localLine = 0;
  const context: { -readonly [Key in keyof LineContext]: LineContext[Key] } = {
    line: undefined as never,
    state: undefined as never,
    move: undefined as never,
    firmware,
    report(finding) {
      const count = (counts.get(current) ?? 0) + 1;
      counts.set(current, count);
      if (count <= KEPT_PER_CHUNK) kept.push(keep(current, localLine, context.line, finding));
    },
  };
  function run(indices: readonly number[]): void {
    for (const index of indices) {
      current = index;
      memories[index] = rules[index]?.check(context, memories[index]);
    }
  }
  return {
    visit(line, state, move, local) {
      const { command } = line;
      context.line = line;
      context.state = state;
      context.move = move;
      localLine = local;
      if ((line.flags & LEXICAL_FLAGS) !== 0) run(dispatch.byFlag);
      if (dispatch.everyLine.length > 0) run(dispatch.everyLine);
      if (command === NO_COMMAND) return;
      if (move.kind !== MOVE.none) run(dispatch.byMove);
      const wanted =
        command === WORD_COMMAND || command === BAD_COMMAND
          ? dispatch.byWord.get(lineCommandName(line))
          : dispatch.byCommand.get(command);
      if (wanted !== undefined) run(wanted);
    },
    finish: () => ({ memories, kept, counts }),
  };
}

function keep(rule: number, localLine: number, line: GcodeLine, finding: Finding): KeptFinding {
  const { bytes, start } = line;
  const column = utf16Length(bytes, start, finding.start);
  const endColumn = column + utf16Length(bytes, finding.start, finding.end);
  const base = { rule, line: localLine, column, endColumn, finding };
  if (!finding.fix) return base;
  const fixColumn = utf16Length(bytes, start, finding.fix.start);
  const fixEnd = fixColumn + utf16Length(bytes, finding.fix.start, finding.fix.end);
  return { ...base, fix: { column: fixColumn, endColumn: fixEnd } };
}

/** Length of a range of bytes in the units in which editors count columns. */
function utf16Length(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) {
    if ((bytes[at] ?? 0) >= 0x80) return textOf(bytes, start, end).length;
  }
  return Math.max(0, end - start);
}

/**
 * All problems of a file that has been read to its end, in the order of lines. Beyond a limit, problems of
 * one rule are put together as one with a count.
 */
export function collectProblems(
  reading: Reading<ChunkFindings>,
  metadata: GcodeMetadata,
  disabled: ReadonlySet<string> = new Set(),
): Problem[] {
  const problems: Problem[] = [];
  const counts = new Map<number, number>();
  const shown = new Map<number, number>();
  reading.results.forEach((chunk, index) => {
    if (!chunk) return;
    const firstLine = (reading.text.chunkLine[index] ?? 0) + 1;
    for (const [rule, count] of chunk.counts) counts.set(rule, (counts.get(rule) ?? 0) + count);
    for (const kept of chunk.kept) {
      const already = shown.get(kept.rule) ?? 0;
      if (already >= SHOWN_PER_RULE) continue;
      shown.set(kept.rule, already + 1);
      problems.push(problemOf(ALL_LINE_RULES[kept.rule], kept, firstLine));
    }
  });
  for (const [rule, count] of counts) {
    const hidden = count - (shown.get(rule) ?? 0);
    if (hidden <= 0) continue;
    // The last one that is shown stands for those that are not.
    const last = problems.findLastIndex((problem) => problem.rule === ALL_LINE_RULES[rule]?.id);
    const problem = problems[last];
    if (problem)
      problems[last] = {
        ...problem,
        count: hidden + 1,
        message: `${problem.message} (${(hidden + 1).toLocaleString('en')} lines like this from here on)`,
      };
  }
  problems.push(...printProblems(reading, metadata, disabled));
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return problems.slice(0, SHOWN_IN_ALL);
}

function problemOf(
  rule: LineRule<unknown> | undefined,
  kept: KeptFinding,
  chunkFirstLine: number,
): Problem {
  const line = chunkFirstLine + kept.line;
  const { finding } = kept;
  const fix: ProblemFix | undefined =
    finding.fix && kept.fix
      ? {
          title: finding.fix.title,
          edits: [
            {
              line,
              column: kept.fix.column + 1,
              endColumn: kept.fix.endColumn + 1,
              newText: finding.fix.newText,
            },
          ],
        }
      : undefined;
  return {
    rule: rule?.id ?? '',
    severity: rule?.severity ?? 'information',
    line,
    column: kept.column + 1,
    endColumn: kept.endColumn + 1,
    message: finding.message,
    ...(finding.firmware === undefined ? {} : { firmware: finding.firmware }),
    ...(fix === undefined ? {} : { fix }),
  };
}

function printProblems(
  reading: Reading<ChunkFindings>,
  metadata: GcodeMetadata,
  disabled: ReadonlySet<string>,
): Problem[] {
  const problems: Problem[] = [];
  const { text, firmware } = reading;
  for (const rule of ALL_PRINT_RULES) {
    if (!isActive(rule, firmware, disabled)) continue;
    let count = 0;
    rule.check({
      text,
      print: reading.print(),
      end: reading.stateBefore(text.chunks.length),
      firmware,
      producer: reading.sniffed.producer,
      metadata,
      report(line, finding) {
        count += 1;
        if (count > SHOWN_PER_RULE) return;
        const place = locateLine(text, line);
        const start = place?.start ?? 0;
        const bytes = place?.bytes ?? new Uint8Array(0);
        const column = utf16Length(bytes, start, start + finding.start);
        const endColumn = utf16Length(bytes, start, start + finding.end);
        problems.push(
          problemOf(
            { ...rule, kind: 'line', memory: null, check: () => null },
            {
              rule: -1,
              line: line - 1,
              column,
              endColumn,
              finding,
              ...(finding.fix
                ? {
                    fix: {
                      column: utf16Length(bytes, start, start + finding.fix.start),
                      endColumn: utf16Length(bytes, start, start + finding.fix.end),
                    },
                  }
                : {}),
            },
            2,
          ),
        );
      },
    });
  }
  return problems;
}

/** Deep equality of what rules remember. */
function sameMemory(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((value, index) => sameMemory(value, b[index]));
  if (typeof a === 'object' && typeof b === 'object' && a !== null && b !== null) {
    const left = Object.entries(a);
    const right = new Map(Object.entries(b));
    return (
      left.length === right.size && left.every(([key, value]) => sameMemory(value, right.get(key)))
    );
  }
  return false;
}
