export type Severity = 'error' | 'warning' | 'information' | 'hint';

export interface ProblemFix {
  readonly title: string;
  /** Replacements inside one line each; lines and columns count from 1, `endColumn` is one past. */
  readonly edits: readonly {
    readonly line: number;
    readonly column: number;
    readonly endColumn: number;
    readonly newText: string;
  }[];
}

/** One problem, as `3dpai gcode check --json` prints it. */
export interface Problem {
  readonly rule: string;
  readonly severity: Severity;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units as editors count; `endColumn` is one past the last. */
  readonly column: number;
  readonly endColumn: number;
  readonly message: string;
  /** Set where this stands for many: how many lines have it. */
  readonly count?: number;
  /** What the firmware itself would say. */
  readonly firmware?: string;
  readonly fix?: ProblemFix;
}
