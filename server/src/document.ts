import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { editText, type GcodeText, textFromBytes } from '#core/gcode/text';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import { editsOfChanges } from './edits.ts';
import { checkOptions, type FileChoice, NOTHING_CHOSEN, readsAlike } from './fileChoice.ts';
import { byteOfPosition } from './positions.ts';
import { isSliceOver, startSlice, untilQuiet } from './schedule.ts';

/** Who holds the documents and hears of them. */
export interface DocumentOwner {
  /** Settled when it is known how the file is to be read. */
  mayRead(document: OpenDocument): Promise<void>;
  /** More of the text has been read, perhaps all of it. */
  onProgress(document: OpenDocument): void;
  /** An exception ended the reading. */
  onDefect(document: OpenDocument, error: unknown): void;
}

/**
 * A file that is open in the editor, or one that is too large for it (`version` null). It reads itself in
 * slices in the background; whoever needs all of it waits with `whenSettled`.
 */
export class OpenDocument {
  readonly uri: string;
  version: number | null;
  reading: Reading<ChunkFindings>;
  /** What a person chose for it, as far as that is known. */
  choice: FileChoice = NOTHING_CHOSEN;
  /** How often it was read from the start because something else was chosen for it. */
  generation = 0;
  /** When it was last edited, as `performance.now()` counts. */
  private changedAt = Number.NEGATIVE_INFINITY;
  private working = false;
  private closed = false;
  private waiting: (() => void)[] = [];
  private readonly owner: DocumentOwner;

  constructor(uri: string, version: number | null, text: GcodeText, owner: DocumentOwner) {
    this.uri = uri;
    this.version = version;
    this.reading = checkedReading(text, checkOptions(this.choice));
    this.owner = owner;
    this.work();
  }

  get text(): GcodeText {
    return this.reading.text;
  }

  /** Takes over the edits of one change notification, in order. */
  change(version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    this.version = version;
    this.changedAt = performance.now();
    const edits = editsOfChanges(this.text, changes);
    if (edits) for (const edit of edits) this.reading.applyChange(editText(this.text, edit));
    else for (const change of changes) this.applyChange(change);
    this.work();
    // Who waits for the text as it was need not wait any longer.
    this.settle();
  }

  /** Another choice: reads everything again where that changes what is found. */
  choose(choice: FileChoice): void {
    const before = this.choice;
    this.choice = choice;
    if (readsAlike(before, choice)) return;
    this.reading = checkedReading(this.text, checkOptions(choice));
    this.generation += 1;
    this.work();
  }

  /** Whether the rest of it is still to be read, and will be. */
  get isReading(): boolean {
    return this.working && !this.closed && !this.reading.done;
  }

  close(): void {
    this.closed = true;
    this.settle();
  }

  /** Resolves when the whole text has been read, or nobody will read it as it is: it was edited or closed,
   * or a defect ended the reading. */
  whenSettled(): Promise<void> {
    if (!this.isReading) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private applyChange(change: TextDocumentContentChangeEvent): void {
    const inserted = Buffer.from(change.text, 'utf8');
    if (!('range' in change)) {
      const whole = { startByte: 0, endByte: this.text.byteCount, inserted };
      this.reading.applyChange(editText(this.text, whole));
      return;
    }
    const startByte = byteOfPosition(this.text, change.range.start);
    const endByte = byteOfPosition(this.text, change.range.end);
    this.reading.applyChange(editText(this.text, { startByte, endByte, inserted }));
  }

  private work(): void {
    if (this.working) return;
    this.working = true;
    void this.readInSlices();
  }

  /** A defect of ours in one file must not take the server down with it: the file stays half read until
   * it is edited. */
  private async readInSlices(): Promise<void> {
    try {
      await this.readToEnd();
    } catch (error) {
      this.owner.onDefect(this, error);
    }
    this.working = false;
    this.settle();
  }

  private async readToEnd(): Promise<void> {
    await this.owner.mayRead(this);
    if (!this.reading.done) this.owner.onProgress(this);
    for (;;) {
      // Also before it is told that all has been read, so that of many edits only the last one is.
      await untilQuiet(() => this.changedAt);
      if (this.closed) return;
      if (this.reading.done) break;
      const slice = startSlice();
      do this.reading.advance();
      while (!this.reading.done && !isSliceOver(slice));
      if (!this.reading.done) this.owner.onProgress(this);
    }
    this.owner.onProgress(this);
  }

  private settle(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** The text of a document as the editor handed it over. */
export function textOfString(text: string): GcodeText {
  return textFromBytes(Buffer.from(text, 'utf8'));
}
