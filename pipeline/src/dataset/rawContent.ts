import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { codeOf } from './disk.ts';

/** One file of a raw run. */
export interface RawFile {
  /** Relative to the run's folder, with `/`. */
  readonly path: string;
  readonly bytes: number;
  readonly modifiedNs: bigint;
  readonly changedNs: bigint;
}

/** Folders below folders below a run; deeper ones are not part of it, and neither is a link that goes round. */
const DEEPEST = 4;

/** All regular files of a run in the order of their names, without hidden ones; links are followed. */
export async function listRaw(folder: string): Promise<readonly RawFile[]> {
  const files: RawFile[] = [];
  await addFiles(folder, '', files, 0);
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function addFiles(
  folder: string,
  below: string,
  files: RawFile[],
  depth: number,
): Promise<void> {
  for (const name of await readdir(join(folder, below))) {
    if (name.startsWith('.')) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const status = await statIfThere(join(folder, path));
    if (status?.isFile())
      files.push({
        path,
        bytes: Number(status.size),
        modifiedNs: status.mtimeNs,
        changedNs: status.ctimeNs,
      });
    else if (status?.isDirectory() && depth < DEEPEST)
      await addFiles(folder, path, files, depth + 1);
  }
}

/** undefined for a link that leads nowhere, or a file that has just gone. */
async function statIfThere(path: string) {
  try {
    return await stat(path, { bigint: true });
  } catch (error) {
    if (['ENOENT', 'ELOOP', 'ENOTDIR'].includes(codeOf(error))) return undefined;
    throw error;
  }
}

/** A file that is this old cannot change any more without its time changing as well, as clocks of file systems tick. */
const TICK_MS = 20;

/**
 * What can be seen of files without reading them: while it stays the same, so does their content. Null where
 * it cannot tell: times of whole seconds, as some file systems keep them, or of the future.
 */
export async function lookOf(files: readonly RawFile[]): Promise<string | null> {
  const times = files.flatMap(({ modifiedNs, changedNs }) => [modifiedNs, changedNs]);
  const newestMs = Number(times.reduce((a, b) => (a > b ? a : b), 0n) / 1_000_000n);
  if (Date.now() - newestMs < TICK_MS) await setTimeout(TICK_MS);
  if (Date.now() - newestMs < TICK_MS) return null;
  if (times.every((time) => time % 1_000_000_000n === 0n)) return null;
  const lines = files.map(
    ({ path, bytes, modifiedNs, changedNs }) => `${path}\n${bytes} ${modifiedNs} ${changedNs}\n`,
  );
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** SHA-256 of every file of a run, by path, and one over all of them. */
export interface RawHashes {
  readonly content: string;
  readonly byFile: ReadonlyMap<string, string>;
}

export async function hashRaw(folder: string, files: readonly RawFile[]): Promise<RawHashes> {
  const byFile = new Map<string, string>();
  const content = createHash('sha256');
  // One buffer for all of them: a new one for every file would keep the garbage collector busy.
  const buffer = new Uint8Array(PIECE_BYTES);
  for (const { path } of files) {
    const hash = await hashFile(join(folder, path), buffer).catch(hashOfUnreadable);
    byFile.set(path, hash);
    content.update(`${hash} ${path}\n`);
  }
  return { content: content.digest('hex'), byFile };
}

/** What cannot be read is content as well: once it can be, the run is another one. */
function hashOfUnreadable(error: unknown): string {
  if (!UNREADABLE.includes(codeOf(error))) throw error;
  return `unreadable ${codeOf(error)}`;
}

/** Why a file of a raw run cannot be read, and no reason to end: no permission, a bad sector, just gone. */
export const UNREADABLE: readonly string[] = ['EACCES', 'EPERM', 'EIO', 'ENOENT', 'EISDIR'];

const PIECE_BYTES = 1 << 20;

async function hashFile(path: string, buffer: Uint8Array): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
