import { basename, dirname } from 'node:path';
import { Disposable, RelativePattern, Uri, window, workspace } from 'vscode';
import { closeLargeFileNotification, openLargeFileRequest } from '#core/contract/server';
import type { LanguageServer } from '../languageServer/languageServer.ts';
import { isInTab } from './currentPrint.ts';

/** Has the server read files from disk that VS Code gives to no extension, and forget them again. */
export class LargeFiles implements Disposable {
  readonly #server: LanguageServer;
  readonly #onDidChangeOnDisk: (uri: Uri) => void;
  readonly #opened = new Map<string, { read: Promise<boolean>; watch: Disposable }>();
  readonly #subscriptions: Disposable;

  constructor(server: LanguageServer, onDidChangeOnDisk: (uri: Uri) => void) {
    this.#server = server;
    this.#onDidChangeOnDisk = onDidChangeOnDisk;
    this.#subscriptions = Disposable.from(
      window.tabGroups.onDidChangeTabs(() => this.#closeUnused()),
      // A new server has read nothing yet.
      server.onDidChange(({ state }) => {
        if (state !== 'running') this.#forgetAll();
      }),
    );
  }

  /**
   * Reads a file that has not been read yet.
   *
   * @returns false when the server ended meanwhile
   * @throws what keeps the file from being read, in one sentence
   */
  open(uri: Uri): Promise<boolean> {
    const key = uri.toString();
    const known = this.#opened.get(key);
    if (known !== undefined) return known.read;
    const read = this.#server
      .request(openLargeFileRequest, { uri: key })
      .then((answer) => answer !== undefined);
    this.#opened.set(key, { read, watch: this.#watch(uri) });
    read.then(
      (done) => {
        if (!done) this.#forget(key);
      },
      () => this.#forget(key),
    );
    return read;
  }

  dispose(): void {
    this.#subscriptions.dispose();
    this.#forgetAll();
  }

  #watch(uri: Uri): Disposable {
    const folder = Uri.file(dirname(uri.fsPath));
    const watcher = workspace.createFileSystemWatcher(
      new RelativePattern(folder, escapeGlob(basename(uri.fsPath))),
    );
    const changed = () => {
      this.#close(uri.toString());
      this.#onDidChangeOnDisk(uri);
    };
    watcher.onDidChange(changed);
    watcher.onDidCreate(changed);
    return watcher;
  }

  #closeUnused(): void {
    for (const key of this.#opened.keys()) {
      if (!isInTab(Uri.parse(key))) this.#close(key);
    }
  }

  #close(key: string): void {
    this.#server.notify(closeLargeFileNotification, { uri: key });
    this.#forget(key);
  }

  #forget(key: string): void {
    this.#opened.get(key)?.watch.dispose();
    this.#opened.delete(key);
  }

  #forgetAll(): void {
    for (const key of [...this.#opened.keys()]) this.#forget(key);
  }
}

/** File names may hold what a glob pattern reads as its own; a class of one is that character. */
function escapeGlob(name: string): string {
  return name.replace(/[[\]{}*?]/g, '[$&]');
}
