import type { Firmware } from '../commands/firmware.ts';
import type { Dialect } from '../gcode/dialects/dialect.ts';
import { SNIFF_BYTES, type Sniff, sniff } from '../gcode/sniff.ts';
import { bytesOfRange, chunkOfLine, type GcodeText, type TextChange } from '../gcode/text.ts';
import { assumedProfile } from '../machine/assumedProfile.ts';
import { NOTHING_PLANNED, type PlanState, samePlan } from '../machine/planner.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { cloneState, initialState, type MachineState, sameState } from '../machine/state.ts';
import { type ChunkReader, chunkReader, emptyNames, type Names } from './chunkReader.ts';
import { composePrint, type Print } from './compose.ts';
import { linePlan } from './linePlan.ts';
import { chunkLineTimes } from './lineTimes.ts';
import { type ChunkReading, readChunk, timesAtRest, type Visitor } from './readChunk.ts';

/** Something that goes along with the reading and keeps its own result for each chunk, such as the rules.
 * `Result` is opaque to the reading. */
export interface Companion<Result> {
  /** Begins a chunk: `before` is the result of the chunk before it. The visitor sees every line. */
  begin(before: Result | undefined): Partial<Visitor> & { finish(): Result };
  /** Whether two results lead to the same reading of the chunks behind them. */
  leadsAlike(a: Result | undefined, b: Result | undefined): boolean;
}

/** How a file is to be read. */
export interface ReadingOptions {
  /** The person's choice; 'auto' takes what the file says, or Klipper. */
  readonly flavor: Firmware | 'auto';
  /** The printer that the file is for, where the person chose one. */
  readonly profile?: MachineProfile | undefined;
  /** Whether limits that the file sets itself (M204, SET_VELOCITY_LIMIT …) count; they do by default. */
  readonly fileLimits?: 'follow' | 'ignore';
}

/**
 * A text with everything read from it so far. It is changed by `advance` and `applyChange` only; between
 * the two, whoever reads it sees chunks that are read (`done`) or still to be read.
 */
export class Reading<Result> {
  text: GcodeText;
  readonly options: ReadingOptions;
  readonly companion: Companion<Result>;
  sniffed: Sniff;
  names: Names;
  /** One for each chunk of the text; undefined where it is to be read. */
  chunks: (ChunkReading | undefined)[];
  results: (Result | undefined)[];
  /** The first chunk that may not be up to date; the text's chunk count when all are. */
  next = 0;
  private reader: ChunkReader;
  private composed: Print | undefined;
  /** An edit touched what `sniffed` was concluded from. */
  private endsChanged = false;
  /** The line times asked for last: the next question is mostly about the same chunk. */
  private timed: { print: Print; index: number; times: Float64Array } | undefined;

  constructor(text: GcodeText, options: ReadingOptions, companion: Companion<Result>) {
    this.text = text;
    this.options = options;
    this.companion = companion;
    this.sniffed = sniffText(text);
    this.names = emptyNames();
    this.chunks = new Array(text.chunks.length).fill(undefined);
    this.results = new Array(text.chunks.length).fill(undefined);
    this.reader = this.newReader();
  }

  get firmware(): Firmware {
    const { flavor, profile } = this.options;
    if (flavor !== 'auto') return flavor;
    // What the printer runs counts more than what the slicer wrote for: many a Klipper printer gets
    // files for Marlin.
    return this.sniffed.modeline ?? profile?.firmware ?? this.sniffed.flavor ?? 'klipper';
  }

  /** What chose the firmware. */
  get firmwareSource(): 'setting' | 'profile' | 'file' | 'default' {
    if (this.options.flavor !== 'auto') return 'setting';
    if (this.sniffed.modeline !== undefined) return 'file';
    if (this.options.profile !== undefined) return 'profile';
    return this.sniffed.flavor === undefined ? 'default' : 'file';
  }

  /** The printer that times and checks are for: the chosen one, or the firmware's own defaults. */
  get profile(): MachineProfile {
    const { firmware } = this;
    const chosen = this.options.profile;
    return chosen?.firmware === firmware ? chosen : assumedProfile(firmware);
  }

  get dialect(): Dialect | undefined {
    return this.sniffed.producer?.dialect;
  }

  get done(): boolean {
    return !this.endsChanged && this.next >= this.text.chunks.length;
  }

  /** 0 to 1: how much of the text has been read. */
  get progress(): number {
    const total = this.text.byteCount;
    return total === 0 ? 1 : (this.text.chunkByte[this.next] ?? total) / total;
  }

  /** Reads the next chunk that is not up to date, and passes over those that stay as they are. */
  advance(): void {
    if (this.endsChanged) this.sniffAgain();
    const { text, chunks, results, companion } = this;
    const index = this.next;
    if (index >= text.chunks.length) return;
    this.composed = undefined;
    const known = chunks[index];
    const entry = this.stateBefore(index);
    const before = index === 0 ? undefined : results[index - 1];
    if (known && this.staysAsItIs(index, known, entry)) {
      this.next = index + 1;
      return;
    }
    const state = cloneState(entry);
    const { visit, interest, finish } = companion.begin(before);
    const visitor = visit && interest && { visit, interest };
    const chunk = text.chunks[index];
    if (!chunk) return;
    chunks[index] = readChunk(this.reader, chunk.bytes, state, this.planBefore(index), visitor);
    if (this.reader.onlyLineFeeds)
      chunk.adoptLineStarts(this.reader.lineStarts, this.reader.lineCount);
    results[index] = finish();
    this.entryResults[index] = before;
    this.next = index + 1;
  }

  /** Reads to the end without a pause. */
  finish(): this {
    while (!this.done) this.advance();
    return this;
  }

