import { randomUUID } from 'node:crypto';
import { constants, rmSync } from 'node:fs';
import { access, type FileHandle, lstat, open, readlink, rename, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { EXIT, Failure } from './exit.ts';

/** More links than these lead in a circle; Linux follows as many. */
const MOST_LINKS = 40;

/**
 * Writes a file so that its old or its new content is there as a whole at any moment, whatever ends the program.
 * The content goes into a new file in the same folder, which takes the old one's place when it is complete and on
 * the disk. A link stays a link: the file it leads to is written. Permissions stay, and so does the owner where
 * the system allows it. Throws a `Failure` in one sentence where that cannot be done.
 */
export async function writeAtomically(
  file: string,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  try {
    const target = await targetOf(file);
    const kept = await requireReplaceable(target, file);
    await writeAndRename(target, kept, pieces);
  } catch (error) {
    throw failureOf(error, file);
  }
}

/** The file that a chain of links leads to, which need not be there. */
async function targetOf(file: string): Promise<string> {
  let target = resolve(file);
  for (let links = 0; links < MOST_LINKS; links++) {
    const status = await ifThere(lstat(target));
    if (!status?.isSymbolicLink()) return target;
    target = resolve(dirname(target), await readlink(target));
  }
  throw new Failure(
    `${file} is a link that leads back to itself; name the file it should lead to.`,
  );
}

/** Permissions and owner of the file that is there. */
type Kept = { readonly mode: number; readonly uid: number; readonly gid: number };

/** A new file may take the place of a regular one that may be written; devices and pipes must stay. */
async function requireReplaceable(target: string, file: string): Promise<Kept | undefined> {
  const status = await ifThere(stat(target));
  if (!status) return undefined;
  if (status.isDirectory()) throw new Failure(`${file} is a folder; name a file in it.`);
  if (!status.isFile())
    throw new Failure(`${file} is no regular file; write to stdout with "-o -" and pipe it there.`);
  try {
    await access(target, constants.W_OK);
  } catch {
    throw new Failure(`${file} may not be written; give yourself permission or name another file.`);
  }
  return { mode: status.mode & 0o7777, uid: status.uid, gid: status.gid };
}

async function writeAndRename(
  target: string,
  kept: Kept | undefined,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const folder = dirname(target);
  const temporary = join(folder, `.3dpai-${process.pid}-${randomUUID().slice(0, 8)}.tmp`);
  // Called before the file is made, so that no signal finds it unwatched.
  const callOff = removeAtExit(temporary);
  try {
    await writeNew(temporary, kept, pieces);
    await rename(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    callOff();
  }
  await syncFolder(folder);
}

/** Writes a file that must not be there yet, and returns when it is on the disk. */
export async function writeNew(
  file: string,
  kept: Kept | undefined,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): Promise<void> {
  const handle = await open(file, 'wx', 0o666);
  try {
    if (kept) await keep(handle, kept);
    for await (const piece of pieces) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function keep(handle: FileHandle, { mode, uid, gid }: Kept): Promise<void> {
  // Only the administrator may give files away.
  await handle.chown(uid, gid).catch(() => {});
  await handle.chmod(mode);
}

/** Without it, new names in the folder may be lost when the power fails. Not every system can do it. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, constants.O_RDONLY);
    await handle.sync().finally(() => handle.close());
  } catch {
    // The content is safe either way; what may be lost is only that it was replaced.
  }
}

/** Signals that end a program which does not listen, without its saying goodbye. */
const ENDING_SIGNALS = ['SIGTERM', 'SIGHUP'] as const;

/** Removes an unfinished file when the program is asked to end. Returns what calls that off. */
function removeAtExit(file: string): () => void {
  const remove = () => rmSync(file, { force: true });
  const end = (signal: NodeJS.Signals) => {
    callOff();
    remove();
    process.kill(process.pid, signal);
  };
  const callOff = () => {
    process.off('exit', remove);
    for (const signal of ENDING_SIGNALS) process.off(signal, end);
  };
  process.once('exit', remove);
  for (const signal of ENDING_SIGNALS) process.once(signal, end);
  return callOff;
}

/** What it gives, undefined where there is no such file. */
export async function ifThere<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw error;
  }
}

/** What can be done about the errors of the file system, by their code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'its folder is not there; make it or name another one',
  ENOTDIR: 'a part of its path is a file; check the path',
  EACCES: 'you may not write to its folder; give yourself permission or name a file elsewhere',
  EPERM: 'you may not write to its folder; give yourself permission or name a file elsewhere',
  EROFS: 'the disk may only be read; name a file elsewhere',
  ENAMETOOLONG: 'its name is too long; name it otherwise',
  ELOOP: 'its path has a link that leads back to itself; check the path',
  ENOTEMPTY: 'something else has its name already; remove that or name another one',
  EEXIST: 'something else has its name already; remove that or name another one',
  EFBIG: 'it is too large for this disk; name a file elsewhere',
};

const PASSING_REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and try again',
  EDQUOT: 'your share of the disk is full; make room and try again',
  EBUSY: 'another program uses it; try again when it is free',
  EIO: 'the disk or the network fails; try again',
  EMFILE: 'too many files are open; try again',
  ENFILE: 'too many files are open; try again',
  ETIMEDOUT: 'the network does not answer; try again',
};

/** What the file system refused, as a `Failure` in one sentence; other errors are given back as they are. */
export function failureOf(error: unknown, file: string): unknown {
  const code = codeOf(error);
  if (Object.hasOwn(REASONS, code))
    return new Failure(`${file} cannot be written: ${REASONS[code]}.`);
  if (Object.hasOwn(PASSING_REASONS, code))
    return new Failure(`${file} cannot be written: ${PASSING_REASONS[code]}.`, EXIT.tryAgain);
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
