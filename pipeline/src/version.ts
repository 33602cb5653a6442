import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version in the nearest package.json of 3dpai: above its sources as above its bundle. */
export function programVersion(): string {
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    const version = versionIn(path.join(folder, 'package.json'));
    if (version !== undefined) return version;
    if (path.dirname(folder) === folder) return 'unknown';
  }
}

function versionIn(file: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const isOurs =
      typeof content === 'object' && content !== null && 'name' in content && 'version' in content;
    return isOurs && typeof content.version === 'string' ? content.version : undefined;
  } catch {
    return undefined;
  }
}
