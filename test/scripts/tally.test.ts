import { expect, test } from 'vitest';
import {
  addTallies,
  describeTally,
  tallyOfExitCode,
  tallyOfMocha,
  tallyOfVitest,
} from '../../scripts/tally.ts';

const vitest = (passed: number, failed: number, pending: number, todo: number) =>
  JSON.stringify({
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
  });
const mocha = (passes: number, failures: number, pending: number) =>
  JSON.stringify({ stats: { passes, failures, pending } });

test('the last line is over all tiers', () => {
  const total = addTallies([
    tallyOfExitCode(0),
    tallyOfExitCode(1),
    tallyOfVitest(vitest(10, 0, 2, 1), 0),
    tallyOfMocha(mocha(3, 1, 1), 1),
  ]);
  expect(describeTally(total)).toBe('14 passed, 2 failed, 4 skipped');
  expect(describeTally(addTallies([]))).toBe('0 passed, 0 failed, 0 skipped');
});

test.each([
  ['a run without a report', undefined, 1, '0 passed, 1 failed, 0 skipped'],
  ['a run without a report that says it is fine', undefined, 0, '0 passed, 1 failed, 0 skipped'],
  ['a file that does not load', vitest(5, 0, 0, 0), 1, '5 passed, 1 failed, 0 skipped'],
  ['a run that found no test', vitest(0, 0, 0, 0), 0, '0 passed, 1 failed, 0 skipped'],
  ['a failed test', vitest(5, 2, 0, 0), 1, '5 passed, 2 failed, 0 skipped'],
  ['only skipped tests', vitest(0, 0, 1, 0), 0, '0 passed, 0 failed, 1 skipped'],
])('%s', (_what, report, exitCode, line) => {
  expect(describeTally(tallyOfVitest(report, exitCode))).toBe(line);
});
