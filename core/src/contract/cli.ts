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

// What the 3dpai command prints with --json. Lines and columns count from 1.

/** The firmware whose rules were used, and what chose it: `--flavor`, the file, or nothing. */
export interface FlavorAnswer {
  readonly flavor: 'klipper' | 'marlin' | 'reprap';
  readonly flavorSource: 'setting' | 'file' | 'default';
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

/** `3dpai gcode state FILE --line N --json`: the machine before line N. */
export interface StateOfFileAnswer extends StateAnswer {
  readonly file: string;
}
