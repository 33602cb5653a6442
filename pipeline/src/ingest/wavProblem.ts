import type { MediaProblem } from './pngProblem.ts';

const RIFF = 0x5249_4646;
const WAVE = 0x5741_5645;
const FMT = 0x666d_7420;
const DATA = 0x6461_7461;
const CHUNK_HEAD = 8;
const LEAST_FORMAT = 16;

/**
 * Looks at the RIFF header, the sizes of the chunks up to the samples, and their format. (Multimedia Programming
 * Interface and Data Specifications 1.0, IBM and Microsoft.)
 *
 * @param head the beginning of the file, with everything before the samples
 * @param size bytes of the whole file
 */
export function wavProblem(head: Uint8Array, size: number): MediaProblem | undefined {
  if (size === 0) return { code: 'empty-file', message: 'The sound is empty; record it again.' };
  if (head.length < 12) return cutOff();
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (view.getUint32(0) !== RIFF || view.getUint32(8) !== WAVE)
    return {
      code: 'header-error',
      message: 'This is no WAV, though its name says so; save it as WAV.',
    };
  if (view.getUint32(4, true) + CHUNK_HEAD > size) return cutOff();
  let at = 12;
  let frameBytes: number | undefined;
  while (at + CHUNK_HEAD <= head.length) {
    const type = view.getUint32(at);
    const length = view.getUint32(at + 4, true);
    const body = at + CHUNK_HEAD;
    if (body + length > size) return cutOff();
    if (type === FMT) {
      if (length < LEAST_FORMAT || body + LEAST_FORMAT > head.length) return badFormat();
      frameBytes = view.getUint16(body + 12, true);
      const channels = view.getUint16(body + 2, true);
      if (channels === 0 || view.getUint32(body + 4, true) === 0 || frameBytes === 0)
        return badFormat();
    }
    if (type === DATA) {
      if (frameBytes === undefined) return badFormat();
      if (length % frameBytes === 0) return undefined;
      return {
        code: 'audio-error',
        message: 'The last sample of the sound is not whole; copy it again.',
      };
    }
    // Chunks begin at even bytes.
    at = body + length + (length & 1);
  }
  return { code: 'audio-error', message: 'The WAV has no sound in it (data); record it again.' };
}

function cutOff(): MediaProblem {
  return { code: 'truncated-file', message: 'The sound ends in the middle; copy it again.' };
}

function badFormat(): MediaProblem {
  return {
    code: 'audio-error',
    message: 'The WAV does not say how its samples are to be read (fmt); save it again.',
  };
}
