import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { editText, type GcodeText, textFromBytes } from '#core/gcode/text';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { type CheckOptions, checkedReading } from '#core/rules/checkedReading';
import { byteOfPosition } from './positions.ts';
import { isSliceOver, pause, startSlice } from './schedule.ts';

/**
 * A file that is open in the editor, or one that is too large for it (`version` null). It reads itself in
 * slices in the background; whoever needs all of it waits with `whenRead`.
 */
export class OpenDocument {
  readonly uri: string;
  version: number | null;
  reading: Reading<ChunkFindings>;
  private working = false;
  private closed = false;
  private waiting: (() => void)[] = [];
  private readonly onProgress: (document: OpenDocument) => void;
  private readonly onDefect: (document: OpenDocument, error: unknown) => void;

  constructor(
    uri: string,
    version: number | null,
    text: GcodeText,
    options: CheckOptions,
    listener: {
      onProgress(document: OpenDocument): void;
      onDefect(document: OpenDocument, error: unknown): void;
    },
  ) {
    this.uri = uri;
    this.version = version;
    this.reading = checkedReading(text, options);
    this.onProgress = listener.onProgress;
    this.onDefect = listener.onDefect;
    this.work();
  }

  get text(): GcodeText {
    return this.reading.text;
  }

  /** Takes over the edits of one change notification, in order. */
  change(version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    this.version = version;
    for (const change of changes) this.applyChange(change);
    this.work();
  }

  /** Reads everything again, because a setting changed what lines mean. */
  readAgain(options: CheckOptions): void {
    this.reading = checkedReading(this.text, options);
    this.work();
  }

  close(): void {
    this.closed = true;
    this.settle();
  }

  /** Resolves when the whole text has been read, or the document was closed. */
  whenRead(): Promise<void> {
    if (this.reading.done || this.closed) return Promise.resolve();
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
    this.onProgress(this);
    if (this.working) return;
    this.working = true;
    void this.readInSlices();
  }

  /** A defect of ours in one file must not take the server down with it: the file stays half read. */
  private async readInSlices(): Promise<void> {
    try {
      await this.readToEnd();
    } catch (error) {
      this.closed = true;
      this.onDefect(this, error);
    }
    this.working = false;
    this.settle();
  }

  private async readToEnd(): Promise<void> {
    let slice = startSlice();
    while (!this.reading.done && !this.closed) {
      this.reading.advance();
      if (!isSliceOver(slice)) continue;
      this.onProgress(this);
      await pause();
      slice = startSlice();
    }
    if (!this.closed) this.onProgress(this);
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
