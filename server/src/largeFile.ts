import { constants, type Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { LSPErrorCodes, ResponseError } from 'vscode-languageserver';
import { type GcodeText, textBuilder } from '#core/gcode/text';
import type { Documents } from './documents.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
/** The reading itself needs about twice a file's size. */
const LARGEST_BYTES = 2 * 1024 * 1024 * 1024;

/** Files that the editor does not hand over, by address; read from disk and kept until they are closed. */
export function openedLargeFiles(documents: Documents): {
  /** Answers when the file has been read. Throws a ResponseError with one sentence where it cannot be. */
  open(uri: string): Promise<{ readonly bytes: number }>;
  close(uri: string): void;
} {
  /** Files of which the bytes are still being fetched. */
  const fetching = new Map<string, Promise<GcodeText>>();

  async function fetched(uri: string): Promise<void> {
    const text = fetching.get(uri) ?? readLargeFile(uri);
    fetching.set(uri, text);
    try {
      await text;
    } catch (error) {
      if (fetching.get(uri) === text) fetching.delete(uri);
      throw new ResponseError(LSPErrorCodes.RequestFailed, messageOf(error));
    }
    if (fetching.get(uri) !== text) return;
    fetching.delete(uri);
    if (!isOpenInEditor(documents, uri)) documents.open(uri, null, await text);
  }

  return {
    async open(uri) {
      if (!isOpenInEditor(documents, uri)) await fetched(uri);
      const document = documents.get(uri);
      await document?.whenSettled();
      if (!document || documents.get(uri) !== document)
        throw new ResponseError(LSPErrorCodes.RequestCancelled, `${uri} was closed.`);
      return { bytes: document.text.byteCount };
    },
    close(uri) {
      fetching.delete(uri);
      // The editor may have opened the file itself in the meantime.
      if (!isOpenInEditor(documents, uri)) documents.close(uri);
    },
  };
}

function isOpenInEditor(documents: Documents, uri: string): boolean {
  const document = documents.get(uri);
  return document !== undefined && document.version !== null;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * Reads a file that the editor does not hand over, piece by piece.
 *
 * @throws an Error with one sentence where the address is no regular, readable file
 */
async function readLargeFile(uri: string): Promise<GcodeText> {
  const path = pathOf(uri);
  // Looked at before it is opened, because opening a pipe waits for somebody to write into it.
  requireReadable(path, await stat(path).catch((error) => cannot('open', path, error)));
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) =>
    cannot('open', path, error),
  );
  try {
    requireReadable(path, await file.stat());
    return await readPieces(path, file);
  } finally {
    await file.close();
  }
}

function pathOf(uri: string): string {
  if (!uri.startsWith('file:'))
    throw new Error(`${uri} is not on this computer's disk; copy it there to read it.`);
  try {
    const path = fileURLToPath(uri);
    if (!path.includes('\0')) return path;
  } catch {
    // Falls through: what it names is no path.
  }
  throw new Error(`${uri} names no file on this computer.`);
}

function cannot(what: 'open' | 'read', path: string, error: NodeJS.ErrnoException): never {
  const done = what === 'open' ? 'opened' : 'read';
  throw new Error(`${path} cannot be ${done} (${error.code ?? error.message}).`);
}

function requireReadable(path: string, status: Stats): void {
  if (!status.isFile()) throw new Error(`${path} is not a file.`);
  requireSize(path, status.size);
}

function requireSize(path: string, bytes: number): void {
  if (bytes > LARGEST_BYTES)
    throw new Error(`${path} has ${(bytes / 1e9).toFixed(1)} GB; up to 2 GB can be read.`);
}

async function readPieces(path: string, file: FileHandle): Promise<GcodeText> {
  const builder = textBuilder();
  let total = 0;
  for (;;) {
    const piece = new Uint8Array(PIECE_BYTES);
    const { bytesRead } = await file
      .read(piece, 0, PIECE_BYTES)
      .catch((error) => cannot('read', path, error));
    if (bytesRead === 0) return builder.finish();
    total += bytesRead;
    // Somebody may still be writing it.
    requireSize(path, total);
    builder.append(bytesRead === PIECE_BYTES ? piece : piece.slice(0, bytesRead));
  }
}
