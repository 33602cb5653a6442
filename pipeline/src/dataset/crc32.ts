/** Remainders of every byte for the polynomial of PNG, gzip and zip (ISO 3309), lowest bit first. */
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb8_8320 : remainder >>> 1;
  return remainder;
});

/** CRC-32 as PNG, gzip and zip have it. Node's own came with 20.15 and 22.2, later than the oldest Node we run on. */
export function crc32(bytes: Uint8Array): number {
  const table = TABLE;
  let remainder = 0xffff_ffff;
  for (let i = 0; i < bytes.length; i++)
    remainder = (remainder >>> 8) ^ (table[(remainder ^ (bytes[i] ?? 0)) & 0xff] ?? 0);
  return (remainder ^ 0xffff_ffff) >>> 0;
}
