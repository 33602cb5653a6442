import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import process from 'node:process';
import { EXIT, Failure } from '../exit.ts';
import { codeOf } from './disk.ts';

/** Another process has the lock. */
export class LockedDataset extends Failure {}

/** Gives the lock back. It also ends with the process, however that ends. */
export type Unlock = () => Promise<void>;

/**
 * Makes this process the only writer of a dataset folder. The kernel holds the lock and frees it the moment
 * the process ends, so nothing has to be judged by the age of a file or by the number of a process:
 *
 * - Linux: a name in the abstract socket space, made of the folder's device and inode. It is seen by all
 *   processes of the machine and its network namespace; containers with namespaces of their own, and other
 *   machines that share the folder, do not see it.
 * - macOS, BSD: `DIR/.lock` opened with O_EXLOCK, the kernel's `flock`.
 * - Windows: `DIR/.lock` opened with no sharing.
 *
 * `node:sqlite` would do the same where it is, but Node 20 does not have it.
 * Throws `LockedDataset` while another process, or this one, has the lock.
 *
 * @param shown the folder as the user named it
 */
export async function lockDataset(folder: string, shown = folder): Promise<Unlock> {
  if (process.platform === 'linux' || process.platform === 'android')
    return lockName(folder, shown);
  return lockFile(folder, shown);
}

/** Lengths of a socket's name on Linux, without the NUL in front. */
const NAME_LENGTH = 107;

async function lockName(folder: string, shown: string): Promise<Unlock> {
  const { dev, ino } = await stat(folder, { bigint: true });
  // Node 20 fills the name up with NULs and Node 24 does not; a name of full length is the same for both.
  const name = `\0${`3dpai dataset ${dev}:${ino} `.padEnd(NAME_LENGTH, '.')}`;
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(codeOf(error) === 'EADDRINUSE' ? busy(shown) : error));
    server.listen(name, resolve);
  });
  // The lock is no reason for the process to stay.
  server.unref();
  return () => new Promise((resolve) => server.close(() => resolve()));
}

/** O_EXLOCK of macOS and the BSDs, which Node has no name for. */
const O_EXLOCK = 0x20;
/** libuv's UV_FS_O_EXLOCK: on Windows, nobody else may open the file. */
const NO_SHARING = 0x1000_0000;

async function lockFile(folder: string, shown: string): Promise<Unlock> {
  const { O_RDWR, O_CREAT, O_NONBLOCK } = constants;
  const exclusive = process.platform === 'win32' ? NO_SHARING : O_EXLOCK | O_NONBLOCK;
  try {
    const handle = await open(join(folder, '.lock'), O_RDWR | O_CREAT | exclusive);
    return () => handle.close();
  } catch (error) {
    if (['EAGAIN', 'EWOULDBLOCK', 'EBUSY'].includes(codeOf(error))) throw busy(shown);
    throw error;
  }
}

function busy(folder: string): LockedDataset {
  return new LockedDataset(
    `Another 3dpai is writing to ${folder} just now; try again when it has ended.`,
    EXIT.tryAgain,
  );
}
