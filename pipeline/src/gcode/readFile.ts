import { Buffer } from 'node:buffer';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import process from 'node:process';
import { type GcodeText, textFromBytes } from '#core/gcode/text';
import { EXIT, Failure } from '../exit.ts';
import type { Progress } from '../progress.ts';
import { size } from '../quantities.ts';

/** Analysing a file takes up to four times its size in memory. */
const LARGEST_FILE = 2 * 1024 ** 3;

/** Bytes read at once; between two readings Ctrl-C is heard. */
const PIECE_BYTES = 8 * 1024 * 1024;

/** The name that stands for stdin. */
const STDIN = '-';

/**
 * Reads a G-code file, or stdin for `-`. Throws a `Failure` in one sentence where it is no regular file,
 * too large, or no text at all.
 */
export async function readGcodeFile(file: string, progress: Progress): Promise<GcodeText> {
  if (file === STDIN) return readStdin();
  const handle = await openFile(file);
  try {
    return textFromBytes(await readAll(handle, file, progress));
  } catch (error) {
    throw failureOf(error, file);
  } finally {
    await handle.close();
  }
}

/** Without O_NONBLOCK, opening a pipe that nobody writes to would wait for ever. */
async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw failureOf(error, file);
  }
}

async function readAll(handle: FileHandle, file: string, progress: Progress): Promise<Uint8Array> {
  const status = await handle.stat();
  if (status.isDirectory()) throw new Failure(`${file} is a folder; name a G-code file in it.`);
  if (!status.isFile())
    throw new Failure(`${file} is no regular file; pipe its content in and name the file "-".`);
  if (status.size > LARGEST_FILE) throw tooLarge(file, status.size);
  const bytes = new Uint8Array(status.size);
  let length = 0;
  while (length < bytes.length) {
    const piece = Math.min(PIECE_BYTES, bytes.length - length);
    const { bytesRead } = await handle.read(bytes, length, piece, length);
    if (bytesRead === 0) break;
    if (length === 0) requireText(bytes.subarray(0, bytesRead), file);
    length += bytesRead;
    progress.report('reading', length / bytes.length);
  }
  return bytes.subarray(0, length);
}

async function readStdin(): Promise<GcodeText> {
  if (process.stdin.isTTY)
    throw new Failure('"-" reads from stdin, but nothing is piped in; name a file instead.');
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of process.stdin) {
    if (!(piece instanceof Uint8Array)) continue;
    if (length === 0) requireText(piece, 'stdin');
    length += piece.length;
    if (length > LARGEST_FILE) throw tooLarge('stdin', length);
    pieces.push(piece);
  }
  return textFromBytes(Buffer.concat(pieces, length));
}

function tooLarge(file: string, bytes: number): Failure {
  return new Failure(
    `${file} has ${size(bytes)}, more than the ${size(LARGEST_FILE)} that can be read at once; split it.`,
  );
}

/** Formats that are taken for G-code by mistake, by how they begin. */
const OTHER_FORMATS: readonly { readonly begin: readonly number[]; readonly says: string }[] = [
  {
    begin: [0x47, 0x43, 0x44, 0x45],
    says: 'is binary G-code (.bgcode); switch off "Supports binary G-code" in the slicer\'s printer settings',
  },
  {
    begin: [0x50, 0x4b, 0x03, 0x04],
    says: 'is a ZIP archive such as .3mf; unpack it and name the .gcode file inside',
  },
  { begin: [0x1f, 0x8b], says: 'is compressed with gzip; unpack it with gunzip' },
  { begin: [0xff, 0xfe], says: 'is UTF-16 text, which no printer reads; save it as UTF-8' },
  { begin: [0xfe, 0xff], says: 'is UTF-16 text, which no printer reads; save it as UTF-8' },
];

function requireText(bytes: Uint8Array, file: string): void {
  const other = OTHER_FORMATS.find(({ begin }) => begin.every((byte, at) => bytes[at] === byte));
  if (other) throw new Failure(`${file} ${other.says}.`);
}

/** What can be done about the errors of the file system, by their code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'is not there; check the name and the folder',
  ENOTDIR: 'is not there; a part of its path is a file',
  EISDIR: 'is a folder; name a G-code file in it',
  EACCES: 'may not be read; give yourself permission to read it',
  EPERM: 'may not be read; give yourself permission to read it',
  ELOOP: 'is a link that leads back to itself; name the file it should lead to',
  ENAMETOOLONG: 'is too long for a file name; check it',
  ENXIO: 'is no regular file; name a G-code file',
  ENODEV: 'is no regular file; name a G-code file',
};

const PASSING_REASONS: Readonly<Record<string, string>> = {
  EBUSY: 'is in use by another program; try again when it is free',
  EAGAIN: 'cannot be read just now; try again',
  EMFILE: 'cannot be opened because too many files are open; try again',
  ENFILE: 'cannot be opened because too many files are open; try again',
  EIO: 'cannot be read because the disk or the network fails; try again',
  ETIMEDOUT: 'cannot be read because the network does not answer; try again',
};

function failureOf(error: unknown, file: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (Object.hasOwn(REASONS, code)) return new Failure(`${file} ${REASONS[code]}.`);
  if (Object.hasOwn(PASSING_REASONS, code))
    return new Failure(`${file} ${PASSING_REASONS[code]}.`, EXIT.tryAgain);
  return error;
}
