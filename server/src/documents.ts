import type { Connection } from 'vscode-languageserver';
import type { Problem } from '#core/contract/problems';
import { type ReadingStatus, readingNotification } from '#core/contract/server';
import type { GcodeText } from '#core/gcode/text';
import { readMetadata } from '#core/print/metadata';
import { collectProblems } from '#core/rules/check';
import { OpenDocument } from './document.ts';
import { diagnosticOf } from './features/diagnostics.ts';
import { checkOptions, DEFAULT_SETTINGS, type ServerSettings } from './settings.ts';

/** How much further a reading must be before it is told again. */
const PROGRESS_STEP = 0.02;

/** Problems, and what they were found in. */
interface KnownProblems {
  readonly reading: OpenDocument['reading'];
  readonly text: GcodeText;
  readonly problems: readonly Problem[];
}

/** All files the server knows: those open in the editor, and large ones read from disk. */
export class Documents {
  settings: ServerSettings = DEFAULT_SETTINGS;
  /** Files that are opened before are read afterwards, so that none is read twice. */
  settingsKnown: Promise<void> = Promise.resolve();
  private readonly byUri = new Map<string, OpenDocument>();
  private readonly told = new Map<string, number>();
  private readonly problemsOf = new WeakMap<OpenDocument, KnownProblems>();
  private readonly connection: Connection;

  constructor(connection: Connection) {
    this.connection = connection;
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
    const document = new OpenDocument(uri, version, text, checkOptions(this.settings), {
      mayRead: this.settingsKnown,
      onProgress: (changed) => this.onProgress(changed),
      onDefect: (changed, error) => this.logDefect(changed, error),
    });
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

  /** Reads every file again where a setting changed what is found in it. */
  applySettings(settings: ServerSettings): void {
    const before = JSON.stringify(checkOptions(this.settings));
    this.settings = settings;
    if (JSON.stringify(checkOptions(settings)) === before) return;
    for (const document of this.all) document.readAgain(checkOptions(settings));
  }

  /** Problems of a file that has been read. */
  problems(document: OpenDocument): readonly Problem[] {
    const { reading } = document;
    const { text } = reading;
    const known = this.problemsOf.get(document);
    if (known?.reading === reading && known.text === text) return known.problems;
    const disabled = new Set(this.settings.disabledRules);
    const problems = collectProblems(reading, readMetadata(reading), disabled);
    this.problemsOf.set(document, { reading, text, problems });
    return problems;
  }

  /** Writes one line to the log about an exception that was ours. */
  logDefect(document: OpenDocument, error: unknown): void {
    const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.connection.console.error(`${document.uri}: ${cause}`);
  }

  private onProgress(document: OpenDocument): void {
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
    } satisfies ReadingStatus);
  }
}
