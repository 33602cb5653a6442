/**
 * A printer.cfg as it is written: every section, option and value with its place. Lines and columns count
 * from 0, ends are exclusive; columns are UTF-16 units, as in the editor.
 */
export interface ConfigDocument {
  readonly lineCount: number;
  /** In the order of the file. `[include …]` is a section like the others. */
  readonly sections: readonly ConfigSection[];
  /** What Klipper's own reader would refuse, and what it would pass over. */
  readonly problems: readonly ConfigProblem[];
  /** First line of the part that SAVE_CONFIG keeps (`#*# …`), −1 where there is none. Its sections are in
   * `sections` too, with `autosaved` set. */
  readonly autosaveLine: number;
}

export interface ConfigSection {
  /** `gcode_macro` of `[gcode_macro START_PRINT]`. In lower case, as Klipper compares it. */
  readonly type: string;
  /** `START_PRINT`, as written; '' where the section has no name of its own. */
  readonly name: string;
  /** The whole of it between the brackets. */
  readonly header: ConfigSpan;
  readonly nameSpan: ConfigSpan;
  /** Last line that belongs to the section, blank lines and comments behind it left out. */
  readonly lastLine: number;
  readonly options: readonly ConfigOption[];
  readonly autosaved?: true;
}

export interface ConfigOption {
  /** In lower case, as Klipper compares it. */
  readonly name: string;
  readonly nameSpan: ConfigSpan;
  /** Without comments; lines joined with \n, trimmed as Klipper does it. */
  readonly value: string;
  /** Where the value stands, a span for each line that has text. */
  readonly valueSpans: readonly ConfigSpan[];
  readonly lastLine: number;
}

/** A piece of one line. */
export interface ConfigSpan {
  readonly line: number;
  readonly start: number;
  readonly end: number;
}

export interface ConfigProblem extends ConfigSpan {
  /** Kebab case, stable: `unknown-option`, `value-out-of-range`, … */
  readonly rule: string;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** One sentence with the cure. */
  readonly message: string;
  /** Klipper's own words for it. */
  readonly firmware?: string;
}

/** One file of a configuration, and what it says. */
export interface ConfigFile {
  /** As its caller names it: a path or a URI. */
  readonly path: string;
  readonly document: ConfigDocument;
}

/** A configuration with everything it includes, as Klipper puts it together: sections of one name are one
 * section, of two values for one option the later counts. */
export interface Configuration {
  /** The main file first, then included ones in the order in which they are read. */
  readonly files: readonly ConfigFile[];
  /** By header in lower-case type and name as written: `gcode_macro START_PRINT`. */
  readonly sections: ReadonlyMap<string, MergedSection>;
  /** Problems of putting together (an include that finds nothing, includes in a circle), by file. */
  readonly problems: readonly { readonly path: string; readonly problem: ConfigProblem }[];
}

export interface MergedSection {
  readonly type: string;
  readonly name: string;
  /** Every place where the section stands. */
  readonly places: readonly { readonly path: string; readonly section: ConfigSection }[];
  /** The option that counts, by name. */
  readonly options: ReadonlyMap<string, { readonly path: string; readonly option: ConfigOption }>;
}

/** What a config section is for, as hover, completion and the checks of printer.cfg read it. */
export interface SectionReference {
  /** `stepper_x`; for numbered families (`extruder1`, `stepper_z2`) the pattern says which. */
  readonly type: string;
  /** Other types with the same options, as a regular expression over the whole type. */
  readonly alsoTypes?: string;
  /** `[fan_generic NAME]` needs a name, `[printer]` must have none. */
  readonly naming: 'none' | 'required' | 'optional';
  /** Own words, one or two sentences. */
  readonly summary: string;
  readonly options: readonly OptionReference[];
  /** It takes options that are not listed, by design (`gcode_macro`'s variable_*, pin aliases). */
  readonly openOptions?: string;
  /** Who brings it, where that is not Klipper itself: the Kalico fork, an add-on that is installed beside
   * Klipper, or a printer maker's own fork. */
  readonly origin?: 'kalico' | 'plug-in' | 'maker';
  /** Address of the page or source that states these facts. */
  readonly source: string;
}

export interface OptionReference {
  /** `pid_kp`, in lower case. A `*` stands for any text (`variable_*`, `screw*_name`). */
  readonly name: string;
  readonly kind:
    | 'float'
    | 'integer'
    | 'boolean'
    | 'choice'
    | 'string'
    | 'pin'
    | 'gcode'
    | 'numbers'
    | 'list';
  readonly summary: string;
  readonly unit?: string;
  readonly required?: boolean;
  /** As Klipper writes it; absent where there is none, or where it is worked out from others. */
  readonly default?: string;
  readonly choices?: readonly string[];
  /** Limits that Klipper itself enforces. */
  readonly min?: number;
  readonly max?: number;
  /** Exclusive limits. */
  readonly above?: number;
  readonly below?: number;
  /** Date since when Klipper refuses or ignores it, with what to write instead. */
  readonly deprecated?: string;
  /** It is deprecated, and Klipper reads it all the same for the time being. */
  readonly stillRead?: true;
  /** Only where another option has one of these values (`control: pid`). */
  readonly onlyWith?: { readonly option: string; readonly values: readonly string[] };
  /** How many numbers the value must have. */
  readonly count?: number;
  /** The value is a list of such lists, one a line. */
  readonly perLine?: true;
  /** What the value looks like where Klipper takes it apart itself (`gear_ratio`), as a regular expression
   * over the whole of it. */
  readonly pattern?: string;
  /** How Klipper takes the pin, or each pin of a list. */
  readonly pin?: PinUse;
}

/** What Klipper lets stand before a pin and who may use it too. */
export interface PinUse {
  /** `!` may stand before it. */
  readonly invert?: true;
  /** `^` or `~` may stand before it. */
  readonly pull?: true;
  /** Options that share in the same way may name the same pin: several motors one enable line. */
  readonly share?: string;
  /** Klipper reads the name without reserving the pin. */
  readonly unclaimed?: true;
}
