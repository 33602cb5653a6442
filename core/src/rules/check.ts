import type { Firmware } from '../commands/firmware.ts';
import type { GcodeMetadata } from '../contract/metadata.ts';
import type { Problem, Severity } from '../contract/problems.ts';
import { NO_COMMAND, textOf } from '../gcode/line.ts';
import { Mark, readMark } from '../gcode/marks.ts';
import { locateLine } from '../gcode/text.ts';
import { MOVE, type Move } from '../machine/move.ts';
import type { Companion, Reading } from '../print/reading.ts';
import { ALL_RULES } from './all.ts';
import {
  type Dispatch,
  dispatchFor,
  isActive,
  rulesForCommand,
  type WantedBy,
} from './dispatch.ts';
import {
  countKey,
  type Findings,
  findingCollector,
  type PlacedFinding,
  SHOWN_PER_RULE,
} from './findings.ts';
import { ASLEEP, type Finding, type LineContext, type PrintContext, type Rule } from './rule.ts';
import { sameMemory } from './sameMemory.ts';

/** The editor shows no more than this for a file. */
const SHOWN_IN_ALL = 1_000;

/** What the rules found in one chunk, and what they remember behind it. */
export interface ChunkFindings extends Findings {
  readonly memories: readonly unknown[];
}

/** The inside of a thumbnail, see `MachineState.insideBlock`. */
const INSIDE_PICTURE = 2;

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
    begin: (before) => beginChunk(firmware(), dispatchFor(firmware(), disabled), before),
    leadsAlike: (a, b) => a === b || sameMemory(a?.memories, b?.memories),
  };
}

/** A rule that sees lines, with or without a memory. */
interface LineChecker {
  check(context: LineContext, memory: unknown): unknown;
}

const CHECKERS: readonly LineChecker[] = ALL_RULES.map((rule) =>
  'check' in rule ? rule : { check: () => undefined },
);

const FRESH_MEMORIES: readonly unknown[] = ALL_RULES.map((rule) =>
  'memory' in rule ? rule.memory : undefined,
);

/** `Interest.having` by rule. */
const HAVING: readonly number[] = ALL_RULES.map((rule) =>
  'check' in rule ? (rule.having ?? 0) : 0,
);

function beginChunk(
  firmware: Firmware,
  dispatch: Dispatch,
  before: ChunkFindings | undefined,
): ReturnType<Companion<ChunkFindings>['begin']> {
  const memories = (before?.memories ?? FRESH_MEMORIES).slice();
  const collector = findingCollector();
  const { byFlag, byMark, byComment, byMove, byZMove, byFilament, leastFilament } = dispatch;
  /** The line that each rule saw last, so that none sees a line twice. */
  const ranOn = new Int32Array(ALL_RULES.length).fill(-1);
  let awake = byMove.filter((rule) => memories[rule] !== ASLEEP);
  let currentRule = 0;
  let currentLine = 0;
  const context: { -readonly [Key in keyof LineContext]: LineContext[Key] } = {
    line: undefined as never,
    state: undefined as never,
    move: undefined as never,
    mark: new Mark(),
    firmware,
    report(finding) {
      const { bytes, start } = context.line;
      collector.add(currentRule, currentLine, bytes, start, finding);
    },
  };
  function run(rule: number): void {
    if (ranOn[rule] === currentLine) return;
    ranOn[rule] = currentLine;
    currentRule = rule;
    const memory = memories[rule];
    const after = CHECKERS[rule]?.check(context, memory);
    if (after === memory) return;
    memories[rule] = after;
    if (memory === ASLEEP || after === ASLEEP)
      awake = byMove.filter((each) => memories[each] !== ASLEEP);
  }
  function runOnMove(move: Move): void {
    for (const rule of awake) run(rule);
    if (move.changesZ) for (const rule of byZMove) run(rule);
    const filament = Math.abs(move.extruded);
    if (filament <= leastFilament) return;
    for (const each of byFilament) if (filament > each.above) run(each.rule);
  }
  let lastCommand = -1;
  let wanted: WantedBy = dispatch.byUnknown;
  return {
    // Called for every line of the file: what most lines need comes first and costs little.
    visit(line, state, move, local) {
      const { command, flags } = line;
      currentLine = local;
      if (context.line !== line) Object.assign(context, { line, state, move });
      if ((flags & dispatch.flags) !== 0) {
        for (const each of byFlag) if ((flags & each.flags) !== 0) run(each.rule);
      }
      if (command === NO_COMMAND) {
        if (line.commentStart === line.end || state.insideBlock === INSIDE_PICTURE) return;
        if (!readMark(line, context.mark)) return;
        for (const rule of byMark[context.mark.kind] ?? []) run(rule);
        return;
      }
      if (line.commentStart < line.end) for (const rule of byComment) run(rule);
      if (move.kind !== MOVE.none) runOnMove(move);
      // Most lines have the command of the line before; words differ in what their number says.
      if (command !== lastCommand || command < 10) {
        wanted = rulesForCommand(dispatch, line);
        lastCommand = command;
      }
      if (wanted.having !== 0 && (line.present & wanted.having) === 0) return;
      for (const rule of wanted.rules) {
        const having = HAVING[rule] ?? 0;
        if (having === 0 || (line.present & having) !== 0) run(rule);
      }
    },
    finish() {
      if (context.line) checkBytes(dispatch, context.line.bytes, collector);
      return { ...collector.findings, memories };
    },
  };
}

