import type { TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import type { ConfigContext, LoadedConfiguration } from './configContext.ts';
import { filesOfLoading, type KnownFiles } from './configFiles.ts';
import { type ConfigText, configText } from './configText.ts';
import { fileName, folderOf, isInFileSystem, pathOfUri } from './paths.ts';

/** So many folders up a printer.cfg is looked for that includes a file. */
const MOST_FOLDERS_UP = 6;

const MAIN_NAME = 'printer.cfg';

/**
 * Everything the server knows of printer.cfg files: those open in the editor, and the configurations they
 * belong to, each read with its includes when somebody asks for it.
 */
export class Configurations {
  private readonly documents = new Map<string, OpenConfig>();
  private readonly uriOfPath = new Map<string, string>();
  private readonly known: KnownFiles = new Map();
  private loaded = new Map<string, Entry>();
  private mains = new Map<string, string>();
  private readonly listeners = new Set<() => void>();
  private generation = 0;
  /** Whether somebody calls `changed` when this file on disk changes; the disk is looked at for every answer
   * otherwise. */
  isWatched: (path: string) => boolean = () => false;

  /** Calls back when what is known of any configuration may be out of date. */
  onDidChange(listener: () => void): void {
    this.listeners.add(listener);
  }

  open(uri: string, version: number, text: string): void {
    this.documents.set(uri, openConfig(TextDocument.create(uri, 'klipper-config', version, text)));
    this.uriOfPath.set(pathOfUri(uri), uri);
    this.changed();
  }

  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): void {
    const open = this.documents.get(uri);
    if (!open) return;
    const changed = TextDocument.update(open.document, [...changes], version);
    this.documents.set(uri, openConfig(changed));
    this.changed();
  }

  close(uri: string): void {
    if (!this.documents.delete(uri)) return;
    this.uriOfPath.delete(pathOfUri(uri));
    this.changed();
  }

  has(uri: string): boolean {
    return this.documents.has(uri);
  }

  get openUris(): readonly string[] {
    return [...this.documents.keys()];
  }

  /** An open file as it is now. */
  text(uri: string): ConfigText | undefined {
    return this.documents.get(uri)?.text();
  }

  /** An open file with the configuration that it belongs to. */
  contextOf(uri: string): ConfigContext | undefined {
    const text = this.text(uri);
    if (!text) return undefined;
    return { ...this.load(this.mainOf(text.path)), text };
  }

  /**
   * The main file of the configuration that a file belongs to: the nearest printer.cfg in its folder or
   * above that includes it, else the file itself.
   */
  mainOf(path: string): string {
    const known = this.mains.get(path);
    if (known !== undefined) return known;
    const main = this.findMain(path);
    this.mains.set(path, main);
    return main;
  }

  /** A printer.cfg with all that it includes. What cannot be read is among its problems. */
  load(mainPath: string): LoadedConfiguration {
    const before = this.loaded.get(mainPath);
    if (before?.generation === this.generation && before.isWatched) return before.loaded;
    const files = filesOfLoading((path) => this.openText(path), this.known);
    const configuration = loadConfiguration(mainPath, files);
    const { texts, includes, refusals } = files;
    const { profile } = profileFromConfig(configuration, printerName(mainPath));
    const now = { mainPath, configuration, texts, includes, refusals, profile };
    const loaded = before && isSame(before.loaded, now) ? before.loaded : now;
    const isWatched = [mainPath, ...texts.keys()].every((path) => this.isWatched(path));
    this.loaded.set(mainPath, { generation: this.generation, isWatched, loaded });
    return loaded;
  }

  /** A file on disk may have changed. */
  changed(): void {
    this.generation += 1;
    this.mains = new Map();
    for (const listener of this.listeners) listener();
  }

  private openText(path: string): ConfigText | undefined {
    const uri = this.uriOfPath.get(path);
    return uri === undefined ? undefined : this.text(uri);
  }

  private findMain(path: string): string {
    if (!isInFileSystem(path)) return path;
    let folder = folderOf(path);
    for (let up = 0; up <= MOST_FOLDERS_UP; up++) {
      const main = folder.endsWith('/') ? folder + MAIN_NAME : `${folder}/${MAIN_NAME}`;
      if (this.load(main).texts.has(path)) return main;
      const above = folderOf(folder);
      if (above === folder) break;
      folder = above;
    }
    return path;
  }
}

interface Entry {
  readonly generation: number;
  readonly isWatched: boolean;
  readonly loaded: LoadedConfiguration;
}

interface OpenConfig {
  readonly document: TextDocument;
  /** Parsed when somebody asks first. */
  text(): ConfigText;
}

function openConfig(document: TextDocument): OpenConfig {
  let text: ConfigText | undefined;
  const { uri, version } = document;
  // An edit changes the document in place, so its text is taken along now.
  const content = document.getText();
  return {
    document,
    text() {
      text ??= configText(pathOfUri(uri), content, { uri, version });
      return text;
    },
  };
}

/** The folder that a person gave the printer: `printer_data/config` is what Klipper's installers make. */
function printerName(mainPath: string): string {
  let folder = folderOf(mainPath);
  while (/\/(?:config|printer_data)$/.test(folder)) folder = folderOf(folder);
  return fileName(folder) || fileName(mainPath);
}

/** Read from the very same texts in the same way, so that nothing derived from it needs to be made anew. */
function isSame(before: LoadedConfiguration, now: LoadedConfiguration): boolean {
  if (before.texts.size !== now.texts.size) return false;
  const texts = [...before.texts.values()];
  if (![...now.texts.values()].every((text, index) => text === texts[index])) return false;
  return problemsOf(before) === problemsOf(now);
}

function problemsOf({ configuration, includes, refusals }: LoadedConfiguration): string {
  return JSON.stringify([configuration.problems, [...includes], refusals]);
}
