import type { Connection } from 'vscode-languageserver';
import type { Problem } from '#core/contract/problems';
import { type ReadingStatus, readingNotification } from '#core/contract/server';
import type { GcodeText } from '#core/gcode/text';
import { readMetadata } from '#core/print/metadata';
import { collectProblems } from '#core/rules/problems';
import { type DocumentOwner, OpenDocument } from './document.ts';
import { diagnosticOf } from './features/diagnostics.ts';
import { checkOptions, type FileChoice, type FileChoices, NOTHING_CHOSEN } from './fileChoice.ts';

/** How much further a reading must be before it is told again. */
const PROGRESS_STEP = 0.02;

/** Problems, and what they were found in. */
interface KnownProblems {
  readonly reading: OpenDocument['reading'];
  readonly text: GcodeText;
  readonly problems: readonly Problem[];
}

/** `before` and `generationBefore` are what was chosen for it until now. */
type ChoiceListener = (
  document: OpenDocument,
  before: FileChoice,
  generationBefore: number,
) => void;

/** All files the server knows: those open in the editor, and large ones read from disk. */
export class Documents implements DocumentOwner {
  private readonly byUri = new Map<string, OpenDocument>();
  private readonly told = new Map<string, number>();
  private readonly problemsOf = new WeakMap<OpenDocument, KnownProblems>();
  private readonly connection: Connection;
  private readonly choices: FileChoices;
  /** Settled when it is known what was chosen for a file, so that none is read twice. */
  private readonly choosing = new WeakMap<OpenDocument, Promise<void>>();
  private readonly listeners = new Set<ChoiceListener>();
  private changes = 0;

  constructor(connection: Connection, choices: FileChoices) {
    this.connection = connection;
    this.choices = choices;
    choices.onDidChange(() => {
      this.changes += 1;
      for (const document of this.all) this.choosing.set(document, this.choose(document));
    });
  }

  /** Calls back when the choice for a file that was there already is another one. */
  onDidChoose(listener: ChoiceListener): void {
    this.listeners.add(listener);
  }

  get(uri: string): OpenDocument | undefined {
    return this.byUri.get(uri);
  }

  get all(): readonly OpenDocument[] {
    return [...this.byUri.values()];
  }

  /** @param version null for a file that was read from disk */
  open(uri: string, version: number | null, text: GcodeText): OpenDocument {
    this.byUri.get(uri)?.close();
    const document = new OpenDocument(uri, version, text, this);
    this.byUri.set(uri, document);
    return document;
  }

  close(uri: string): void {
    const document = this.byUri.get(uri);
    if (!document) return;
    document.close();
    this.byUri.delete(uri);
    this.told.delete(uri);
    void this.connection.sendDiagnostics({ uri, diagnostics: [] });
  }

  /** Settled when it is known what was chosen for a file. */
  mayRead(document: OpenDocument): Promise<void> {
    const known = this.choosing.get(document) ?? this.choose(document);
    this.choosing.set(document, known);
    return known;
  }

  /** Problems of a file that has been read. */
  problems(document: OpenDocument): readonly Problem[] {
    const { reading } = document;
    const { text } = reading;
    const known = this.problemsOf.get(document);
    if (known?.reading === reading && known.text === text) return known.problems;
    const problems = collectProblems(reading, readMetadata(reading), checkOptions(document.choice));
    this.problemsOf.set(document, { reading, text, problems });
    return problems;
  }

  onDefect(document: OpenDocument, error: unknown): void {
    this.logDefect(document, error);
  }

  /** Writes one line to the log about an exception that was ours. */
  logDefect(document: OpenDocument, error: unknown): void {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`${document.uri}: ${cause}`);
  }

  onProgress(document: OpenDocument): void {
    const { reading, uri } = document;
    if (!reading.done) {
      const told = this.told.get(uri) ?? Number.NEGATIVE_INFINITY;
      if (Math.abs(reading.progress - told) >= PROGRESS_STEP) this.tell(document, 'reading');
      return;
    }
    this.told.delete(uri);
    const diagnostics = this.problems(document).map((problem) =>
      diagnosticOf(problem, reading.firmware),
    );
    void this.connection.sendDiagnostics(
      document.version === null
        ? { uri, diagnostics }
        : { uri, version: document.version, diagnostics },
    );
    this.tell(document, 'ready');
  }

  private async choose(document: OpenDocument): Promise<void> {
    const { uri } = document;
    for (;;) {
      const { changes } = this;
      const choice = await this.choices.of(uri).catch((error) => {
        // A file whose printer we fail to find is read all the same.
        this.logDefect(document, error);
        return document.choice;
      });
      if (this.byUri.get(uri) !== document) return;
      // What changed meanwhile may not be in the answer.
      if (changes !== this.changes) continue;
      const { choice: before, generation } = document;
      document.choose(choice);
      if (before === NOTHING_CHOSEN) return;
      for (const listener of this.listeners) listener(document, before, generation);
      return;
    }
  }

  private tell(document: OpenDocument, phase: ReadingStatus['phase']): void {
    const { uri, version, reading } = document;
    if (phase === 'reading') this.told.set(uri, reading.progress);
    const { producer } = reading.sniffed;
    void this.connection.sendNotification(readingNotification.method, {
      uri,
      version,
      phase,
      progress: reading.progress,
      slicer: producer ? { name: producer.name, version: producer.version } : null,
      flavor: reading.firmware,
      layerCount: phase === 'ready' ? reading.print().layers.length : 0,
      generation: document.generation,
    } satisfies ReadingStatus);
  }
}
