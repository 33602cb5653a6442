import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { onProcessEnd, removeFolder } from './processEnd.ts';

const staleAfterMs = 60 * 60 * 1000;

/**
 * Fills `folder` once: `fill` works in a temporary folder beside it, which gets its name only when
 * everything is there. A failed or interrupted install leaves nothing behind, and of two installs
 * at the same time the first one to finish is kept. Returns at once when the folder exists.
 */
export async function installAtomically(
  folder: string,
  fill: (partial: string) => Promise<void>,
): Promise<'installed' | 'present'> {
  if (existsSync(folder)) return 'present';
  mkdirSync(dirname(folder), { recursive: true });
  removeStalePartials(folder);
  const partial = mkdtempSync(`${folder}.partial-`);
  const forget = onProcessEnd(() => removeFolder(partial));
  try {
    await fill(partial);
    return takeName(partial, folder);
  } finally {
    removeFolder(partial);
    forget();
  }
}

function takeName(partial: string, folder: string): 'installed' | 'present' {
  try {
    renameSync(partial, folder);
    return 'installed';
  } catch (error) {
    if (existsSync(folder)) return 'present';
    throw error;
  }
}

/** What a killed install could not remove itself; a running one is younger than an hour. */
function removeStalePartials(folder: string): void {
  for (const name of readdirSync(dirname(folder))) {
    if (!name.startsWith(`${basename(folder)}.partial-`)) continue;
    const partial = join(dirname(folder), name);
    if (Date.now() - statSync(partial).mtimeMs > staleAfterMs) removeFolder(partial);
  }
}
