import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { failureOf, ifThere, syncFolder, writeNew } from '../atomicFile.ts';

/** The files of a run by their names in its folder, with `/`. */
export type RunFiles = ReadonlyMap<string, Uint8Array>;

/** So many files of a run wait for the disk at the same time. */
const FILES_AT_ONCE = 8;

/**
 * Writes a run folder so that it is there as a whole or not at all, whatever ends the program: everything goes
 * into a hidden folder beside it, which takes its name when all of it is on the disk. Throws a `Failure` in
 * one sentence where that cannot be done, and then leaves nothing behind. What a killed program leaves is
 * hidden, and `removeUnfinished` takes it away.
 */
export async function writeRun(folder: string, files: RunFiles): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    const temporary = join(dirname(folder), temporaryName(basename(folder)));
    try {
      await writeFiles(temporary, files);
      await rename(temporary, folder);
    } catch (error) {
      await rm(temporary, { force: true, recursive: true });
      throw error;
    }
    await syncFolder(dirname(folder));
  } catch (error) {
    throw failureOf(error, folder);
  }
}

async function writeFiles(folder: string, files: RunFiles): Promise<void> {
  const folders = [...new Set([...files.keys()].map((name) => dirname(join(folder, name))))];
  for (const each of [folder, ...folders]) await mkdir(each, { recursive: true });
  const names = [...files.keys()];
  for (let i = 0; i < names.length; i += FILES_AT_ONCE) {
    // All of them are waited for, so that none is still being written when the folder is removed.
    const written = await Promise.allSettled(
      names
        .slice(i, i + FILES_AT_ONCE)
        .map((name) => writeNew(join(folder, name), undefined, [files.get(name) ?? NOTHING])),
    );
    for (const each of written) if (each.status === 'rejected') throw each.reason;
  }
  for (const each of folders) await syncFolder(each);
  await syncFolder(folder);
}

const NOTHING = new Uint8Array(0);

/** A folder that nobody writes any more after this long, though its machine cannot be asked. */
const ABANDONED_MS = 24 * 3_600_000;

/**
 * Removes unfinished runs that killed programs left in a folder. It is to be called before this program
 * writes into that folder; what programs that are still running write there stays.
 */
export async function removeUnfinished(folder: string): Promise<void> {
  try {
    for (const name of (await ifThere(readdir(folder))) ?? []) {
      const [, host, pid] = TEMPORARY.exec(name) ?? [];
      if (host === undefined) continue;
      const path = join(folder, name);
      if (host === thisHost() ? isRunning(Number(pid)) : await isFresh(path)) continue;
      await rm(path, { recursive: true, force: true });
    }
  } catch (error) {
    throw failureOf(error, folder);
  }
}

const TEMPORARY = /^\..+\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}\.tmp$/;

/** `.run_00001.HOST-PID-RANDOM.tmp`: other machines may write to the same folder over a network. */
export function temporaryName(name: string, pid = process.pid): string {
  return `.${name}.${thisHost()}-${pid}-${randomUUID().slice(0, 8)}.tmp`;
}

function thisHost(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 8);
}

function isRunning(pid: number): boolean {
  // Not ours: this program has written nothing there yet, so an earlier one had the same number.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

async function isFresh(path: string): Promise<boolean> {
  const status = await ifThere(stat(path));
  return status !== undefined && Date.now() - status.mtimeMs < ABANDONED_MS;
}
