const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const PADDING = 61;

/** Value of each byte as a base64 digit, 255 where it is none. */
const DIGITS = new Uint8Array(256).fill(255);
for (let value = 0; value < ALPHABET.length; value++) DIGITS[ALPHABET.charCodeAt(value)] = value;

/** What the base64 text inside some bytes amounts to. */
export interface Base64Size {
  /** Digits and padding. */
  readonly characters: number;
  /** Bytes that they stand for. */
  readonly bytes: number;
}

/** Measures base64 text. Blanks, line ends and the `;` of comment lines are passed over. */
export function base64Size(bytes: Uint8Array): Base64Size {
  let characters = 0;
  let digits = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte <= 32 || byte === 59) continue;
    characters += 1;
    if (byte !== PADDING) digits += 1;
  }
  return { characters, bytes: Math.floor((digits * 3) / 4) };
}

/** Decodes base64 text; undefined where something is neither a digit, padding, blank nor `;`. */
export function decodeBase64(bytes: Uint8Array): Uint8Array | undefined {
  const decoded = new Uint8Array(base64Size(bytes).bytes);
  let length = 0;
  let bits = 0;
  let collected = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte <= 32 || byte === 59 || byte === PADDING) continue;
    const digit = DIGITS[byte] ?? 255;
    if (digit === 255) return undefined;
    collected = ((collected << 6) | digit) & 0xffffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    decoded[length++] = (collected >>> bits) & 0xff;
  }
  return decoded.subarray(0, length);
}
