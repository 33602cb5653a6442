import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type GcodeText, textBuilder } from '#core/gcode/text';

const PIECE_BYTES = 4 * 1024 * 1024;
/** The reading itself needs about twice a file's size. */
const LARGEST_BYTES = 2 * 1024 * 1024 * 1024;

/**
 * Reads a file that the editor does not hand over, piece by piece.
 *
 * @throws an Error with one sentence where the address is no regular, readable file
 */
export async function readLargeFile(uri: string): Promise<GcodeText> {
  if (!uri.startsWith('file:'))
    throw new Error(`${uri} is not on this computer's disk; copy it there to read it.`);
  const path = fileURLToPath(uri);
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(`${path} cannot be opened (${error.code ?? error.message}).`);
  });
  try {
    const status = await file.stat();
    if (!status.isFile()) throw new Error(`${path} is not a file.`);
    if (status.size > LARGEST_BYTES)
      throw new Error(`${path} has ${(status.size / 1e9).toFixed(1)} GB; up to 2 GB can be read.`);
    const builder = textBuilder();
    for (;;) {
      const piece = new Uint8Array(PIECE_BYTES);
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES);
      if (bytesRead === 0) return builder.finish();
      builder.append(bytesRead === PIECE_BYTES ? piece : piece.slice(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
