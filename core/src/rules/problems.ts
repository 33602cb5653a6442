import type { GcodeMetadata } from '../contract/metadata.ts';
import type { Problem, Severity } from '../contract/problems.ts';
import { textOf } from '../gcode/line.ts';
import { chunkOfLine, locateLine } from '../gcode/text.ts';
import { featureWords } from '../print/compose.ts';
import type { Reading } from '../print/reading.ts';
import { ALL_RULES } from './all.ts';
import { type ChunkFindings, FRESH_MEMORIES } from './check.ts';
import { isActive } from './dispatch.ts';
import {
  countKey,
  type Findings,
  findingCollector,
  type PlacedFinding,
  SHOWN_PER_RULE,
} from './findings.ts';
import type { Finding, PrintContext, Rule } from './rule.ts';
import { chosenSeverity, type RuleChoice, rulesSwitchedOff } from './ruleChoice.ts';
import { isSuppressed } from './suppressions.ts';

/** The editor shows no more than this for a file. */
const SHOWN_IN_ALL = 1_000;

/**
 * All problems of a file that has been read to its end, in the order of lines. Beyond a limit, problems of
 * one rule are put together as one with a count.
 */
export function collectProblems(
  reading: Reading<ChunkFindings>,
  metadata: GcodeMetadata,
  choice: RuleChoice = {},
): Problem[] {
  const disabled = rulesSwitchedOff(choice);
  for (const findings of reading.results)
    for (const id of findings?.suppressions.file ?? []) disabled.add(id);
  const isOff = ALL_RULES.map(({ id }) => disabled.has(id));
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
      if (isOff[rule]) continue;
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
  const problems = shown.map(({ placed, line, count }) => problemOf(placed, line, count, choice));
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

function problemOf(
  placed: PlacedFinding,
  zeroBasedLine: number,
  count: number,
  choice: RuleChoice,
): Problem {
  const rule = ALL_RULES[placed.rule];
  const line = zeroBasedLine + 1;
  const { problem, fix } = placed;
  const { message } = problem;
  const severity = chosenSeverity(choice, rule?.id ?? '');
  const lines = `${count.toLocaleString('en')} lines`;
  return {
    rule: rule?.id ?? '',
    severity: rule?.severity ?? 'information',
    line,
    ...problem,
    ...(severity === undefined ? {} : { severity }),
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
      chunks: reading.chunks,
      end: reading.stateBefore(text.chunks.length),
      firmware,
      profile: reading.profile,
      producer: reading.sniffed.producer,
      metadata,
      roleOf: (feature) => featureWords(feature, reading.names, reading.dialect).role,
      lineText(line) {
        const place = locateLine(text, line);
        return place ? textOf(place.bytes, place.start, place.end) : '';
      },
      report(line, finding) {
        const last = Math.max(0, Math.min(line, text.lineCount - 1));
        if (isSuppressedInFile(reading, rule.id, last)) return;
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

/** Whether a comment in the file switches a rule off at a line, counted from 0. */
function isSuppressedInFile(reading: Reading<ChunkFindings>, rule: string, line: number): boolean {
  const chunk = chunkOfLine(reading.text, line);
  const suppressions = reading.results[chunk]?.suppressions;
  const localLine = line - (reading.text.chunkLine[chunk] ?? 0);
  return suppressions !== undefined && isSuppressed(suppressions, rule, localLine);
}

const NO_LINE = { bytes: new Uint8Array(0), start: 0, end: 0 };
