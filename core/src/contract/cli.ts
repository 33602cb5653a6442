import type { GcodeMetadata } from './metadata.ts';
import type {
  FeatureOutline,
  LayerOutline,
  LayerSource,
  ObjectOutline,
  SectionOutline,
  TotalsOutline,
} from './outline.ts';
import type { Problem, Severity } from './problems.ts';
import type { StateAnswer } from './server.ts';
import type { ProfileName, TimeReport, UnknownTime, WhatIfRow } from './time.ts';

// What the 3dpai command prints with --json. Lines and columns count from 1.

/** The firmware whose rules were used, and what chose it: `--flavor`, the file, or nothing. */
export interface FlavorAnswer {
  readonly flavor: 'klipper' | 'marlin' | 'reprap';
  readonly flavorSource: 'setting' | 'profile' | 'file' | 'default';
}

/** `3dpai gcode outline FILE --json`. */
export interface OutlineAnswer extends FlavorAnswer {
  /** As it was named on the command line. */
  readonly file: string;
  readonly bytes: number;
  readonly lines: number;
  /** null where the file does not say who wrote it. */
  readonly slicer: { readonly name: string; readonly version: string } | null;
  readonly layerSource: LayerSource;
  /** What lies before, in and behind the layers. */
  readonly sections: readonly SectionOutline[];
  readonly layers: readonly LayerWithFeatures[];
  readonly objects: readonly ObjectOutline[];
  readonly totals: TotalsOutline;
  /** The printer that the times are for, and the commands whose time is in none of them. */
  readonly profile: ProfileName;
  readonly unknown: readonly UnknownTime[];
}

/** A layer with its features, which tile its lines. */
export interface LayerWithFeatures extends LayerOutline {
  readonly features: readonly FeatureOutline[];
}

/** `3dpai gcode meta FILE --json`: Moonraker's fields. */
export interface MetaAnswer extends GcodeMetadata {
  readonly file: string;
}

/** `3dpai gcode check FILE --json`. */
export interface CheckAnswer extends FlavorAnswer {
  readonly file: string;
  readonly problems: readonly Problem[];
  /** How many of `problems` have each severity. */
  readonly summary: Readonly<Record<Severity, number>>;
}

/** `3dpai gcode time FILE --json`. */
export interface TimeAnswer extends FlavorAnswer, TimeReport {
  readonly file: string;
  /** With one `--set`: what was changed, and the time without it. */
  readonly set?: Readonly<Record<string, number>>;
  readonly unchanged?: WhatIfRow;
  /** With several values: one row for each; the rest of the answer is then for the unchanged printer. */
  readonly table?: readonly WhatIfRow[];
}

/** `3dpai gcode annotate FILE --json`. */
export interface AnnotateAnswer {
  readonly file: string;
  readonly profile: ProfileName;
  /** What was written back as the whole print's time. */
  readonly seconds: number;
  readonly changedLines: number;
  readonly insertedLines: number;
  /** Commands whose time nobody can tell: it is not in any of the times. */
  readonly unknown: readonly UnknownTime[];
  /** With `--dry-run`: what would change. */
  readonly changes?: Iterable<AnnotatedLine>;
}

export interface AnnotatedLine {
  /** Where a line is put in, the number of the one behind it. */
  readonly line: number;
  /** null where the line is put in. */
  readonly before: string | null;
  readonly after: string;
}

/** `3dpai gcode state FILE --line N --json`: the machine before line N. */
export interface StateOfFileAnswer extends StateAnswer {
  readonly file: string;
  /** The printer that the times are for. */
  readonly profile: ProfileName;
}

/** `3dpai simulate --json`. */
export interface SimulateAnswer {
  /** In the order of their numbers, also those that were there already. */
  readonly runs: readonly SimulatedRunAnswer[];
  /** How long all runs take on their printers. */
  readonly seconds: number;
  /** How many runs have each failure. */
  readonly failures: Readonly<Record<string, number>>;
  /** Runs that were there already. */
  readonly skipped: number;
  /** How long the call took. */
  readonly wallSeconds: number;
  /** The call was stopped before its end; the same call goes on. */
  readonly stopped: boolean;
}

export interface SimulatedRunAnswer {
  readonly runId: string;
  readonly folder: string;
  readonly failures: readonly string[];
  readonly seconds: number;
  readonly skipped: boolean;
}
