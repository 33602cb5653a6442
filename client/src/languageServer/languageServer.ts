import type { ChildProcess } from 'node:child_process';
import {
  type CancellationToken,
  type Disposable,
  type Event,
  EventEmitter,
  type LogOutputChannel,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import type { NotificationContract, RequestContract } from '#core/contract/message';
import {
  type DocumentParameters,
  pingRequest,
  printerNotification,
  type ReadingStatus,
  readingNotification,
} from '#core/contract/server';
import type { ServerState } from '../manifest.ts';
import { readSetting } from '../settings.ts';
import { createRestartPolicy } from './restartPolicy.ts';
import { endServerProcess, startServerProcess } from './serverProcess.ts';
import { nextPatience, startWatchdog, type Watchdog } from './watchdog.ts';

/** Why a server that ran no longer does. */
export type EndReason = 'crashed' | 'hung' | 'asked';

export interface ServerChange {
  readonly state: ServerState;
  /** Set when the server runs again, or does not run any more, because it ended. */
  readonly reason?: EndReason;
}

export interface LanguageServerOptions {
  /** The bundled server. */
  readonly module: string;
  readonly log: LogOutputChannel;
  readonly test: boolean;
}

// Error codes of the Language Server Protocol.
const requestCancelled = -32800;
const contentModified = -32801;
const serverCancelled = -32802;

/**
 * The language server: started with the first G-code file, watched, and started again when it
 * crashes or hangs.
 */
export class LanguageServer implements Disposable {
  readonly #options: LanguageServerOptions;
  readonly #policy = createRestartPolicy();
  readonly #changed = new EventEmitter<ServerChange>();
  readonly #read = new EventEmitter<ReadingStatus>();
  readonly #printer = new EventEmitter<string>();
  #state: ServerState = 'idle';
  #client: LanguageClient | undefined;
  #process: ChildProcess | undefined;
  #watchdog: Watchdog | undefined;
  #patience = 1;
  #reason: EndReason | undefined;
  #outOfMemory = false;
  #disposed = false;

  /** The state of the server has changed. */
  readonly onDidChange: Event<ServerChange> = this.#changed.event;
  /** The server reads a file, or has read it. */
  readonly onDidRead: Event<ReadingStatus> = this.#read.event;
  /** The printer of the file at this address is another one, or is described otherwise. */
  readonly onDidChangePrinter: Event<string> = this.#printer.event;

  constructor(options: LanguageServerOptions) {
    this.#options = options;
  }

  get state(): ServerState {
    return this.#state;
  }

  get processId(): number | undefined {
    return this.#process?.pid;
  }

  /** The last server wrote that it had no memory left. */
  get ranOutOfMemory(): boolean {
    return this.#outOfMemory;
  }

  /** Starts the server, unless it runs or was given up. */
  start(): void {
    if (this.#state !== 'idle' || this.#disposed) return;
    this.#setState('starting');
    void this.#startClient();
  }

  /** Starts the server anew, whatever it is doing. */
  restart(): void {
    this.#policy.forget();
    if (this.#process !== undefined) {
      this.#reason = 'asked';
      endServerProcess(this.#process);
      return;
    }
    if (this.#state === 'starting') return;
    void this.#client?.dispose().catch(() => {});
    this.#state = 'idle';
    this.start();
  }

  /**
   * Asks the server, starting it if need be. Answers undefined when the request was cancelled or
   * the server ended meanwhile; throws what the server says is wrong.
   */
  async request<Parameters, Result>(
    contract: RequestContract<Parameters, Result>,
    parameters: Parameters,
    token?: CancellationToken,
  ): Promise<Result | undefined> {
    this.start();
    if ((await this.#settledState()) !== 'running') return undefined;
    const asked = this.#process;
    try {
      // Every argument that is given is sent, even one that is undefined.
      return token === undefined
        ? await this.#client?.sendRequest<Result>(contract.method, parameters)
        : await this.#client?.sendRequest<Result>(contract.method, parameters, token);
    } catch (error) {
      const ended = this.#process !== asked || this.#state !== 'running';
      if (ended || token?.isCancellationRequested || isStale(error)) return undefined;
      throw error;
    }
  }

  /** Tells a server that runs; one that does not knows nothing it could be told about. */
  notify<Parameters>(contract: NotificationContract<Parameters>, parameters: Parameters): void {
    if (this.#state !== 'running') return;
    void this.#client?.sendNotification(contract.method, parameters).catch(() => {});
  }

  dispose(): void {
    void this.shutDown();
  }

  /** Ends the server politely if it listens, else at once. */
  async shutDown(): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#watchdog?.stop();
    const child = this.#process;
    await this.#client?.dispose(1000).catch(() => {});
    endServerProcess(child);
    this.#changed.dispose();
    this.#read.dispose();
    this.#printer.dispose();
  }

  async #startClient(): Promise<void> {
    // Loaded here because it takes longer than the whole activation of the extension may.
    const { createClient } = await import('./createClient.ts');
    if (this.#disposed) return;
    const client = createClient({
      log: this.#options.log,
      start: () => this.#startProcess(),
      onClosed: () => this.#closed(),
      onSend: (characters) => this.#watchdog?.allowFor(characters),
    });
    client.onNotification(readingNotification.method, (status: ReadingStatus) =>
      this.#read.fire(status),
    );
    client.onNotification(printerNotification.method, ({ uri }: DocumentParameters) =>
      this.#printer.fire(uri),
    );
    client.onDidChangeState(() => {
      if (client.isRunning()) void this.#started(client);
    });
    this.#client = client;
    // A failure ends the process, and that is dealt with where every end is.
    await client.start().catch(() => {});
  }

  #startProcess(): ChildProcess {
    this.#outOfMemory = false;
    const child = startServerProcess({
      module: this.#options.module,
      maxOldSpaceMb: readSetting('3dpai.server.maxOldSpaceMb'),
      test: this.#options.test,
      onLine: (line) => {
        this.#outOfMemory ||= /heap out of memory|heap limit/i.test(line);
        this.#options.log.info(`server: ${line}`);
      },
    });
    child.once('error', (error) => {
      this.#options.log.error(error);
      // No process came to be, so none will end.
      if (child.pid === undefined) this.#setState('stopped', 'crashed');
    });
    child.once('exit', (code, signal) => {
      this.#options.log.info(`The language server ended (${signal ?? `exit code ${code}`}).`);
      if (this.#process !== child) return;
      this.#process = undefined;
      this.#watchdog?.stop();
      if (!this.#disposed) this.#setState('starting');
    });
    this.#process = child;
    return child;
  }

  async #started(client: LanguageClient): Promise<void> {
    const child = this.#process;
    if (child === undefined || this.#disposed) return;
    // Before the first document is handed over, which is what `start` does last.
    this.#watchdog?.stop();
    this.#watchdog = this.#watch(client, child);
    await client.start().catch(() => {});
    if (this.#process !== child || this.#disposed) return;
    const reason = this.#reason;
    this.#reason = undefined;
    this.#setState('running', reason);
  }

  #watch(client: LanguageClient, child: ChildProcess): Watchdog | undefined {
    // A debugger that attaches to child processes stops this one at will.
    if (process.env.VSCODE_INSPECTOR_OPTIONS !== undefined) return undefined;
    const startedAt = Date.now();
    const watchdog = startWatchdog({
      patience: this.#patience,
      clock: {
        every(milliseconds, action) {
          const timer = setInterval(action, milliseconds);
          return () => clearInterval(timer);
        },
      },
      ping: () => client.sendRequest(pingRequest.method, null),
      onHung: () => {
        this.#options.log.warn('The language server stopped answering and is ended.');
        this.#patience = nextPatience(this.#patience, Date.now() - startedAt);
        this.#reason = 'hung';
        endServerProcess(child);
      },
    });
    child.on('message', () => watchdog.heard());
    return watchdog;
  }

  /** @returns whether the language client shall start the server again */
  async #closed(): Promise<boolean> {
    if (this.#disposed) return false;
    this.#reason ??= 'crashed';
    const wait = this.#reason === 'asked' ? 20 : this.#policy.ended(Date.now());
    if (wait === undefined) {
      const reason = this.#reason;
      this.#reason = undefined;
      this.#setState('stopped', reason);
      return false;
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
    return !this.#disposed;
  }

  #setState(state: ServerState, reason?: EndReason): void {
    this.#state = state;
    this.#changed.fire(reason === undefined ? { state } : { state, reason });
  }

  #settledState(): Promise<ServerState> {
    if (this.#state !== 'starting') return Promise.resolve(this.#state);
    return new Promise((resolve) => {
      const listener = this.onDidChange(({ state }) => {
        if (state === 'starting') return;
        listener.dispose();
        resolve(state);
      });
    });
  }
}

/** The question was overtaken by a newer one or by an edit: there is nothing to tell a person. */
function isStale(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === requestCancelled || code === contentModified || code === serverCancelled;
}
