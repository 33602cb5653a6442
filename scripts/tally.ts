/** How many tests passed, failed and did not run. */
export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The sums over several tallies. */
export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, one) => ({
      passed: sum.passed + one.passed,
      failed: sum.failed + one.failed,
      skipped: sum.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** `N passed, N failed, N skipped`, the last line of npm test. */
export function describeTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** A check that is one test: it passed when its program ended with exit code 0. */
export function tallyOfExitCode(exitCode: number): Tally {
  return exitCode === 0
    ? { passed: 1, failed: 0, skipped: 0 }
    : { passed: 0, failed: 1, skipped: 0 };
}

/** Reads the report of vitest's json reporter; a run that failed otherwise counts as one failure. */
export function tallyOfVitest(report: string | undefined, exitCode: number): Tally {
  return tallyOfReport(
    report,
    (json) => ({
      passed: json.numPassedTests,
      failed: json.numFailedTests,
      skipped: json.numPendingTests + (json.numTodoTests ?? 0),
    }),
    exitCode,
  );
}

/** Reads the report of mocha's json reporter; a run that failed otherwise counts as one failure. */
export function tallyOfMocha(report: string | undefined, exitCode: number): Tally {
  return tallyOfReport(
    report,
    ({ stats }) => ({ passed: stats.passes, failed: stats.failures, skipped: stats.pending }),
    exitCode,
  );
}

/**
 * A file that does not load, a crash or a run that found no test shows in no count: it must not
 * pass for success.
 */
function tallyOfReport(
  report: string | undefined,
  // biome-ignore lint/suspicious/noExplicitAny: the shape is that of the test runner's own report.
  read: (json: any) => Tally,
  exitCode: number,
): Tally {
  const tally = report === undefined ? addTallies([]) : read(JSON.parse(report));
  const total = tally.passed + tally.failed + tally.skipped;
  if (tally.failed === 0 && (exitCode !== 0 || total === 0)) return { ...tally, failed: 1 };
  return tally;
}
