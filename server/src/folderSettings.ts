import type { Connection } from 'vscode-languageserver';
import { isBelow, pathOfUri } from './config/paths.ts';
import { readSettings, type ServerSettings } from './settings.ts';

/** An editor that does not answer is not waited for longer than this. */
const ASK_MS = 1_000;

interface Folder {
  readonly uri: string;
  readonly path: string;
}

/** The settings of every file: each workspace folder may have its own. */
export class FolderSettings {
  /** Settled when the settings are known, or the editor does not tell them. */
  known: Promise<void> = Promise.resolve();
  private readonly connection: Connection;
  private readonly listeners = new Set<() => void>();
  private folders: readonly Folder[] = [];
  private asks = false;
  /** The settings of an editor that cannot be asked, or has none. */
  private told = readSettings(undefined);
  /** By path of the folder; '' for what lies in none. */
  private byFolder: ReadonlyMap<string, ServerSettings> = new Map();
  private asked = 0;

  constructor(connection: Connection) {
    this.connection = connection;
  }

  /**
   * @param asks whether the editor answers `workspace/configuration`
   * @param section settings of unknown shape under `3dpai`, which hold where the editor tells no others
   */
  begin(folderUris: readonly string[], asks: boolean, section: unknown): void {
    this.folders = folderUris.map(folderAt);
    this.asks = asks;
    this.told = readSettings(section);
  }

  /** Calls back when the settings of some file may have changed. */
  onDidChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  foldersChanged(addedUris: readonly string[], removedUris: readonly string[]): Promise<void> {
    const kept = this.folders.filter(({ uri }) => !removedUris.includes(uri));
    this.folders = [...kept, ...addedUris.map(folderAt)];
    return this.load();
  }

  /** @param section settings of unknown shape under `3dpai`, where the editor sent them by itself */
  changed(section: unknown): Promise<void> {
    if (section !== undefined && section !== null) this.told = readSettings(section);
    return this.load();
  }

  /** Asks the editor for the settings of all folders. */
  load(): Promise<void> {
    this.known = this.asks ? Promise.race([this.ask(), after(ASK_MS)]) : Promise.resolve();
    if (!this.asks) this.tell();
    return this.known;
  }

  /** The settings of the workspace folder that a file lies in, as far as they are known. */
  of(uri: string): ServerSettings {
    return this.byFolder.get(this.folderOf(uri) ?? '') ?? this.told;
  }

  /** Path of the innermost workspace folder that a file lies in. */
  folderOf(uri: string): string | undefined {
    const file = pathOfUri(uri);
    return this.folderPaths
      .filter((folder) => isBelow(folder, file))
      .sort((one, other) => other.length - one.length)[0];
  }

  get folderPaths(): readonly string[] {
    return this.folders.map(({ path }) => path);
  }

  private async ask(): Promise<void> {
    this.asked += 1;
    const { asked, folders } = this;
    const scopes = [{}, ...folders.map(({ uri }) => ({ scopeUri: uri }))];
    try {
      const sections: readonly unknown[] = await this.connection.workspace.getConfiguration(
        scopes.map((scope) => ({ section: '3dpai', ...scope })),
      );
      // A later question has its own answer.
      if (asked !== this.asked) return;
      const names = ['', ...folders.map(({ path }) => path)];
      // Editors other than VS Code may have none; then what they said at the start holds.
      this.byFolder = new Map(
        names.flatMap((name, index) => {
          const section = sections[index];
          return section ? [[name, readSettings(section)] as const] : [];
        }),
      );
      this.tell();
    } catch (error) {
      this.connection.console.warn(
        `The settings could not be read, so they stay as they are: ${error}`,
      );
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

function folderAt(uri: string): Folder {
  return { uri, path: pathOfUri(uri) };
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
