/** Bytes before the first sample of a file of `wavOf`. */
export const WAV_HEADER_BYTES = 44;

/** A WAV file (RIFF, PCM, 16 bits, one channel) of these samples. */
export function wavOf(samples: Int16Array, rateHz: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(WAV_HEADER_BYTES + samples.length * 2);
  const view = new DataView(bytes.buffer);
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes[at + i] = word.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rateHz, true);
  view.setUint32(28, rateHz * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  if (KEEPS_LOW_BYTE_FIRST)
    bytes.set(
      new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength),
      WAV_HEADER_BYTES,
    );
  else
    for (let i = 0; i < samples.length; i++)
      view.setInt16(WAV_HEADER_BYTES + i * 2, samples[i] ?? 0, true);
  return bytes;
}

/** As WAV does; nearly every machine. */
const KEEPS_LOW_BYTE_FIRST = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
