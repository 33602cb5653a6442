import type { FindingCode, RunFinding } from '#core/run/findings';
import { count } from '../quantities.ts';

/** Where something is: line and column count from 1. */
export interface CsvPlace {
  readonly line: number;
  readonly column?: number;
  readonly field?: string;
}

/** So many of a kind are told one by one; what comes after is told once, with its number. */
const TOLD_ONE_BY_ONE = 5;

interface Rest {
  readonly place: CsvPlace;
  readonly what: string;
  count: number;
}

/** The findings of one table, kept few however broken the table is. */
export class CsvFindings {
  readonly #file: string;
  readonly #list: RunFinding[] = [];
  readonly #told = new Map<string, number>();
  readonly #rests = new Map<string, Rest & { readonly code: FindingCode; severity: Severity }>();

  constructor(file: string) {
    this.#file = file;
  }

  /** Tells something that occurs once. */
  add(code: FindingCode, severity: Severity, place: Partial<CsvPlace>, message: string): void {
    this.#list.push({ code, severity, file: this.#file, ...place, message });
  }

  /**
   * Tells something that may occur in many rows.
   *
   * @param what what the many are called: `cells that hold no number`
   * @param describe makes place and sentence; called only for the few that are told one by one and the first
   *   of the rest
   */
  addRepeated(
    code: FindingCode,
    severity: Severity,
    field: string | undefined,
    what: string,
    describe: () => { readonly place: CsvPlace; readonly message: string },
  ): void {
    const key = `${code} ${field ?? ''}`;
    const told = this.#told.get(key) ?? 0;
    this.#told.set(key, told + 1);
    if (told < TOLD_ONE_BY_ONE) {
      const { place, message } = describe();
      this.add(code, severity, place, message);
      return;
    }
    const rest = this.#rests.get(key);
    if (rest !== undefined) rest.count += 1;
    else this.#rests.set(key, { code, severity, place: describe().place, what, count: 1 });
  }

  /** All of them in the order of the file. */
  list(): RunFinding[] {
    const rests = [...this.#rests.values()].map(
      ({ code, severity, place, what, count: number }): RunFinding => ({
        code,
        severity,
        file: this.#file,
        ...place,
        count: number,
        message: `There are ${count(number)} more ${what} from here on.`,
      }),
    );
    return [...this.#list, ...rests].sort(
      (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
    );
  }
}

type Severity = RunFinding['severity'];
