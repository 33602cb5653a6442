import type { Firmware } from '../commands/command.ts';
import type { GcodeMetadata } from '../contract/metadata.ts';
import type { Severity } from '../contract/problems.ts';
import type { Producer } from '../gcode/dialects/all.ts';
import type { GcodeLine } from '../gcode/line.ts';
import type { GcodeText } from '../gcode/text.ts';
import type { Move } from '../machine/move.ts';
import type { MachineState } from '../machine/state.ts';
import type { Print } from '../print/compose.ts';

/** What every rule says of itself. */
export interface RuleDescription {
  /** Kebab case, stable: people switch rules off by it. */
  readonly id: string;
  readonly severity: Severity;
  /** One sentence: what goes wrong on the printer. Shown in the list of rules. */
  readonly why: string;
  /** Firmwares on which it happens. */
  readonly firmwares: readonly Firmware[];
}

/** A finding on one line. Offsets are into the line's bytes (`line.bytes`). */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** The firmware's own words for it. */
  readonly firmware?: string;
  readonly fix?: {
    readonly title: string;
    readonly start: number;
    readonly end: number;
    readonly newText: string;
  };
}

/** One line as rules see it: scanned, applied to the state, with what it did. */
export interface LineContext {
  readonly line: GcodeLine;
  /** Behind the line. */
  readonly state: MachineState;
  readonly move: Move;
  readonly firmware: Firmware;
  report(finding: Finding): void;
}

/**
 * A rule that looks at lines one by one, in order.
 *
 * `Memory` is what it remembers from earlier lines: numbers, strings, booleans, null and arrays or plain
 * objects of them, never changed in place, because it is kept and compared at every chunk.
 */
export interface LineRule<Memory = null> extends RuleDescription {
  readonly kind: 'line';
  readonly memory: Memory;
  /** Which lines it wants to see: commands by name (`G1`, `SET_VELOCITY_LIMIT`), lines with one of these
   * flags of the scanner (`LINE_FLAG`), or every move that was made. At least one of the three. */
  readonly commands?: readonly string[];
  readonly flags?: number;
  readonly moves?: true;
  /** Every line with a command or a comment; for few rules only, it costs time. */
  readonly everyLine?: true;
  /** @returns what to remember; the same `memory` where nothing changed */
  check(context: LineContext, memory: Memory): Memory;
}

/** Everything about a file that has been read to its end. */
export interface PrintContext {
  readonly text: GcodeText;
  readonly print: Print;
  /** State behind the last line. */
  readonly end: MachineState;
  readonly firmware: Firmware;
  readonly producer: Producer | undefined;
  readonly metadata: GcodeMetadata;
  /** Reports on a line (0-based); columns count in bytes from the line's start. */
  report(line: number, finding: Finding): void;
}

/** A rule that looks at the whole file once it is read. It runs after every edit, so it must not walk the
 * lines. */
export interface PrintRule extends RuleDescription {
  readonly kind: 'print';
  check(context: PrintContext): void;
}
