import type { ChannelName } from '#core/run/channels';
import type { FindingCode, RunFinding } from '#core/run/findings';
import type { Expectation, ExpectationOf } from './expectation.ts';
import type { Outcome } from './kind.ts';
import { KINDS, type KindName, type ParametersOf } from './kinds.ts';
import type { RunUnderTest } from './runUnderTest.ts';

/** How one expectation turned out on one run, as Great Expectations has it. */
export interface ExpectationResult {
  readonly expectation: string;
  /** The column, where the expectation looks at columns one by one. */
  readonly column?: string;
  readonly success: boolean;
  /** Rows, intervals, lines, files … that were looked at. */
  readonly element_count: number;
  readonly unexpected_count: number;
  readonly unexpected_percent: number;
  /** The first 20 unexpected values. */
  readonly partial_unexpected: readonly (number | string)[];
}

export interface Evaluation {
  /** Of what could be asked: a run without sound has no result about its length. */
  readonly results: readonly ExpectationResult[];
  readonly findings: readonly RunFinding[];
}

/** Holds a run against a suite. Its findings include those of reading its table. */
export function evaluate(run: RunUnderTest, suite: readonly Expectation[]): Evaluation {
  const results: ExpectationResult[] = [];
  const findings = run.sensors.findings.filter(({ code }) => !isAskedFor(code, suite));
  for (const expectation of suite) {
    const { severity, code } = expectation;
    if (severity === 'off') continue;
    for (const outcome of outcomesOf(run, expectation)) {
      results.push(resultOf(expectation, outcome));
      for (const problem of outcome.problems) findings.push({ code, severity, ...problem });
    }
  }
  return { results, findings: inOrder(findings) };
}

/** File by file, as they come up, and by place in them. */
function inOrder(findings: readonly RunFinding[]): RunFinding[] {
  const files = [...new Set(findings.map(({ file }) => file))];
  return findings.toSorted(
    (a, b) =>
      files.indexOf(a.file) - files.indexOf(b.file) ||
      (a.line ?? 0) - (b.line ?? 0) ||
      (a.column ?? 0) - (b.column ?? 0),
  );
}

/** What reading the table finds and an expectation asks for comes with that expectation's severity only. */
function isAskedFor(code: FindingCode, suite: readonly Expectation[]): boolean {
  return suite.some((each) => each.kind === 'read' && each.parameters.codes.includes(code));
}

type CheckOf<Name extends KindName> = (
  run: RunUnderTest,
  columns: readonly ChannelName[],
  parameters: ParametersOf[Name],
) => readonly Outcome[];

/** The same table, said so that a kind's name and its parameters keep together. */
const CHECKS: { readonly [Name in KindName]: { readonly check: CheckOf<Name> } } = KINDS;

function outcomesOf<Name extends KindName>(
  run: RunUnderTest,
  { kind, columns, parameters }: ExpectationOf<Name>,
): readonly Outcome[] {
  return CHECKS[kind].check(run, columns, parameters);
}

function resultOf({ id }: Expectation, outcome: Outcome): ExpectationResult {
  const { field, success, elementCount, unexpectedCount, partial } = outcome;
  return {
    expectation: id,
    ...(field !== undefined && { column: field }),
    success,
    element_count: elementCount,
    unexpected_count: unexpectedCount,
    unexpected_percent: elementCount === 0 ? 0 : (100 * unexpectedCount) / elementCount,
    partial_unexpected: partial,
  };
}
