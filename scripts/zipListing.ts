/** One file of a zip archive: its path and its size before compression. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: number;
}

/** Lists what a zip archive holds, from the central directory at its end; throws on other bytes. */
export function listZip(archive: Buffer): ZipEntry[] {
  // Offsets are those of PKWARE's APPNOTE 4.3.12 (file header) and 4.3.16 (end record).
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('This is not a zip archive: it has no central directory.');
  const count = archive.readUInt16LE(end + 10);
  let at = archive.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = archive.readUInt16LE(at + 28);
    const entry = {
      path: archive.toString('utf8', at + 46, at + 46 + nameLength),
      bytes: archive.readUInt32LE(at + 24),
    };
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    return entry;
  });
}
