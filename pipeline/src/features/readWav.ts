/** Sound of one channel, −1 to 1. */
export interface Sound {
  readonly rateHz: number;
  readonly samples: Float32Array;
}

const PCM = 1;
const FLOAT = 3;
/** The format stands in the first two bytes of a longer header. */
const EXTENSIBLE = 0xfffe;
const GUID_AT = 24;

/** The first channel of a WAV file; undefined where it is none, or one of a kind that is not read here. */
export function readWav(bytes: Uint8Array): Sound | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const word = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  if (bytes.length < 12 || word(0) !== 'RIFF' || word(8) !== 'WAVE') return undefined;
  let format: Format | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const name = word(at);
    const length = view.getUint32(at + 4, true);
    const content = at + 8;
    if (name === 'fmt ') format = formatAt(view, content, length);
    if (name === 'data' && format)
      // A recorder that was cut off says more than there is.
      return samplesOf(view, content, Math.min(length, bytes.length - content), format);
    at = content + length + (length % 2);
  }
  return undefined;
}

interface Format {
  readonly kind: number;
  readonly rateHz: number;
  readonly bytesPerFrame: number;
  readonly bits: number;
}

function formatAt(view: DataView, at: number, length: number): Format | undefined {
  if (length < 16 || at + length > view.byteLength) return undefined;
  const stated = view.getUint16(at, true);
  const isLonger = stated === EXTENSIBLE && length >= GUID_AT + 2;
  return {
    kind: isLonger ? view.getUint16(at + GUID_AT, true) : stated,
    rateHz: view.getUint32(at + 4, true),
    bytesPerFrame: view.getUint16(at + 12, true),
    bits: view.getUint16(at + 14, true),
  };
}

function samplesOf(
  view: DataView,
  at: number,
  length: number,
  { kind, rateHz, bytesPerFrame, bits }: Format,
): Sound | undefined {
  const read = sampleReader(view, kind, bits);
  if (!read || bytesPerFrame < bits / 8 || rateHz === 0) return undefined;
  const samples = new Float32Array(Math.floor(length / bytesPerFrame));
  for (let i = 0; i < samples.length; i++) samples[i] = read(at + i * bytesPerFrame);
  return { rateHz, samples };
}

function sampleReader(
  view: DataView,
  kind: number,
  bits: number,
): ((at: number) => number) | undefined {
  if (kind === FLOAT && bits === 32) return (at) => view.getFloat32(at, true);
  if (kind !== PCM) return undefined;
  // Eight bits have no sign.
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 128;
  if (bits === 16) return (at) => view.getInt16(at, true) / 32_768;
  if (bits === 24)
    return (at) => (view.getInt16(at + 1, true) * 256 + view.getUint8(at)) / 8_388_608;
  if (bits === 32) return (at) => view.getInt32(at, true) / 2_147_483_648;
  return undefined;
}
