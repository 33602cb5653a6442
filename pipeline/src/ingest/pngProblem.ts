import { crc32 } from '../dataset/crc32.ts';

/** Why a file is no whole PNG, with the code of the finding. */
export interface MediaProblem {
  readonly code:
    | 'empty-file'
    | 'header-error'
    | 'truncated-file'
    | 'image-error'
    | 'audio-error'
    | 'format-error';
  readonly message: string;
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = 0x4948_4452;
const IDAT = 0x4944_4154;
const IEND = 0x4945_4e44;
/** Length, type and CRC of a chunk. */
const CHUNK_FRAME = 12;

/** Looks at signature, header, and length and CRC of every chunk, up to the end. (PNG, ISO/IEC 15948.) */
export function pngProblem(bytes: Uint8Array): MediaProblem | undefined {
  if (bytes.length === 0)
    return { code: 'empty-file', message: 'The picture is empty; draw it again.' };
  if (SIGNATURE.some((byte, at) => bytes[at] !== byte))
    return bytes.length < SIGNATURE.length
      ? cutOff()
      : {
          code: 'header-error',
          message: 'This is no PNG, though its name says so; save it as PNG.',
        };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = SIGNATURE.length;
  let hasPixels = false;
  while (at + CHUNK_FRAME <= bytes.length) {
    const length = view.getUint32(at);
    const type = view.getUint32(at + 4);
    const end = at + CHUNK_FRAME + length;
    if (end > bytes.length) return cutOff();
    if (at === SIGNATURE.length && (type !== IHDR || length !== 13))
      return { code: 'header-error', message: 'The PNG has no header (IHDR); save it again.' };
    if (view.getUint32(end - 4) !== crc32(bytes.subarray(at + 4, end - 4)))
      return {
        code: 'image-error',
        message: 'A part of the PNG is damaged: its checksum is wrong; copy it again.',
      };
    if (type === IHDR && (view.getUint32(at + 8) === 0 || view.getUint32(at + 12) === 0))
      return {
        code: 'header-error',
        message: 'The PNG says that it has no pixels; draw it again.',
      };
    if (type === IDAT) hasPixels = true;
    if (type === IEND)
      return hasPixels
        ? undefined
        : { code: 'image-error', message: 'The PNG has no pixels (IDAT); draw it again.' };
    at = end;
  }
  return cutOff();
}

function cutOff(): MediaProblem {
  return { code: 'truncated-file', message: 'The picture ends in the middle; copy it again.' };
}
