const HIGH_BITS = 0x80808080;
const LOW_BITS = 0x01010101;

/**
 * Whether any byte is 0 or above 127, which no sliced file in English needs. Looks at four bytes at a time,
 * because every byte of the file passes here.
 */
export function hasNulOrHighByte(bytes: Uint8Array): boolean {
  const { length, byteOffset } = bytes;
  const first = Math.min(length, (4 - (byteOffset & 3)) & 3);
  const count = (length - first) >> 2;
  for (let at = 0; at < first; at++) if (isNulOrHigh(bytes[at] ?? 1)) return true;
  for (let at = first + count * 4; at < length; at++) if (isNulOrHigh(bytes[at] ?? 1)) return true;
  // An offset that is no multiple of four is refused even for no words at all.
  if (count === 0) return false;
  const words = new Int32Array(bytes.buffer, byteOffset + first, count);
  let found = 0;
  for (let i = 0; i < count; i++) {
    const word = words[i] ?? 0;
    // A byte that is 0 borrows from its high bit when 1 is taken away.
    found |= word | (((word - LOW_BITS) | 0) & ~word);
  }
  return (found & HIGH_BITS) !== 0;
}

function isNulOrHigh(byte: number): boolean {
  return byte === 0 || byte > 127;
}