  /** Takes over an edited text. Only the chunks that the edit made anew are marked for reading. */
  applyChange(change: TextChange): void {
    const before = this.text;
    this.text = change.text;
    this.composed = undefined;
    const fresh = new Array(change.inserted).fill(undefined);
    this.chunks.splice(change.at, change.removed, ...fresh);
    this.results.splice(change.at, change.removed, ...fresh);
    this.entryResults.splice(change.at, change.removed, ...fresh);
    this.next = Math.min(this.next, change.at);
    // Looked at when reading goes on, once for all edits that were made until then.
    if (touchesEnds(before, change)) this.endsChanged = true;
  }

  /** Layers, features and objects of what has been read. */
  print(): Print {
    this.composed ??= composePrint(
      this.chunks.slice(0, this.next).flatMap((chunk, index) => {
        const line = this.text.chunkLine[index] ?? 0;
        return chunk ? [{ ...chunk, line, owners: chunk.exitPlan.owners }] : [];
      }),
      timesAtRest(this.reader, this.planBefore(this.next)),
      this.text.chunkLine[this.next] ?? 0,
      this.names,
    );
    return this.composed;
  }

  /** Planned nanoseconds of each line of a chunk, or of its first `lines` at least. */
  lineTimes(index: number, lines?: number): Float64Array {
    const print = this.print();
    const { text, firmware, profile } = this;
    const all = (text.chunkLine[index + 1] ?? 0) - (text.chunkLine[index] ?? 0);
    const wanted = Math.min(all, lines ?? all);
    // A few more than asked for, because the next question is mostly about the line behind.
    const planned = Math.min(all, wanted + LINES_AHEAD);
    const known = this.timed;
    if (known?.print === print && known.index === index && known.times.length >= wanted)
      return known.times;
    const times = chunkLineTimes(
      {
        firmware,
        plan: linePlan(profile, this.options.fileLimits),
        state: this.stateBefore(index),
        waiting: this.planBefore(index),
        chunks: text.chunks.slice(index).map(({ bytes }) => bytes),
      },
      planned,
    );
    this.timed = { print, index, times };
    return times;
  }

  /** Planned nanoseconds before a line (0-based): when the printer begins it, all that can be told. */
  timeBeforeLine(line: number): number {
    const { text } = this;
    const index = chunkOfLine(text, Math.max(0, Math.min(line, text.lineCount - 1)));
    let time = this.print().chunkTimes[index] ?? 0;
    const local = line - (text.chunkLine[index] ?? 0);
    const times = local > 0 ? this.lineTimes(index, local) : [];
    for (let i = 0; i < local; i++) time += times[i] ?? 0;
    return time;
  }

  /** The state in which a chunk is entered, provided those before it have been read. */
  stateBefore(index: number): MachineState {
    const before = index === 0 ? undefined : this.chunks[index - 1];
    if (before) return before.exit;
    return initialState({ ...this.sniffed, retraction: this.profile.firmwareRetraction });
  }

  /** The moves before a chunk whose time depends on it. */
  planBefore(index: number): PlanState {
    return (index === 0 ? undefined : this.chunks[index - 1]?.exitPlan) ?? NOTHING_PLANNED;
  }

  /** What the companion had said before a chunk when that chunk was read. */
  private entryResults: (Result | undefined)[] = [];

  private newReader(): ChunkReader {
    const { firmware, profile, names, options } = this;
    return chunkReader(firmware, profile, names, options.fileLimits);
  }

  private staysAsItIs(index: number, known: ChunkReading, entry: MachineState): boolean {
    const before = index === 0 ? undefined : this.results[index - 1];
    if (!this.companion.leadsAlike(before, this.entryResults[index])) return false;
    if (!samePlan(known.entryPlan, this.planBefore(index))) return false;
    if (sameState(known.entry, entry)) return true;
    if (known.dependsOnE || !sameState(known.entry, entry, true)) return false;
    // Only the extruder's position differs and nothing in the chunk looks at it: it moves along.
    const shift = known.setsE ? 0 : entry.e - known.entry.e;
    const exit = cloneState(known.exit);
    exit.e += shift;
    this.chunks[index] = { ...known, entry: cloneState(entry), exit };
    return true;
  }

  private sniffAgain(): void {
    this.endsChanged = false;
    const before = this.sniffed;
    this.sniffed = sniffText(this.text);
    const after = this.sniffed;
    const isAlike =
      before.flavor === after.flavor &&
      before.modeline === after.modeline &&
      before.absoluteExtrusion === after.absoluteExtrusion &&
      before.filamentArea === after.filamentArea;
    if (!isAlike) this.startAnew();
  }

  private startAnew(): void {
    this.names = emptyNames();
    this.reader = this.newReader();
    this.chunks.fill(undefined);
    this.results.fill(undefined);
    this.next = 0;
  }
}

/** Lines that are planned beyond the one asked about. */
const LINES_AHEAD = 64;

/** A companion for readers that want nothing but the print. */
export const NO_COMPANION: Companion<null> = {
  begin: () => ({ finish: () => null }),
  leadsAlike: () => true,
};

function sniffText(text: GcodeText): Sniff {
  const head = bytesOfRange(text, 0, Math.min(SNIFF_BYTES, text.byteCount));
  const tail = bytesOfRange(text, Math.max(0, text.byteCount - SNIFF_BYTES), text.byteCount);
  return sniff(head, tail);
}

function touchesEnds(before: GcodeText, change: TextChange): boolean {
  const start = before.chunkByte[change.at] ?? 0;
  const end = before.chunkByte[change.at + change.removed] ?? before.byteCount;
  return start < SNIFF_BYTES || end > before.byteCount - SNIFF_BYTES;
}
