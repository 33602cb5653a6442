import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import { globPaths } from '#core/config/configGlob';
import type { ConfigurationFiles } from '#core/config/loadConfiguration';

/** A configuration on this machine's disk. Paths are absolute, as `resolve` writes them. */
export function nodeConfigurationFiles(): ConfigurationFiles {
  return {
    read: readText,
    glob: (pattern, fromPath) =>
      globPaths(dirname(resolve(fromPath)).replaceAll(sep, '/'), pattern, {
        names: folderNames,
        exists: existsSync,
      }).map((path) => resolve(path)),
  };
}

/** Klipper opens its files as UTF-8 and refuses anything else; a byte order mark is kept for it to refuse. */
function readText(path: string): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    return undefined;
  }
}

function folderNames(folder: string): readonly string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
