/** How many bytes a chunk holds at most when a text is cut; a longer line makes a longer chunk. */
export const CHUNK_BYTES = 256 * 1024;

/** Whole lines of a text: the unit that is read, kept and read again after an edit. */
export class TextChunk {
  readonly bytes: Uint8Array;
  private index: LineIndex | undefined;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** Offset of the first byte of each line. Found on first use, unless a reader has left it here. */
  get lineStarts(): Uint32Array {
    this.index ??= indexLines(this.bytes);
    return this.index.lineStarts;
  }

  /** Line ends that occur: bit 0 `\n`, bit 1 `\r\n`, bit 2 `\r` alone. */
  get lineEnds(): number {
    this.index ??= indexLines(this.bytes);
    return this.index.lineEnds;
  }

  /** Takes over line starts that a reader came across anyway, where all lines end with `\n`. */
  adoptLineStarts(scratch: Uint32Array, count: number): void {
    // A last line without a line end is no line end of any kind.
    const hasEnd = count > 1 || this.bytes[this.bytes.length - 1] === 10;
    this.index ??= { lineStarts: scratch.slice(0, count), lineEnds: hasEnd ? 1 : 0 };
  }
}

/**
 * A text as a list of chunks, never changed in place. Lines end with `\n`, `\r\n` or `\r`, as in the
 * editor; the line end belongs to its line. Lines and bytes are counted from 0.
 */
export class GcodeText {
  readonly chunks: readonly TextChunk[];
  /** Byte offset at which each chunk begins, with the total as last entry. */
  readonly chunkByte: Float64Array;
  private lines: Float64Array | undefined;

  constructor(chunks: readonly TextChunk[]) {
    this.chunks = chunks;
    this.chunkByte = new Float64Array(chunks.length + 1);
    chunks.forEach((chunk, i) => {
      this.chunkByte[i + 1] = (this.chunkByte[i] ?? 0) + chunk.bytes.length;
    });
  }

  /** Line number at which each chunk begins, with the total as last entry. Looks at the whole text when
   * it is first asked for and the text has not been read. */
  get chunkLine(): Float64Array {
    if (!this.lines) {
      this.lines = new Float64Array(this.chunks.length + 1);
      for (let i = 0; i < this.chunks.length; i++) {
        this.lines[i + 1] = (this.lines[i] ?? 0) + (this.chunks[i]?.lineStarts.length ?? 0);
      }
    }
    return this.lines;
  }

  get lineCount(): number {
    return this.chunkLine[this.chunks.length] ?? 0;
  }

  get byteCount(): number {
    return this.chunkByte[this.chunks.length] ?? 0;
  }
}

export interface TextEdit {
  readonly startByte: number;
  readonly endByte: number;
  readonly inserted: Uint8Array;
}

/** What an edit did to the list of chunks: `removed` chunks at `at` gave way to `inserted` ones. */
export interface TextChange {
  readonly text: GcodeText;
  readonly at: number;
  readonly removed: number;
  readonly inserted: number;
}

/** The text over the bytes of a file. The bytes are not copied and must not change afterwards. */
export function textFromBytes(bytes: Uint8Array, chunkBytes: number = CHUNK_BYTES): GcodeText {
  return new GcodeText(cutIntoChunks(bytes, chunkBytes));
}

/** A text that grows by one buffer after another, so that a file can be read piece by piece.
 * `append` takes ownership of the bytes; `finish` gives the text. */
export function textBuilder(): { append(bytes: Uint8Array): void; finish(): GcodeText } {
  const chunks: TextChunk[] = [];
  let rest: Uint8Array = new Uint8Array(0);
  return {
    append(bytes) {
      const joined = rest.length === 0 ? bytes : join([rest, bytes]);
      const cut = lastLineEnd(joined);
      chunks.push(...cutIntoChunks(joined.subarray(0, cut), CHUNK_BYTES));
      rest = joined.slice(cut);
    },
    finish() {
      chunks.push(...cutIntoChunks(rest, CHUNK_BYTES));
      return new GcodeText(chunks);
    },
  };
}

/** Offset behind the last line end that more bytes cannot change (a final `\r` may become `\r\n`). */
function lastLineEnd(bytes: Uint8Array): number {
  for (let at = bytes.length - 1; at >= 0; at--) {
    if (bytes[at] === 10) return at + 1;
    if (bytes[at] === 13 && at + 1 < bytes.length) return at + 1;
  }
  return 0;
}

