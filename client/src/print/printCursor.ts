import {
  commands,
  Disposable,
  type Event,
  EventEmitter,
  Range,
  TextEditorRevealType,
  type Uri,
  window,
} from 'vscode';
import { type CurrentPrint, editorOf, type Print } from './currentPrint.ts';

/**
 * Where one is in the current print. In a large file, whose cursor no extension sees, that is the
 * line that was last gone to from here.
 */
export class PrintCursor implements Disposable {
  readonly #current: CurrentPrint;
  readonly #moved = new EventEmitter<void>();
  readonly #largeFileLines = new Map<string, number>();
  readonly #subscriptions: Disposable;

  /** The cursor of the current print is on another line, or another print is the current one. */
  readonly onDidMove: Event<void> = this.#moved.event;

  constructor(current: CurrentPrint) {
    this.#current = current;
    this.#subscriptions = Disposable.from(
      this.#moved,
      current.onDidChange(() => this.#moved.fire()),
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        if (textEditor.document.uri.toString() === current.value?.uri.toString()) {
          this.#moved.fire();
        }
      }),
    );
  }

  /** The line of the cursor, from 0. */
  line(print: Print): number {
    if (print.kind === 'largeFile') return this.#largeFileLines.get(print.uri.toString()) ?? 0;
    return editorOf(print)?.selection.active.line ?? 0;
  }

  /** Shows a line (from 0) near the top of the editor, with the cursor at its start. */
  async goTo(print: Print, line: number): Promise<void> {
    const start = new Range(line, 0, line, 0);
    if (print.kind === 'largeFile') {
      this.noteLargeFileLine(print.uri, line);
      await commands.executeCommand('vscode.open', print.uri, { selection: start });
      return;
    }
    const shown = editorOf(print);
    const editor = await window.showTextDocument(print.uri, {
      selection: start,
      preview: false,
      ...(shown?.viewColumn === undefined ? {} : { viewColumn: shown.viewColumn }),
    });
    editor.revealRange(start, TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** A large file was opened at a line (from 0) by someone else. */
  noteLargeFileLine(uri: Uri, line: number): void {
    this.#largeFileLines.set(uri.toString(), line);
    if (this.#current.value?.uri.toString() === uri.toString()) this.#moved.fire();
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
