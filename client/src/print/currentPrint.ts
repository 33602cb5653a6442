import {
  Disposable,
  type Event,
  EventEmitter,
  FileType,
  TabInputText,
  type TextDocument,
  type TextEditor,
  type Uri,
  window,
  workspace,
} from 'vscode';
import { GCODE_EXTENSIONS, LANGUAGE_ID } from '../manifest.ts';
import { setContext } from '../settings.ts';

/** The G-code file that the views are about. */
export interface Print {
  readonly uri: Uri;
  /**
   * A document is open and known to VS Code's extensions. One that is arriving is so big that VS
   * Code takes seconds to hand it over. A large file is one that it hands over to no extension: the
   * server reads it from disk, and nobody sees its cursor.
   */
  readonly kind: 'document' | 'arriving' | 'largeFile';
  /** Size on disk; 0 for a document, whose size may change with every key. */
  readonly bytes: number;
}

/** VS Code gives no file over 50 MB to extensions (`_MODEL_SYNC_LIMIT` in its `textModel.ts`). */
const largestSharedBytes = 50 * 1024 * 1024;

/** Below this a document is there before a person could read that it is on its way. */
const smallestArrivingBytes = 4_000_000;

/**
 * Follows the active editor. It stays with a file while another kind of file is active, as long as
 * the G-code file is open in some tab.
 */
export class CurrentPrint implements Disposable {
  readonly #changed = new EventEmitter<Print | undefined>();
  readonly #subscriptions: Disposable;
  #value: Print | undefined;
  #search = 0;

  readonly onDidChange: Event<Print | undefined> = this.#changed.event;

  constructor() {
    const update = () => void this.#update();
    this.#subscriptions = Disposable.from(
      this.#changed,
      window.onDidChangeActiveTextEditor(update),
      window.tabGroups.onDidChangeTabs(update),
      window.tabGroups.onDidChangeTabGroups(update),
      workspace.onDidOpenTextDocument(update),
      workspace.onDidCloseTextDocument(update),
    );
    setContext('3dpai.hasPrint', false);
    update();
  }

  get value(): Print | undefined {
    return this.#value;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  async #update(): Promise<void> {
    const search = ++this.#search;
    const found = await findPrint(this.#value);
    if (search !== this.#search || isSamePrint(found, this.#value)) return;
    this.#value = found;
    setContext('3dpai.hasPrint', found !== undefined);
    this.#changed.fire(found);
  }
}

/** The editor that shows a document; of several, the active one. */
export function editorOf(print: Print): TextEditor | undefined {
  const shows = (editor: TextEditor) => editor.document.uri.toString() === print.uri.toString();
  const active = window.activeTextEditor;
  if (active !== undefined && shows(active)) return active;
  return window.visibleTextEditors.find(shows);
}

/** The document of a print; undefined for a large file. */
export function documentOf(print: Print): TextDocument | undefined {
  return documentAt(print.uri);
}

/** The print at an address that a command names: the current one, or a document. */
export function printAt(uri: Uri, current: Print | undefined): Print {
  return current !== undefined && isSameUri(current.uri, uri)
    ? current
    : { uri, kind: 'document', bytes: 0 };
}

/** How many bytes a file has if it is too large for extensions; else undefined. */
export async function largeFileBytes(uri: Uri): Promise<number | undefined> {
  const bytes = await bytesOnDisk(uri);
  return bytes > largestSharedBytes ? bytes : undefined;
}

export function hasGcodeExtension(uri: Uri): boolean {
  const path = uri.path.toLowerCase();
  return GCODE_EXTENSIONS.some((extension) => path.endsWith(extension));
}

async function findPrint(previous: Print | undefined): Promise<Print | undefined> {
  const document = window.activeTextEditor?.document;
  if (document?.languageId === LANGUAGE_ID) return documentPrint(document);
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  if (input instanceof TabInputText && hasGcodeExtension(input.uri)) {
    const notShared = await undocumentedPrint(input.uri);
    if (notShared !== undefined) return notShared;
  }
  if (previous !== undefined && isStillOpen(previous)) return previous;
  const visible = window.visibleTextEditors.find((one) => one.document.languageId === LANGUAGE_ID);
  return visible === undefined ? undefined : documentPrint(visible.document);
}

function documentPrint(document: TextDocument): Print {
  return { uri: document.uri, kind: 'document', bytes: 0 };
}

/** A file that is shown in a tab, but is no document for extensions yet or ever. */
async function undocumentedPrint(uri: Uri): Promise<Print | undefined> {
  if (documentAt(uri) !== undefined) return undefined;
  const bytes = await bytesOnDisk(uri);
  if (bytes > largestSharedBytes) return { uri, kind: 'largeFile', bytes };
  if (documentAt(uri) !== undefined || bytes < smallestArrivingBytes) return undefined;
  return { uri, kind: 'arriving', bytes };
}

/** 0 for what is no file on this machine. */
async function bytesOnDisk(uri: Uri): Promise<number> {
  if (uri.scheme !== 'file') return 0;
  try {
    const { type, size } = await workspace.fs.stat(uri);
    return (type & FileType.File) === 0 ? 0 : size;
  } catch {
    return 0;
  }
}

function isStillOpen({ uri, kind }: Print): boolean {
  if (kind === 'document' && documentAt(uri)?.languageId !== LANGUAGE_ID) return false;
  return kind !== 'arriving' && isInTab(uri);
}

/** True when some tab shows this file. */
export function isInTab(uri: Uri): boolean {
  return window.tabGroups.all.some(({ tabs }) =>
    tabs.some(({ input }) => input instanceof TabInputText && isSameUri(input.uri, uri)),
  );
}

function documentAt(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((document) => isSameUri(document.uri, uri));
}

function isSamePrint(one: Print | undefined, other: Print | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return isSameUri(one.uri, other.uri) && one.kind === other.kind && one.bytes === other.bytes;
}

function isSameUri(one: Uri, other: Uri): boolean {
  return one.toString() === other.toString();
}