/** Replaces a range of bytes. Only the chunks that it touches are made anew. */
export function editText(text: GcodeText, edit: TextEdit): TextChange {
  const startByte = Math.min(Math.max(edit.startByte, 0), text.byteCount);
  const endByte = Math.min(Math.max(edit.endByte, startByte), text.byteCount);
  let first = chunkOfByte(text, startByte);
  let last = Math.max(first, chunkOfByte(text, endByte));
  const head = text.chunks[first]?.bytes.subarray(0, startByte - (text.chunkByte[first] ?? 0));
  const tail = text.chunks[last]?.bytes.subarray(endByte - (text.chunkByte[last] ?? 0));
  let piece = join([head ?? new Uint8Array(0), edit.inserted, tail ?? new Uint8Array(0)]);

  // A line must not be torn between two chunks, and neither must a `\r\n`. Cut-off lines at either end
  // therefore pull in the neighbouring chunk.
  const before = first > 0 ? text.chunks[first - 1] : undefined;
  if (before && endsInCarriageReturn(before.bytes) && (piece.length === 0 || piece[0] === 10)) {
    piece = join([before.bytes, piece]);
    first -= 1;
  }
  while (last + 1 < text.chunks.length) {
    const next = text.chunks[last + 1];
    if (!next) break;
    const open = piece.length > 0 && !endsInLineEnd(piece);
    const torn = endsInCarriageReturn(piece) && next.bytes[0] === 10;
    if (!open && !torn) break;
    piece = join([piece, next.bytes]);
    last += 1;
  }
  const inserted = cutIntoChunks(piece, CHUNK_BYTES);
  const removed = text.chunks.length === 0 ? 0 : last - first + 1;
  const chunks = [
    ...text.chunks.slice(0, first),
    ...inserted,
    ...text.chunks.slice(first + removed),
  ];
  return { text: new GcodeText(chunks), at: first, removed, inserted: inserted.length };
}

/** The chunk that holds a line; the last one for lines behind the end. */
export function chunkOfLine(text: GcodeText, line: number): number {
  return lastAtOrBelow(text.chunkLine, text.chunks.length, line);
}

export function chunkOfByte(text: GcodeText, byte: number): number {
  return lastAtOrBelow(text.chunkByte, text.chunks.length, byte);
}

/** Offset of a line's first byte, the text's length for lines behind the end. */
export function byteOfLine(text: GcodeText, line: number): number {
  if (line >= text.lineCount) return text.byteCount;
  const index = chunkOfLine(text, line);
  const starts = text.chunks[index]?.lineStarts;
  const local = Math.max(0, line - (text.chunkLine[index] ?? 0));
  return (text.chunkByte[index] ?? 0) + (starts?.[local] ?? 0);
}

/** The line that holds a byte. */
export function lineOfByte(text: GcodeText, byte: number): number {
  if (text.chunks.length === 0) return 0;
  const index = chunkOfByte(text, byte);
  const chunk = text.chunks[index];
  if (!chunk) return 0;
  const local = byte - (text.chunkByte[index] ?? 0);
  return (
    (text.chunkLine[index] ?? 0) + lastAtOrBelow(chunk.lineStarts, chunk.lineStarts.length, local)
  );
}

/** Where a line stands inside its chunk, without its line end; undefined for lines behind the end. */
export function locateLine(
  text: GcodeText,
  line: number,
): { readonly bytes: Uint8Array; readonly start: number; readonly end: number } | undefined {
  if (line < 0 || line >= text.lineCount) return undefined;
  const index = chunkOfLine(text, line);
  const chunk = text.chunks[index];
  if (!chunk) return undefined;
  const local = line - (text.chunkLine[index] ?? 0);
  return {
    bytes: chunk.bytes,
    start: chunk.lineStarts[local] ?? 0,
    end: lineContentEnd(chunk, local),
  };
}

