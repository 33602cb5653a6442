import type {
  ConfigOption,
  ConfigProblem,
  ConfigSection,
  ConfigSpan,
  Configuration,
  MergedSection,
  OptionReference,
  SectionReference,
} from '../config.ts';
import { optionReference, sectionReference } from '../sectionReference.ts';
import type { ConfigReaders } from './configReaders.ts';

/** A problem and the file it is in. */
export interface Found {
  readonly path: string;
  readonly problem: ConfigProblem;
}

export interface CheckContext {
  readonly configuration: Configuration;
  /** Every section with what is known of it. */
  readonly sections: readonly CheckedSection[];
  /** Everything that Klipper would read is there, so that what is missing is really missing. */
  readonly isWhole: boolean;
  readonly readers: ConfigReaders;
  readonly report: (path: string, problem: ConfigProblem) => void;
}

export interface CheckedSection {
  /** As Klipper names it in its messages: `gcode_macro START_PRINT`. */
  readonly title: string;
  readonly merged: MergedSection;
  /** Undefined for a section that nobody knows. */
  readonly reference: SectionReference | undefined;
  /** The place that people wrote, or the one that SAVE_CONFIG did. */
  readonly place: { readonly path: string; readonly section: ConfigSection };
  readonly isAutosaved: boolean;
  readonly options: readonly CheckedOption[];
}

export interface CheckedOption {
  readonly path: string;
  readonly option: ConfigOption;
  readonly reference: OptionReference | undefined;
  readonly isAutosaved: boolean;
}

export function checkedSections(configuration: Configuration): readonly CheckedSection[] {
  return [...configuration.sections].flatMap(([title, merged]) => {
    const [first] = merged.places;
    if (!first) return [];
    const place = merged.places.find(({ section }) => !section.autosaved) ?? first;
    const reference = sectionReference(merged.type);
    const saved = new Set(
      merged.places.flatMap(({ section }) => (section.autosaved ? section.options : [])),
    );
    return {
      title,
      merged,
      reference,
      place,
      isAutosaved: place.section.autosaved === true,
      options: [...merged.options].map(([name, { path, option }]) => ({
        path,
        option,
        reference: reference && optionReference(reference, name),
        isAutosaved: saved.has(option),
      })),
    };
  });
}

/** The text of an option of a section; undefined where it is not set. */
export function optionValue(section: CheckedSection, option: string): string | undefined {
  return section.merged.options.get(option)?.option.value;
}

/** Where the value stands, or the name where there is no value. A value of several lines gives the first. */
export function valueSpan(option: ConfigOption): ConfigSpan {
  return option.valueSpans[0] ?? option.nameSpan;
}

/** Whether Klipper reads the option at all, by what another option says; undefined where that is not known. */
export function isRead(section: CheckedSection, option: OptionReference): boolean | undefined {
  if (!option.onlyWith) return true;
  const { option: decisive, values } = option.onlyWith;
  const reference = section.reference && optionReference(section.reference, decisive);
  const value = optionValue(section, decisive) ?? reference?.default;
  if (value === undefined) return undefined;
  if (reference?.kind === 'boolean') return values.includes(value.toLowerCase());
  if (values.includes(value)) return true;
  // A sensor or chip of one's own may take any of them.
  const known = reference?.choices ?? knownValues(section.reference, decisive);
  return known.includes(value) ? false : undefined;
}

/** Values of a free text that options of the same section depend on. */
function knownValues(section: SectionReference | undefined, decisive: string): readonly string[] {
  if (!section) return [];
  const key = `${section.type} ${decisive}`;
  const known = valuesOfText.get(key);
  if (known) return known;
  const values = section.options.flatMap(({ onlyWith }) =>
    onlyWith?.option === decisive ? onlyWith.values : [],
  );
  valuesOfText.set(key, values);
  return values;
}

const valuesOfText = new Map<string, readonly string[]>();

/** An option as Klipper's own sources write it, and so its messages: some of them with capital letters. */
export function nameInKlipper(option: string): string {
  if (/^pid_k[pid]$/.test(option)) return `pid_K${option.slice(-1)}`;
  const [prefix = '', ...rest] = option.split('_');
  const isCapital = rest.length > 0 && (prefix === 'driver' || prefix === 'initial');
  if (
    !isCapital ||
    option === 'initial_duration' ||
    /^initial_(?:angle|pulse_width)$/.test(option)
  ) {
    return option;
  }
  return `${prefix}_${rest.join('_').toUpperCase()}`;
}

/** Whether Klipper reads the section after all others, with the kinematics, wherever it stands. */
export function isReadLast({ merged }: CheckedSection): boolean {
  return /^(?:printer|stepper|stepper_\w+|extruder\d*|carriage|extra_carriage|dual_carriage)$/.test(
    merged.type,
  );
}

/** `a, b or c`. */
export function listOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}
