import type { Firmware } from '../commands/firmware.ts';
import type { GcodeMetadata } from '../contract/metadata.ts';
import type { Role } from '../contract/outline.ts';
import type { Severity } from '../contract/problems.ts';
import type { Producer } from '../gcode/dialects/all.ts';
import type { MarkKind } from '../gcode/dialects/dialect.ts';
import type { GcodeLine } from '../gcode/line.ts';
import type { Mark } from '../gcode/marks.ts';
import type { GcodeText } from '../gcode/text.ts';
import type { Move } from '../machine/move.ts';
import type { MachineProfile } from '../machine/profile.ts';
import type { MachineState } from '../machine/state.ts';
import type { Print, PrintFeature } from '../print/compose.ts';
import type { ChunkReading } from '../print/readChunk.ts';

/** What every rule says of itself. */
export interface RuleDescription {
  /** Kebab case, stable: people switch rules off by it. */
  readonly id: string;
  /** What a finding weighs, unless it says otherwise itself. */
  readonly severity: Severity;
  /** One sentence: what goes wrong on the printer. Shown in the list of rules. */
  readonly why: string;
  /** Firmwares on which it happens. */
  readonly firmwares: readonly Firmware[];
  /** Some of its findings come with a fix. */
  readonly fixes?: true;
}

/** What is wrong in one place. Offsets are into the bytes that the rule was given. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly message: string;
  /** The firmware's own words for it. */
  readonly firmware?: string;
  /** Where this weighs something else than the rule's other findings. */
  readonly severity?: Severity;
  /** Findings of one rule on the same subject are shown once, at the first, with their number: one
   * unknown command is one problem, however often it occurs. */
  readonly subject?: string;
  readonly fix?: Fix;
}

/** A replacement inside the line; an empty range inserts. */
export interface Fix {
  readonly title: string;
  readonly start: number;
  readonly end: number;
  readonly newText: string;
}

/** Bit 30 is no letter, so a line never has it: as `Interest.having` it wants no line at all. */
export const NO_LETTER = 1 << 30;

/** Which lines a rule wants to see. A line that is wanted for two reasons comes once. */
export interface Interest {
  /** Commands by name (`G1`, `SET_VELOCITY_LIMIT`). */
  readonly commands?: readonly string[];
  /** Of `commands`, only lines that have one of these letters with a number, as a bit mask; 0 for all lines. */
  readonly having?: number | ((command: string, firmware: Firmware) => number);
  /** Of `commands`, also those that the printer's configuration does not bring. */
  readonly missing?: true;
  /** Commands that the firmware has no name for: what a printer's owner defined, and mistakes. Also
   * commands of its own that a macro of the printer takes the place of. */
  readonly unknown?: true;
  /** Lines with one of these flags of the scanner (`LINE_FLAG`). */
  readonly flags?: number;
  /** Marks of slicers; `context.mark` holds the one that was found. */
  readonly marks?: readonly MarkKind[];
  /** Comments that begin with `;_`, on a line of their own or behind a command. */
  readonly underscoreComments?: true;
  /** Lines with a comment behind a command. */
  readonly comments?: true;
  /** Comments that speak to the rules: `; 3dpai-disable-line`. */
  readonly suppressions?: true;
  /** Every move that was made. There are millions: sleep (`ASLEEP`) as soon as you can. */
  readonly moves?: true;
  /** Moves that change Z. */
  readonly zMoves?: true;
  /** Moves that push or pull more filament than this, in nanometres before M221. */
  readonly filamentAbove?: number | ((profile: MachineProfile) => number);
  /** Moves that push more than this, and more for their way than this, before M221. */
  readonly thickerThan?: (profile: MachineProfile) => ThickMove;
  /** Moves that end where the printer cannot reach, and arcs, which may pass through there. */
  readonly outOfReach?: true;
  /** Moves that ask for more speed than the printer has. */
  readonly overspeed?: true;
  /** Moves that push more filament in a second than the hot end melts. */
  readonly overflow?: true;
}

/** Filament in nanometres, and millimetres of it for each millimetre of way. */
export interface ThickMove {
  readonly filament: number;
  readonly perWay: number;
}

/** One line as rules see it: scanned, applied to the state, with what it did. */
export interface LineContext {
  readonly line: GcodeLine;
  /** Behind the line. */
  readonly state: MachineState;
  readonly move: Move;
  readonly mark: Mark;
  readonly firmware: Firmware;
  /** The printer; `source.kind` is 'assumed' where the person chose none. */
  readonly profile: MachineProfile;
  /** Of all rules, whichever are switched on. */
  readonly ruleIds: ReadonlySet<string>;
  report(finding: Finding): void;
}

/** A rule that judges each line by itself and the machine's state. */
export interface LineRule extends RuleDescription, Interest {
  check(context: LineContext): void;
}

/** What a rule remembers that wants no more moves until one of its other lines wakes it. */
export const ASLEEP = null;

/**
 * A rule that remembers something of the lines before.
 *
 * What it remembers is numbers, strings, booleans, null and arrays or plain objects of them, never
 * changed in place, because it is kept and compared at every chunk. Line numbers and the extruder's
 * position while E is a distance have no place in it: edits move both without a new reading.
 */
export interface MemoryRule<Memory> extends RuleDescription, Interest {
  readonly memory: Memory;
  /** @returns what to remember; the same `memory` where nothing changed */
  check(context: LineContext, memory: Memory): Memory;
  /** Called once the whole file is read. */
  atEnd?(context: PrintContext, memory: Memory): void;
}

/** A rule that looks at the bytes of a piece of the file, whole lines each, whatever they say. */
export interface BytesRule extends RuleDescription {
  /** It finds nothing in a piece that has no byte of this kind, and is not called for one. */
  readonly looksFor: 'carriage return' | 'nul or high';
  /** Findings must come in the order of the bytes. */
  checkBytes(bytes: Uint8Array, report: (finding: Finding) => void): void;
}

/** Everything about a file that has been read to its end. Lines count from 0. */
export interface PrintContext {
  readonly text: GcodeText;
  readonly print: Print;
  /** What each chunk of the text says. */
  readonly chunks: readonly (ChunkReading | undefined)[];
  /** State behind the last line. */
  readonly end: MachineState;
  readonly firmware: Firmware;
  readonly profile: MachineProfile;
  readonly producer: Producer | undefined;
  readonly metadata: GcodeMetadata;
  /** What a feature is, whatever the slicer calls it. */
  roleOf(feature: PrintFeature): Role;
  /** The content of a line, without its line end. */
  lineText(line: number): string;
  /** Reports a line as a whole. A fix counts in bytes from the line's start. */
  report(line: number, finding: Omit<Finding, 'start' | 'end'>): void;
}

/** A rule that looks at the whole file once it is read. It runs after every edit, so it must not walk the
 * lines, but for those whose answer it has not got from the time before. */
export interface PrintRule extends RuleDescription {
  atEnd(context: PrintContext): void;
}

export type Rule = LineRule | MemoryRule<unknown> | BytesRule | PrintRule;
