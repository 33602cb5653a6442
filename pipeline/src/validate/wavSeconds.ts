import { open } from 'node:fs/promises';

/** Chunks before the samples are small; what does not fit is no header. */
const HEADER_BYTES = 64 * 1024;

/** How long a WAV file plays, by its header; undefined where there is no such file or it has no such header. */
export async function wavSeconds(path: string): Promise<number | undefined> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const head = new Uint8Array(Math.min(size, HEADER_BYTES));
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    return secondsOf(head.subarray(0, bytesRead), size);
  } catch {
    // A folder of that name, or a disk that fails: the stage that checks files says so.
    return undefined;
  } finally {
    await file.close();
  }
}

/** @param size of the whole file, bytes */
export function secondsOf(head: Uint8Array, size: number): number | undefined {
  const view = new DataView(head.buffer, head.byteOffset, head.length);
  const word = (at: number) => String.fromCharCode(...head.subarray(at, at + 4));
  if (head.length < 12 || word(0) !== 'RIFF' || word(8) !== 'WAVE') return undefined;
  let bytesPerSecond = 0;
  let at = 12;
  while (at + 8 <= head.length) {
    const name = word(at);
    const length = view.getUint32(at + 4, true);
    const content = at + 8;
    if (name === 'fmt ' && content + 12 <= head.length)
      bytesPerSecond = view.getUint32(content + 8, true);
    // A recorder that was cut off left a length of nothing, or of everything.
    if (name === 'data' && bytesPerSecond > 0)
      return (
        Math.min(length === 0 ? Number.POSITIVE_INFINITY : length, size - content) / bytesPerSecond
      );
    at = content + length + (length % 2);
  }
  return undefined;
}
