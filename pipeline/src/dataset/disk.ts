import { constants } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname } from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { EXIT, Failure } from '../exit.ts';

/**
 * The calls to the file system that the durability of a dataset rests on. Tests put a disk of their own in
 * its place, which loses power or fails at any of them. All of them throw what Node throws.
 */
export interface Disk {
  /** Makes a folder and those above it; one that is there is no error. */
  makeFolder(path: string): Promise<void>;
  /** `append` keeps what is there, `replace` begins with an empty file. */
  openFile(path: string, how: 'append' | 'replace'): Promise<DiskFile>;
  /** undefined where there is no such file. */
  readFile(path: string): Promise<Uint8Array | undefined>;
  isThere(path: string): Promise<boolean>;
  /** What is in a folder; nothing where there is no such folder. */
  list(path: string): Promise<readonly DiskEntry[]>;
  /** Takes the place of what has the new name. */
  rename(from: string, to: string): Promise<void>;
  /** Removes a file, or a folder with all that is in it; one that is not there is no error. */
  remove(path: string): Promise<void>;
  /** Cuts a file off at a length; after it, the cut survives a loss of power. */
  truncate(path: string, length: number): Promise<void>;
  /** After it, what a process that ended wrote to the file survives a loss of power. */
  syncFile(path: string): Promise<void>;
  /** After it, names in the folder survive a loss of power. */
  syncFolder(path: string): Promise<void>;
}

export interface DiskFile {
  /** Writes at the end; may write less than it was given, and says how many bytes. */
  write(bytes: Uint8Array): Promise<number>;
  /** After it, content and length survive a loss of power. */
  sync(): Promise<void>;
  close(): Promise<void>;
}

export interface DiskEntry {
  readonly name: string;
  readonly isFolder: boolean;
}

export const NODE_DISK: Disk = {
  async makeFolder(path) {
    await mkdir(path, { recursive: true });
  },

  async openFile(path, how) {
    const handle = await open(path, how === 'append' ? 'a' : 'w');
    return {
      write: async (bytes) => (await handle.write(bytes)).bytesWritten,
      sync: () => handle.datasync(),
      close: () => handle.close(),
    };
  },

  async readFile(path) {
    return ifThere(readFile(path));
  },

  async isThere(path) {
    return (await ifThere(stat(path))) !== undefined;
  },

  async list(path) {
    const entries = (await ifThere(readdir(path, { withFileTypes: true }))) ?? [];
    return entries.map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }));
  },

  async rename(from, to) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await rename(from, to);
      } catch (error) {
        if (!mayPass(error) || attempt === RENAME_ATTEMPTS) throw error;
        await setTimeout(attempt * 20);
      }
    }
  },

  async remove(path) {
    await rm(path, { recursive: true, force: true });
  },

  async truncate(path, length) {
    await withFile(path, async (handle) => {
      await handle.truncate(length);
      await handle.sync();
    });
  },

  async syncFile(path) {
    await withFile(path, (handle) => handle.datasync());
  },

  async syncFolder(path) {
    // Windows can open no folder, and writes its names through anyway.
    if (process.platform === 'win32') return;
    let handle: FileHandle | undefined;
    try {
      handle = await open(path, constants.O_RDONLY);
      await handle.sync();
    } catch (error) {
      // Some file systems of networks cannot do it and say so, and a folder above the dataset may be one that
      // we may not read. A disk that fails says EIO.
      if (!['EINVAL', 'EACCES', 'EPERM'].includes(codeOf(error))) throw error;
    } finally {
      await handle?.close();
    }
  },
};

async function withFile(path: string, act: (file: FileHandle) => Promise<void>): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await act(handle);
  } finally {
    await handle.close();
  }
}

const RENAME_ATTEMPTS = 10;

/** On Windows a file that a virus scanner or an index reads just now cannot be replaced for a moment. */
function mayPass(error: unknown): boolean {
  return process.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(codeOf(error));
}

async function ifThere<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** The file system's word for what went wrong, such as `ENOSPC`; empty for other errors. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** Writes all of it, however little is taken at a time. */
export async function writeAll(file: DiskFile, bytes: Uint8Array): Promise<void> {
  let rest = bytes;
  while (rest.length > 0) {
    const written = await file.write(rest);
    if (written <= 0)
      throw new Failure(
        'The disk takes no more bytes; make room and call it again.',
        EXIT.tryAgain,
      );
    rest = rest.subarray(written);
  }
}

/** Makes a folder whose name survives a loss of power, as do those of the folders made above it. */
export async function makeFolderDurably(disk: Disk, path: string): Promise<void> {
  const made = [path];
  while (!(await disk.isThere(made.at(-1) ?? path))) made.push(dirname(made.at(-1) ?? path));
  await disk.makeFolder(path);
  for (const each of made.reverse()) await disk.syncFolder(dirname(each));
}

/** Ends of names of files that are being written; what has one after a crash is to be removed. */
export const UNFINISHED = '.unfinished';

/**
 * Replaces a file so that the old or the new content is there as a whole at any moment, whatever fails; and
 * after it the new one, even when the power goes.
 */
export async function writeDurably(
  disk: Disk,
  path: string,
  content: Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
  const unfinished = `${path}${UNFINISHED}`;
  try {
    const file = await disk.openFile(unfinished, 'replace');
    try {
      if (content instanceof Uint8Array) await writeAll(file, content);
      else for await (const piece of content) await writeAll(file, piece);
      await file.sync();
    } finally {
      await file.close();
    }
    await disk.rename(unfinished, path);
  } catch (error) {
    await disk.remove(unfinished).catch(() => {});
    throw error;
  }
  await disk.syncFolder(dirname(path));
}
