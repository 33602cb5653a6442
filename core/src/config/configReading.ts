import type { ConfigOption, ConfigProblem, ConfigSection, ConfigSpan } from './config.ts';
import { stripEnd } from './pythonText.ts';

export const NO_SECTION_HEADERS = 'File contains no section headers.';
export const PARSING_ERRORS = 'Source contains parsing errors';

/** A line of the file and the column where its configuration text begins. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  readonly column: number;
}

export interface Reading {
  readonly sections: OpenSection[];
  readonly problems: ConfigProblem[];
}

export interface OpenSection extends ConfigSection {
  readonly options: OpenOption[];
  lastLine: number;
}

export interface OpenOption extends ConfigOption {
  value: string;
  readonly valueSpans: ConfigSpan[];
  lastLine: number;
}

/** Where the reader is in one part of the file. */
export interface Place {
  section: OpenSection | undefined;
  option: OpenOption | undefined;
  /** Lines of the open option's value. */
  value: string[];
  /** A line that is indented deeper than this goes on with the open option. */
  indent: number;
  /** What was read last is an include, and no section follows it yet. */
  behindInclude: boolean;
  /** The line outside of all sections has been reported; Klipper stops at the first one. */
  reported: boolean;
  /** The option that counts, by Klipper's own header and name. */
  readonly known: Map<string, OpenOption>;
  readonly autosaved: boolean;
}

/** A section's header as it is looked up: `gcode_macro START_PRINT`. */
export function sectionKey(section: Pick<ConfigSection, 'type' | 'name'>): string {
  return section.name === '' ? section.type : `${section.type} ${section.name}`;
}

/** Puts the value of the open option together, if one is open. */
export function closeOption(place: Place): void {
  if (place.option) place.option.value = stripEnd(place.value.join('\n'));
  place.option = undefined;
  place.value = [];
}

export function spanOf(line: SourceLine, start: number, end: number): ConfigSpan {
  return { line: line.number, start: line.column + start, end: line.column + end };
}

export function report(
  reading: Reading,
  line: SourceLine,
  start: number,
  end: number,
  problem: Omit<ConfigProblem, keyof ConfigSpan>,
): void {
  reading.problems.push({ ...spanOf(line, start, end), ...problem });
}
