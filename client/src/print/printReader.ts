import {
  type CancellationToken,
  Disposable,
  type Event,
  EventEmitter,
  Uri,
  workspace,
} from 'vscode';
import type { FeatureOutline } from '#core/contract/outline';
import {
  featuresRequest,
  type LayersAnswer,
  layersRequest,
  timeRequest,
} from '#core/contract/server';
import type { TimeReport } from '#core/contract/time';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { arrivingNote } from '../text/largeFileNote.ts';
import { documentOf, type Print } from './currentPrint.ts';
import { LargeFiles } from './largeFiles.ts';

/** Asks the server about prints, once for every version of a file. */
export class PrintReader implements Disposable {
  readonly #server: LanguageServer;
  readonly #largeFiles: LargeFiles;
  readonly #answers = new Map<string, Promise<LayersAnswer | undefined>>();
  readonly #known = new Map<string, LayersAnswer>();
  readonly #times = new Map<string, KnownTime>();
  readonly #generations = new Map<string, number>();
  readonly #changed = new EventEmitter<Uri | undefined>();
  readonly #subscriptions: Disposable;

  /** A file was read anew: views ask again. Undefined stands for every file. */
  readonly onDidChange: Event<Uri | undefined> = this.#changed.event;

  constructor(server: LanguageServer) {
    this.#server = server;
    this.#largeFiles = new LargeFiles(server, (uri) => this.#forget(uri));
    this.#subscriptions = Disposable.from(
      this.#changed,
      this.#largeFiles,
      server.onDidRead(({ uri, version, phase, generation }) => {
        if (phase !== 'ready') return;
        // The same lines with other times, because another printer or firmware was chosen.
        const isAnew = generation !== (this.#generations.get(uri) ?? generation);
        this.#generations.set(uri, generation);
        if (isAnew) return this.#forget(Uri.parse(uri));
        if (version === null || this.#known.get(uri)?.version === version) return;
        const document = workspace.textDocuments.find((one) => one.uri.toString() === uri);
        if (document?.version === version) this.#forget(document.uri);
      }),
      server.onDidChange(({ state }) => {
        if (state === 'running') this.#forgetAll();
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.#drop(uri.toString())),
    );
  }

  /**
   * Layers, sections and objects of the file as it is now; waits until it has been read. Undefined
   * when the server does not run.
   *
   * @throws why the file cannot be read, in one sentence
   */
  async layers(print: Print): Promise<LayersAnswer | undefined> {
    const answer = await this.#latest(print);
    // Whoever asked first may have asked before the last edit.
    return answer === undefined || isOf(answer, print) ? answer : this.#latest(print);
  }

  /**
   * Where the time of the file as it is now goes; waits until it has been read. Undefined when the
   * server does not run or the file changes meanwhile. Throws as `layers` does.
   */
  async time(print: Print): Promise<TimeReport | undefined> {
    if (!(await this.open(print))) return undefined;
    const key = print.uri.toString();
    const version = documentOf(print)?.version ?? null;
    const known = this.#times.get(key);
    if (known?.version === version) return known.report;
    const report = this.#server.request(timeRequest, { uri: key }).then((answer) => {
      if (!answer && this.#times.get(key)?.report === report) this.#times.delete(key);
      return answer ?? undefined;
    });
    this.#times.set(key, { version, report });
    return report;
  }

  /** What was last read, without waiting; after an edit its lines may be some lines off. */
  knownLayers(print: Print): LayersAnswer | undefined {
    return this.#known.get(print.uri.toString());
  }

  /**
   * Has a large file read; a document the server knows anyway. False where the server cannot be
   * asked about the file. Throws as `layers` does.
   */
  async open(print: Print): Promise<boolean> {
    if (print.kind === 'arriving') throw new Error(arrivingNote(print.bytes));
    return print.kind === 'document' || this.#largeFiles.open(print.uri);
  }

  /** The features of a layer, in order. */
  async features(
    print: Print,
    layer: number,
    token?: CancellationToken,
  ): Promise<readonly FeatureOutline[]> {
    const parameters = { uri: print.uri.toString(), layer };
    return (await this.#server.request(featuresRequest, parameters, token)) ?? [];
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  #latest(print: Print): Promise<LayersAnswer | undefined> {
    const key = print.uri.toString();
    const known = this.#known.get(key);
    if (known !== undefined && isOf(known, print)) return Promise.resolve(known);
    const asked = this.#answers.get(key);
    if (asked !== undefined) return asked;
    const answer = this.#ask(print).finally(() => this.#answers.delete(key));
    this.#answers.set(key, answer);
    return answer;
  }

  async #ask(print: Print): Promise<LayersAnswer | undefined> {
    const key = print.uri.toString();
    if (!(await this.open(print))) return undefined;
    const answer = await this.#server.request(layersRequest, { uri: key });
    if (answer) this.#known.set(key, answer);
    return answer ?? undefined;
  }

  #forget(uri: Uri): void {
    this.#known.delete(uri.toString());
    this.#times.delete(uri.toString());
    this.#changed.fire(uri);
  }

  #forgetAll(): void {
    this.#known.clear();
    this.#times.clear();
    this.#generations.clear();
    this.#changed.fire(undefined);
  }

  #drop(key: string): void {
    this.#known.delete(key);
    this.#times.delete(key);
    this.#generations.delete(key);
  }
}

interface KnownTime {
  readonly version: number | null;
  readonly report: Promise<TimeReport | undefined>;
}

/** True when this was read from the document as it is now. */
function isOf(answer: LayersAnswer, print: Print): boolean {
  return answer.version === (documentOf(print)?.version ?? null);
}
