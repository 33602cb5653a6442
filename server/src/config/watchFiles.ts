import {
  type ClientCapabilities,
  type Connection,
  DidChangeWatchedFilesNotification,
  type FileSystemWatcher,
} from 'vscode-languageserver';
import type { Configurations } from './configurations.ts';
import { folderOf, isBelow, isInFileSystem, uriOfPath } from './paths.ts';

/** Folders outside of the workspace that are watched, each because a configuration has a file there. */
const MOST_FOLDERS = 50;

/**
 * Has the editor say when a configuration's file on disk changes: every `.cfg` of the workspace, and the
 * folders outside of it that a configuration has files in.
 *
 * @param folders paths of the workspace folders as they are now
 */
export function watchConfigurationFiles(
  connection: Connection,
  { workspace }: ClientCapabilities,
  configurations: Configurations,
  folders: () => readonly string[],
): void {
  const can = workspace?.didChangeWatchedFiles;
  if (can?.dynamicRegistration !== true) return;
  const watched = new Set<string>();
  connection.onDidChangeWatchedFiles(() => configurations.changed());
  watch({ globPattern: '**/*.cfg' });

  configurations.isWatched = (path) => {
    if (!isInFileSystem(path)) return true;
    if (path.endsWith('.cfg') && folders().some((folder) => isBelow(folder, path))) return true;
    const folder = folderOf(path);
    if (watched.has(folder)) return true;
    if (can.relativePatternSupport !== true || watched.size >= MOST_FOLDERS) return false;
    watched.add(folder);
    watch({ globPattern: { baseUri: uriOfPath(folder), pattern: '*' } });
    return true;
  };

  function watch(watcher: FileSystemWatcher): void {
    void connection.client
      .register(DidChangeWatchedFilesNotification.type, { watchers: [watcher] })
      .catch((error) =>
        connection.console.warn(`Changes of configuration files will not be noticed: ${error}`),
      );
  }
}