/** One past the last byte of a chunk's line, without the line end. */
export function lineContentEnd(chunk: TextChunk, local: number): number {
  const { bytes, lineStarts } = chunk;
  const start = lineStarts[local] ?? 0;
  let end = local + 1 < lineStarts.length ? (lineStarts[local + 1] ?? 0) : bytes.length;
  if (end > start && bytes[end - 1] === 10) end -= 1;
  if (end > start && bytes[end - 1] === 13) end -= 1;
  return end;
}

/** The bytes of a range as one array; copied only where the range spans chunks. */
export function bytesOfRange(text: GcodeText, startByte: number, endByte: number): Uint8Array {
  if (startByte >= endByte) return new Uint8Array(0);
  const first = chunkOfByte(text, startByte);
  const last = chunkOfByte(text, endByte - 1);
  const parts: Uint8Array[] = [];
  for (let i = first; i <= last; i++) {
    const base = text.chunkByte[i] ?? 0;
    const bytes = text.chunks[i]?.bytes;
    if (!bytes) continue;
    parts.push(
      bytes.subarray(Math.max(0, startByte - base), Math.min(bytes.length, endByte - base)),
    );
  }
  return parts.length === 1 && parts[0] ? parts[0] : join(parts);
}

/** True where the last line has a line end (or there is no line). */
export function endsWithLineEnd(text: GcodeText): boolean {
  const last = text.chunks[text.chunks.length - 1];
  return !last || endsInLineEnd(last.bytes);
}

function cutIntoChunks(bytes: Uint8Array, chunkBytes: number): TextChunk[] {
  const chunks: TextChunk[] = [];
  let start = 0;
  while (start < bytes.length) {
    const end = chunkEnd(bytes, start, chunkBytes);
    chunks.push(new TextChunk(bytes.subarray(start, end)));
    start = end;
  }
  return chunks;
}

/** The last line end within `chunkBytes` of `start`, or the first one behind that. */
function chunkEnd(bytes: Uint8Array, start: number, chunkBytes: number): number {
  const limit = start + chunkBytes;
  if (limit >= bytes.length) return bytes.length;
  for (let at = limit - 1; at >= start; at--) if (isLineEnd(bytes, at)) return at + 1;
  for (let at = limit; at < bytes.length; at++) if (isLineEnd(bytes, at)) return at + 1;
  return bytes.length;
}

function isLineEnd(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === 10 || (bytes[at] === 13 && bytes[at + 1] !== 10);
}

interface LineIndex {
  readonly lineStarts: Uint32Array;
  readonly lineEnds: number;
}

/** Scratch space that every call shares: the index is copied out when it is complete. */
let scratch = new Uint32Array(CHUNK_BYTES);

function indexLines(bytes: Uint8Array): LineIndex {
  if (scratch.length <= bytes.length) scratch = new Uint32Array(bytes.length + 1);
  return bytes.indexOf(13) < 0 ? indexLineFeeds(bytes) : indexMixedLineEnds(bytes);
}

/** The usual case, left to the engine's own search, which is several times faster than a loop. */
function indexLineFeeds(bytes: Uint8Array): LineIndex {
  let count = 0;
  let start = 0;
  while (start < bytes.length) {
    scratch[count++] = start;
    const at = bytes.indexOf(10, start);
    if (at < 0) break;
    start = at + 1;
  }
  return { lineStarts: scratch.slice(0, count), lineEnds: 1 };
}

function indexMixedLineEnds(bytes: Uint8Array): LineIndex {
  let count = 1;
  let lineEnds = 0;
  scratch[0] = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === 10) lineEnds |= at > 0 && bytes[at - 1] === 13 ? 2 : 1;
    else if (byte !== 13 || bytes[at + 1] === 10) continue;
    else lineEnds |= 4;
    scratch[count++] = at + 1;
  }
  if (scratch[count - 1] === bytes.length) count -= 1;
  return { lineStarts: scratch.slice(0, count), lineEnds };
}

function endsInLineEnd(bytes: Uint8Array): boolean {
  const last = bytes[bytes.length - 1];
  return bytes.length > 0 && (last === 10 || last === 13);
}

function endsInCarriageReturn(bytes: Uint8Array): boolean {
  return bytes.length > 0 && bytes[bytes.length - 1] === 13;
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Index of the last of the first `count` ascending numbers that is not above `value`; 0 where none is. */
export function lastAtOrBelow(
  numbers: Float64Array | Uint32Array,
  count: number,
  value: number,
): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((numbers[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
