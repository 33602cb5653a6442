import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs';
import { globPaths } from '#core/config/configGlob';
import type { ConfigurationFiles } from '#core/config/loadConfiguration';
import { type ConfigText, configText } from './configText.ts';
import { folderOf, isInFileSystem, normalPath } from './paths.ts';

/** A configuration has some 20 files of 10 KB each; whoever has more than this has included a wrong folder. */
const MOST_FILES = 200;
const LARGEST_BYTES = 8 * 1024 * 1024;
/** A pattern may not have the whole disk listed. */
const MOST_FOLDERS = 200;
const MOST_NAMES = 5_000;

/** Files of configurations as they were when they were read last. */
export type KnownFiles = Map<string, { readonly stamp: string; readonly text: ConfigText }>;

/** What one loading of a configuration has read. */
export interface FilesOfLoading extends ConfigurationFiles {
  /** By path, in the order of reading. */
  readonly texts: ReadonlyMap<string, ConfigText>;
  /** What the includes stand for, by `includeKey`. */
  readonly includes: ReadonlyMap<string, readonly string[]>;
  /** Why a file was not read although it is there, one sentence each. */
  readonly refusals: readonly string[];
}

/**
 * The files of one configuration: the text of open editors first, then the disk. Only what an include names
 * is read, at most 200 files of at most 8 MB each.
 *
 * @param known is added to
 */
export function filesOfLoading(
  open: (path: string) => ConfigText | undefined,
  known: KnownFiles,
): FilesOfLoading {
  const texts = new Map<string, ConfigText>();
  const includes = new Map<string, readonly string[]>();
  const refusals: string[] = [];
  let foldersLeft = MOST_FOLDERS;

  function textOf(path: string): ConfigText | undefined {
    const edited = open(path);
    if (edited) return edited;
    if (!isInFileSystem(path)) return undefined;
    const found = stats(path);
    if (!found?.isFile()) return undefined;
    if (texts.size >= MOST_FILES) {
      refusals.push(`More than ${MOST_FILES} files are included, so ${path} is left out.`);
      return undefined;
    }
    if (found.size > LARGEST_BYTES) {
      refusals.push(`${path} is left out, because it has more than 8 MB.`);
      return undefined;
    }
    const stamp = `${found.mtimeMs} ${found.size} ${found.ino}`;
    const before = known.get(path);
    if (before?.stamp === stamp) return before.text;
    // What the system makes up as it is read has no size, and may never end.
    const content = found.size === 0 ? '' : readUtf8(path);
    if (content === undefined) return undefined;
    const text = configText(path, content);
    known.set(path, { stamp, text });
    return text;
  }

  return {
    texts,
    includes,
    refusals,
    read(path) {
      const text = textOf(path);
      if (text) texts.set(path, text);
      return text?.text;
    },
    parsed: (path, text) => texts.get(path)?.document ?? configText(path, text).document,
    glob(pattern, fromPath) {
      if (!isInFileSystem(fromPath)) return [];
      const before = includes.get(includeKey(fromPath, pattern));
      if (before) return before;
      const found = globPaths(folderOf(fromPath), pattern, {
        names(folder) {
          foldersLeft -= 1;
          return foldersLeft < 0 ? undefined : namesIn(folder);
        },
        exists: (path) => open(normalPath(path)) !== undefined || stats(path) !== undefined,
      });
      const paths = [...new Set(found.map(normalPath))].sort();
      includes.set(includeKey(fromPath, pattern), paths);
      return paths;
    },
  };
}

export function includeKey(fromPath: string, pattern: string): string {
  return `${fromPath}\n${pattern}`;
}

function stats(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // Not allowed, too many links, a NUL in the name: there is nothing that could be read.
    return undefined;
  }
}

function namesIn(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder).slice(0, MOST_NAMES);
  } catch {
    return undefined;
  }
}

/** Undefined for bytes that are no UTF-8: Klipper cannot read them either. */
function readUtf8(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    return undefined;
  }
}