function checkBytes(
  dispatch: Dispatch,
  bytes: Uint8Array,
  collector: ReturnType<typeof findingCollector>,
): void {
  for (const index of dispatch.byBytes) {
    const rule = ALL_RULES[index];
    if (!rule || !('checkBytes' in rule)) continue;
    let line = 0;
    let lineStart = 0;
    let at = 0;
    rule.checkBytes(bytes, (finding) => {
      for (; at < finding.start; at++) {
        if (bytes[at] !== 10 && (bytes[at] !== 13 || bytes[at + 1] === 10)) continue;
        line += 1;
        lineStart = at + 1;
      }
      collector.add(index, line, bytes, lineStart, finding);
    });
  }
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
  const found = [
    ...reading.results.flatMap((findings, index) =>
      findings ? [{ findings, firstLine: reading.text.chunkLine[index] ?? 0 }] : [],
    ),
    { findings: findAtEnd(reading, metadata, disabled), firstLine: 0 },
  ];
  const shown: { placed: PlacedFinding; line: number; count: number }[] = [];
  const lastOfRule = new Map<number, { count: number }>();
  const shownOfRule = new Map<number, number>();
  const bySubject = new Map<string, { count: number }>();
  for (const { findings, firstLine } of found) {
    for (const placed of findings.placed) {
      const { rule, subject } = placed;
      const key = countKey(rule, subject);
      if (subject !== undefined && bySubject.has(key)) continue;
      const already = shownOfRule.get(rule) ?? 0;
      if (already >= SHOWN_PER_RULE) continue;
      shownOfRule.set(rule, already + 1);
      const entry = { placed, line: firstLine + placed.line, count: 1 };
      shown.push(entry);
      lastOfRule.set(rule, entry);
      if (subject !== undefined) bySubject.set(key, entry);
    }
  }
  countTheRest(found, shown, bySubject, lastOfRule);
  const problems = shown.map(({ placed, line, count }) => problemOf(placed, line, count));
  return mostSevere(problems).sort((a, b) => a.line - b.line || a.column - b.column);
}

/** Adds what is not shown itself: to the finding on the same subject, else to the rule's last one. */
function countTheRest(
  found: readonly { readonly findings: Findings }[],
  shown: readonly { readonly placed: PlacedFinding }[],
  bySubject: ReadonlyMap<string, { count: number }>,
  lastOfRule: ReadonlyMap<number, { count: number }>,
): void {
  const hidden = new Map<string, number>();
  for (const { findings } of found) {
    for (const [key, count] of findings.counts) hidden.set(key, (hidden.get(key) ?? 0) + count);
  }
  for (const { placed } of shown) {
    const key = countKey(placed.rule, placed.subject);
    hidden.set(key, (hidden.get(key) ?? 0) - 1);
  }
  for (const [key, count] of hidden) {
    const entry = bySubject.get(key) ?? lastOfRule.get(Number.parseInt(key, 10));
    if (entry) entry.count += count;
  }
}

function problemOf(placed: PlacedFinding, zeroBasedLine: number, count: number): Problem {
  const rule = ALL_RULES[placed.rule];
  const line = zeroBasedLine + 1;
  const { problem, fix } = placed;
  const { message } = problem;
  const lines = `${count.toLocaleString('en')} lines`;
  return {
    rule: rule?.id ?? '',
    severity: rule?.severity ?? 'information',
    line,
    ...problem,
    ...(count === 1 ? {} : { count, message: `${message} (${lines} like this from here on)` }),
    ...(fix === undefined
      ? {}
      : {
          fix: {
            title: fix.title,
            edits: [{ line, column: fix.column, endColumn: fix.endColumn, newText: fix.newText }],
          },
        }),
  };
}

const WEIGHT: Readonly<Record<Severity, number>> = {
  error: 0,
  warning: 1,
  information: 2,
  hint: 3,
};

function mostSevere(problems: Problem[]): Problem[] {
  if (problems.length <= SHOWN_IN_ALL) return problems;
  return problems
    .sort((a, b) => WEIGHT[a.severity] - WEIGHT[b.severity] || a.line - b.line)
    .slice(0, SHOWN_IN_ALL);
}

function findAtEnd(
  reading: Reading<ChunkFindings>,
  metadata: GcodeMetadata,
  disabled: ReadonlySet<string>,
): Findings {
  const { text, firmware } = reading;
  const collector = findingCollector();
  const memories = reading.results[text.chunks.length - 1]?.memories ?? FRESH_MEMORIES;
  ALL_RULES.forEach((rule: Rule, index) => {
    if (!('atEnd' in rule) || !isActive(rule, firmware, disabled)) return;
    const context: PrintContext = {
      text,
      print: reading.print(),
      end: reading.stateBefore(text.chunks.length),
      firmware,
      producer: reading.sniffed.producer,
      metadata,
      lineText(line) {
        const place = locateLine(text, line);
        return place ? textOf(place.bytes, place.start, place.end) : '';
      },
      report(line, finding) {
        const last = Math.max(0, Math.min(line, text.lineCount - 1));
        const { bytes, start, end } = locateLine(text, last) ?? NO_LINE;
        const { fix } = finding;
        const placed: Finding = {
          ...finding,
          start,
          end,
          ...(fix ? { fix: { ...fix, start: start + fix.start, end: start + fix.end } } : {}),
        };
        collector.add(index, last, bytes, start, placed);
      },
    };
    rule.atEnd?.(context, memories[index]);
  });
  return collector.findings;
}

const NO_LINE = { bytes: new Uint8Array(0), start: 0, end: 0 };
