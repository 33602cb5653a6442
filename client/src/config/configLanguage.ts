import { type Disposable, languages, type TextDocument, Uri, workspace } from 'vscode';
import { CONFIG_LANGUAGE_ID } from '../manifest.ts';

/** So many folders up a printer.cfg is looked for, never outside of the workspace. */
const MOST_FOLDERS_UP = 3;

/** What VS Code takes a `.cfg` for when nobody says what it is. */
const UNDECIDED: ReadonlySet<string> = new Set(['properties', 'ini', 'plaintext']);

/**
 * Many programs have files that end in `.cfg`, so the manifest claims only those in Klipper's usual
 * folders. Others become Klipper's here, once, where a printer.cfg lies beside or above them.
 */
export function registerConfigLanguage(): Disposable {
  const decided = new Set<string>();
  async function decide(document: TextDocument): Promise<void> {
    const { uri, languageId } = document;
    if (!uri.path.endsWith('.cfg') || !UNDECIDED.has(languageId)) return;
    // Whoever chooses another language by hand keeps it.
    if (decided.has(uri.toString())) return;
    decided.add(uri.toString());
    if (await hasPrinterConfig(uri))
      await languages.setTextDocumentLanguage(document, CONFIG_LANGUAGE_ID);
  }
  const decideSafely = (document: TextDocument) =>
    // A document may be closed before it is decided; then it no longer matters.
    void decide(document).catch(() => {});
  setImmediate(() => workspace.textDocuments.forEach(decideSafely));
  return workspace.onDidOpenTextDocument(decideSafely);
}

/** A printer.cfg lies in the folder of a file, or above it within its workspace folder. */
async function hasPrinterConfig(uri: Uri): Promise<boolean> {
  const top = workspace.getWorkspaceFolder(uri)?.uri.path;
  let folder = Uri.joinPath(uri, '..');
  for (let up = 0; up <= MOST_FOLDERS_UP; up++) {
    if (await exists(Uri.joinPath(folder, 'printer.cfg'))) return true;
    if (top === undefined || folder.path === top) return false;
    folder = Uri.joinPath(folder, '..');
  }
  return false;
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}
