import { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import { Failure } from '../exit.ts';
import { crc32 } from './crc32.ts';
import { type Disk, type DiskFile, writeAll } from './disk.ts';

/**
 * An append-only file of records, one JSON object a line:
 *
 *     {"crc":"0f3a5c77","sequence":12,"batch":10,"record":{…}}
 *
 * `crc` is the CRC-32 of what follows it in the line. Lines count from 0 without a gap. Records that were
 * appended at once are one batch, which `batch` names by its first line; a batch is acknowledged when all of
 * it is on the disk, and only then does the next one begin. So whatever stands before the last batch was
 * acknowledged, and damage there is damage; damage in the last batch is a write that was cut short.
 */
export interface JournalContent {
  readonly records: readonly unknown[];
  /** Bytes from the beginning that are whole. */
  readonly wholeBytes: number;
  /** Bytes behind them: a batch that was cut short. */
  readonly tornBytes: number;
}

/** Says in which line, from 1, something is wrong though acknowledged lines follow. */
export class DamagedJournal extends Failure {
  readonly line: number;

  constructor(path: string, line: number) {
    super(
      `${path} is damaged in line ${line}, and whole lines follow; bring it back from a copy, or move it away so that every stage is done anew.`,
    );
    this.line = line;
  }
}

/** Reads without repairing, as one may who does not hold the lock. Throws `DamagedJournal`. */
export async function readJournal(disk: Disk, path: string): Promise<JournalContent> {
  return parseJournal((await disk.readFile(path)) ?? new Uint8Array(0), path);
}

const NEWLINE = 0x0a;

function parseJournal(bytes: Uint8Array, path: string): JournalContent {
  const records: unknown[] = [];
  let offset = 0;
  for (const { line, end } of linesOf(bytes, 0)) {
    const entry = parseLine(line);
    if (entry?.sequence !== records.length) break;
    records.push(entry.record);
    offset = end;
  }
  const damaged = records.length;
  for (const { line } of linesOf(bytes, offset)) {
    const entry = parseLine(line);
    // A later batch tells that the damaged line was acknowledged once, an earlier line that the order is lost.
    if (entry && (entry.batch > damaged || entry.sequence < damaged))
      throw new DamagedJournal(path, damaged + 1);
  }
  return { records, wholeBytes: offset, tornBytes: bytes.length - offset };
}

/** Lines that have an end; `end` is one past it. */
function* linesOf(
  bytes: Uint8Array,
  from: number,
): Generator<{ readonly line: Uint8Array; readonly end: number }> {
  let start = from;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, start);
    if (newline < 0) return;
    yield { line: bytes.subarray(start, newline), end: newline + 1 };
    start = newline + 1;
  }
}

const HEAD = /^\{"crc":"([0-9a-f]{8})",$/;
const HEAD_LENGTH = '{"crc":"00000000",'.length;

interface Entry {
  readonly sequence: number;
  readonly batch: number;
  readonly record: unknown;
}

function parseLine(line: Uint8Array): Entry | undefined {
  const head = HEAD.exec(Buffer.from(line.subarray(0, HEAD_LENGTH)).toString('latin1'));
  const checked = line.subarray(HEAD_LENGTH);
  if (head === null || Number.parseInt(head[1] ?? '', 16) !== crc32(checked)) return undefined;
  const entry: Partial<Entry> = JSON.parse(`{${Buffer.from(checked).toString('utf8')}`);
  const { sequence, batch, record } = entry;
  if (sequence === undefined || batch === undefined) return undefined;
  return { sequence, batch, record };
}

function batchText(records: readonly unknown[], batch: number): Buffer {
  const lines = records.map((record, index) => {
    const checked = `"sequence":${batch + index},"batch":${batch},"record":${JSON.stringify(record)}}`;
    const crc = crc32(Buffer.from(checked, 'utf8')).toString(16).padStart(8, '0');
    return `{"crc":"${crc}",${checked}\n`;
  });
  return Buffer.from(lines.join(''), 'utf8');
}

interface Waiting {
  readonly records: readonly unknown[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** The journal as its only writer holds it. */
export class Journal {
  readonly #disk: Disk;
  readonly #path: string;
  #file: DiskFile | undefined;
  #next: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(disk: Disk, path: string, nextSequence: number) {
    this.#disk = disk;
    this.#path = path;
    this.#next = nextSequence;
  }

  /**
   * Appends records, which are on the disk when the promise is fulfilled. What is appended while the disk is
   * busy goes into one batch. After a write or a sync has failed, nobody knows what is on the disk: every
   * further append fails as well, and the next one who opens the journal repairs it.
   */
  append(records: readonly unknown[]): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    if (records.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ records, resolve, reject });
      this.#writing ??= this.#writeBatches();
    });
  }

  /** What is on the disk behind the acknowledged records is not known. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writing;
    await this.#file?.close();
    this.#file = undefined;
  }

  async #writeBatches(): Promise<void> {
    while (this.#waiting.length > 0) {
      const waiting = this.#waiting;
      this.#waiting = [];
      try {
        if (this.#failure !== undefined) throw this.#failure;
        await this.#writeBatch(waiting.flatMap((each) => each.records));
        for (const { resolve } of waiting) resolve();
      } catch (error) {
        this.#failure ??= error;
        for (const { reject } of waiting) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #writeBatch(records: readonly unknown[]): Promise<void> {
    const isFirst = this.#file === undefined;
    this.#file ??= await this.#disk.openFile(this.#path, 'append');
    await writeAll(this.#file, batchText(records, this.#next));
    await this.#file.sync();
    // The file may be new, and then its name has to survive as well.
    if (isFirst) await this.#disk.syncFolder(dirname(this.#path));
    this.#next += records.length;
  }
}

/** What is cut off a journal is kept beside it. */
export const TORN = '.torn';

/**
 * Opens a journal to append to it, with what it holds. A batch that was cut short is taken off and its bytes
 * are kept in a file beside it. Only for who holds the lock. Throws `DamagedJournal`.
 */
export async function openJournal(
  disk: Disk,
  path: string,
): Promise<{ readonly journal: Journal; readonly content: JournalContent }> {
  const content = await readJournal(disk, path);
  if (content.tornBytes > 0) await repair(disk, path, content.wholeBytes);
  if (content.wholeBytes > 0) {
    // The writer before may have been killed between a write and its sync: what was read counts from now on.
    await disk.syncFile(path);
    await disk.syncFolder(dirname(path));
  }
  return { journal: new Journal(disk, path, content.records.length), content };
}

async function repair(disk: Disk, path: string, wholeBytes: number): Promise<void> {
  const bytes = (await disk.readFile(path)) ?? new Uint8Array(0);
  const torn = await disk.openFile(`${path}${TORN}`, 'append');
  try {
    await writeAll(torn, bytes.subarray(wholeBytes));
    await torn.sync();
  } finally {
    await torn.close();
  }
  await disk.syncFolder(dirname(path));
  await disk.truncate(path, wholeBytes);
}
