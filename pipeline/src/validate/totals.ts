import type { ExpectationResult } from './evaluate.ts';

/** How one expectation turned out on many runs. */
export interface ExpectationTotal extends Omit<ExpectationResult, 'column'> {
  /** Runs that it could be asked of, and those of them that do not meet it. */
  readonly runs: number;
  readonly unmet_runs: number;
}

/** Values shown of all runs together. */
const SHOWN = 20;

/** Adds up the results of runs, one run after the other. */
export class Totals {
  readonly #totals = new Map<string, Total>();

  add(run: string, results: readonly ExpectationResult[]): void {
    const seen = new Set<string>();
    const unmet = new Set<string>();
    for (const result of results) {
      const { expectation, success, element_count, unexpected_count, partial_unexpected } = result;
      const total = this.#totals.get(expectation) ?? emptyTotal();
      this.#totals.set(expectation, total);
      total.elements += element_count;
      total.unexpected += unexpected_count;
      if (!success)
        for (const value of partial_unexpected)
          if (total.shown.length < SHOWN) total.shown.push(`${run}: ${value}`);
      if (!seen.has(expectation)) total.runs += 1;
      if (!success && !unmet.has(expectation)) total.unmetRuns += 1;
      seen.add(expectation);
      if (!success) unmet.add(expectation);
    }
  }

  /** In the order in which they were met with. */
  list(): ExpectationTotal[] {
    return [...this.#totals].map(([expectation, total]) => ({
      expectation,
      success: total.unmetRuns === 0,
      element_count: total.elements,
      unexpected_count: total.unexpected,
      unexpected_percent: total.elements === 0 ? 0 : (100 * total.unexpected) / total.elements,
      partial_unexpected: total.shown,
      runs: total.runs,
      unmet_runs: total.unmetRuns,
    }));
  }
}

interface Total {
  runs: number;
  unmetRuns: number;
  elements: number;
  unexpected: number;
  readonly shown: string[];
}

function emptyTotal(): Total {
  return { runs: 0, unmetRuns: 0, elements: 0, unexpected: 0, shown: [] };
}
