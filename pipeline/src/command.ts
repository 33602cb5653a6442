import type { ExitCode } from './exit.ts';

/** One option of a command: a switch, or `--name VALUE` where `value` names what is to be given. */
export interface Option {
  readonly name: string;
  /** A short form: `o` for `-o`. */
  readonly letter?: string;
  readonly value?: string;
  /** Values that are allowed, where it is a choice. */
  readonly choices?: readonly string[];
  readonly help: string;
}

/** One command, such as `gcode outline`. */
export interface Command {
  /** Words behind `3dpai`. */
  readonly name: string;
  /** What is to be given besides options, as help shows it: `FILE`, `[FILE]` where it may be left out,
   * `FILE...` where there may be several. */
  readonly operands: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** More help, a paragraph for each entry. */
  readonly details: readonly string[];
  readonly options: readonly Option[];
  /** Command lines that work, without `3dpai`. */
  readonly examples: readonly string[];
  run(given: Given): Promise<ExitCode>;
}

/** What stands on the command line behind the command's name. */
export interface Given {
  readonly operands: readonly string[];
  /** Whether a switch is there. */
  has(option: string): boolean;
  /** The value of an option, or undefined; the last one where it is given twice. */
  value(option: string): string | undefined;
  /** All values of an option that may be given more than once, in order. */
  values(option: string): readonly string[];
}

export const JSON_OPTION: Option = {
  name: 'json',
  help: 'print one JSON document and nothing else',
};

export const FLAVOR_OPTION: Option = {
  name: 'flavor',
  value: 'FIRMWARE',
  choices: ['klipper', 'marlin', 'reprap', 'auto'],
  help: 'read the file as this firmware does (auto: what the file says, else Klipper)',
};

/** Options that every command has. */
export const COMMON_OPTIONS: readonly Option[] = [
  {
    name: 'progress',
    value: 'HOW',
    choices: ['bar', 'json', 'none'],
    help: 'show progress on stderr (default: a bar where stderr is a terminal)',
  },
  { name: 'help', help: 'show this help' },
];
