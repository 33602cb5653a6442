import { isUtf8 } from 'node:buffer';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FindingCode, RunFinding } from '#core/run/findings';
import { codeOf } from '../dataset/disk.ts';
import { listRaw, type RawFile } from '../dataset/rawContent.ts';
import { EXIT, Failure } from '../exit.ts';

/** A raw run's folder, which is read and never written to. */
export interface RawFolder {
  readonly path: string;
  /** By path in the folder, with `/`, in order. */
  readonly files: ReadonlyMap<string, RawFile>;
  /** All of a file; undefined where there is none of that name. */
  read(file: string): Promise<Uint8Array | undefined>;
  /** Its first bytes, as many as there are. */
  head(file: string, bytes: number): Promise<Uint8Array>;
  /** Its last bytes, as many as there are. */
  tail(file: string, bytes: number): Promise<Uint8Array>;
}

export async function openRawFolder(path: string): Promise<RawFolder> {
  const files = new Map((await listRaw(path)).map((file) => [file.path, file]));
  return {
    path,
    files,
    read: async (file) => (files.has(file) ? readFile(join(path, file)) : undefined),
    head: (file, bytes) => readPiece(join(path, file), 0, bytes),
    tail: (file, bytes) =>
      readPiece(join(path, file), Math.max(0, (files.get(file)?.bytes ?? 0) - bytes), bytes),
  };
}

async function readPiece(file: string, from: number, bytes: number): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const buffer = new Uint8Array(bytes);
    const { bytesRead } = await handle.read(buffer, 0, bytes, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** What can be done about a folder that cannot be read; other errors as they are. */
export function readFailure(error: unknown): unknown {
  const path = error instanceof Error && 'path' in error ? String(error.path) : 'A run';
  const code = codeOf(error);
  if (code === 'EACCES' || code === 'EPERM')
    return new Failure(`${path} may not be read; give yourself permission to read it.`);
  if (code === 'EIO')
    return new Failure(`${path} cannot be read because the disk fails; try again.`, EXIT.tryAgain);
  return error;
}

/** A finding that keeps its run out of the accepted ones. */
export function failing(
  code: FindingCode,
  file: string,
  message: string,
  place: Pick<RunFinding, 'line' | 'column' | 'field' | 'count'> = {},
): RunFinding {
  return { code, severity: 'error', file, ...place, message };
}

export function warning(
  code: FindingCode,
  file: string,
  message: string,
  place: Pick<RunFinding, 'line' | 'column' | 'field' | 'count'> = {},
): RunFinding {
  return { code, severity: 'warning', file, ...place, message };
}

/** The first byte that is no UTF-8, as a finding. */
export function encodingFinding(bytes: Uint8Array, file: string): RunFinding | undefined {
  if (isUtf8(bytes)) return undefined;
  const lines = lineOfFirst(bytes);
  return failing(
    'encoding-error',
    file,
    'This line is not written in UTF-8; save the file as UTF-8.',
    {
      line: lines,
    },
  );
}

const NEWLINE = 0x0a;

function lineOfFirst(bytes: Uint8Array): number {
  let line = 1;
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    if (newline < 0 || !isUtf8(bytes.subarray(start, end))) return line;
    start = end;
    line += 1;
  }
}
