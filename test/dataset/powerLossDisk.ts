import { dirname } from 'node:path';
import type { Disk, DiskFile } from '../../pipeline/src/dataset/disk.ts';

/** What becomes of bytes that were written and not synced. */
export type Fate = 'absent' | 'prefix' | 'zeros' | 'kept';

/** Decides, when the power goes, about everything that was not synced. */
export interface Dice {
  /** Of a file with content that is not synced. */
  fate(): Fate;
  /** Whether a name that was made, replaced or removed and not synced is as it is now. */
  keepsName(): boolean;
}

/** One thing that goes wrong at a call. */
export type Fault = 'ENOSPC' | 'EIO' | 'short';

interface Inode {
  bytes: Uint8Array;
  /** What survives. */
  synced: Uint8Array;
}

type Entry = Inode | 'folder';

/** Thrown at the call at which the power goes; the program does not come any further. */
export class PowerLoss extends Error {}

/**
 * A disk in memory that keeps what was written apart from what was synced. Content survives a loss of power
 * once the file was synced, a name once its folder was; before that, dice decide.
 */
export class PowerLossDisk implements Disk {
  /** Calls until now. */
  calls = 0;
  /** The call, from 1, at which the power goes. */
  powerEndsAt: number | undefined;
  /** The call, from 1, at which something fails. */
  fault: { readonly at: number; readonly kind: Fault } | undefined;
  readonly #entries: Map<string, Entry>;
  readonly #syncedEntries: Map<string, Entry>;

  constructor(
    entries: Iterable<readonly [string, Entry]> = [['/', 'folder']],
    syncedEntries: Iterable<readonly [string, Entry]> = entries,
  ) {
    this.#entries = new Map(entries);
    this.#syncedEntries = new Map(syncedEntries);
  }

  async makeFolder(path: string): Promise<void> {
    this.#call();
    for (let at = path; at !== '/' && at !== '.'; at = dirname(at))
      if (!this.#entries.has(at)) this.#entries.set(at, 'folder');
  }

  async openFile(path: string, how: 'append' | 'replace'): Promise<DiskFile> {
    this.#call();
    this.#requireFolder(dirname(path));
    const known = this.#entries.get(path);
    if (known === 'folder') throw coded('EISDIR');
    const inode = known ?? { bytes: new Uint8Array(0), synced: new Uint8Array(0) };
    if (how === 'replace') inode.bytes = new Uint8Array(0);
    this.#entries.set(path, inode);
    return {
      write: async (bytes) => {
        const fault = this.#call();
        const taken = fault === 'short' ? bytes.subarray(0, bytes.length >> 1) : bytes;
        // A disk that becomes full takes what it still can.
        const kept = fault === 'ENOSPC' ? bytes.subarray(0, bytes.length >> 1) : taken;
        inode.bytes = Buffer.concat([inode.bytes, kept]);
        if (fault === 'ENOSPC' || fault === 'EIO') throw coded(fault);
        return taken.length;
      },
      sync: async () => {
        this.#failingCall();
        inode.synced = inode.bytes;
      },
      close: async () => {},
    };
  }

  async readFile(path: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(path);
    return entry === 'folder' ? undefined : entry?.bytes;
  }

  async isThere(path: string): Promise<boolean> {
    return this.#entries.has(path);
  }

  async list(path: string) {
    return [...this.#entries]
      .filter(([each]) => dirname(each) === path && each !== '/')
      .map(([each, entry]) => ({
        name: each.slice(path === '/' ? 1 : path.length + 1),
        isFolder: entry === 'folder',
      }));
  }

  async rename(from: string, to: string): Promise<void> {
    this.#failingCall();
    const entry = this.#entries.get(from);
    if (entry === undefined) throw coded('ENOENT');
    this.#entries.delete(from);
    this.#entries.set(to, entry);
  }

  async remove(path: string): Promise<void> {
    this.#failingCall();
    for (const each of [...this.#entries.keys()])
      if (each === path || each.startsWith(`${path}/`)) this.#entries.delete(each);
  }

  async truncate(path: string, length: number): Promise<void> {
    this.#failingCall();
    const inode = this.#inode(path);
    inode.bytes = inode.bytes.subarray(0, length);
    inode.synced = inode.bytes;
  }

  async syncFile(path: string): Promise<void> {
    this.#failingCall();
    const inode = this.#inode(path);
    inode.synced = inode.bytes;
  }

  async syncFolder(path: string): Promise<void> {
    this.#failingCall();
    this.#requireFolder(path);
    const inFolder = (each: string) => dirname(each) === path && each !== path;
    for (const each of [...this.#syncedEntries.keys()])
      if (inFolder(each) && !this.#entries.has(each)) this.#syncedEntries.delete(each);
    for (const [each, entry] of this.#entries)
      if (inFolder(each)) this.#syncedEntries.set(each, entry);
  }

  /** The disk as it is found after the power has gone. */
  afterPowerLoss(dice: Dice): PowerLossDisk {
    const kept = new Map<string, Entry>([['/', 'folder']]);
    const survivors = new Map<Inode, Inode>();
    const paths = [...new Set([...this.#syncedEntries.keys(), ...this.#entries.keys()])].sort();
    for (const path of paths) {
      const now = this.#entries.get(path);
      const synced = this.#syncedEntries.get(path);
      const entry = now === synced || dice.keepsName() ? now : synced;
      if (entry === undefined || kept.get(dirname(path)) !== 'folder') continue;
      kept.set(path, entry === 'folder' ? entry : survivor(entry, survivors, dice));
    }
    return new PowerLossDisk(kept);
  }

  /** The disk as another process finds it when this one was killed: nothing is lost, and nothing synced. */
  afterKill(): PowerLossDisk {
    return new PowerLossDisk(this.#entries, this.#syncedEntries);
  }

  /** Content of all files, by path. */
  files(): Record<string, string> {
    const files: Record<string, string> = {};
    for (const [path, entry] of [...this.#entries].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (entry !== 'folder') files[path] = Buffer.from(entry.bytes).toString('base64');
    return files;
  }

  #inode(path: string): Inode {
    const entry = this.#entries.get(path);
    if (entry === undefined || entry === 'folder') throw coded('ENOENT');
    return entry;
  }

  #requireFolder(path: string): void {
    if (path !== '/' && this.#entries.get(path) !== 'folder') throw coded('ENOENT');
  }

  #call(): Fault | undefined {
    this.calls += 1;
    if (this.powerEndsAt !== undefined && this.calls >= this.powerEndsAt) throw new PowerLoss();
    return this.fault?.at === this.calls ? this.fault.kind : undefined;
  }

  #failingCall(): void {
    const fault = this.#call();
    if (fault === 'ENOSPC' || fault === 'EIO') throw coded(fault);
  }
}

function survivor(inode: Inode, survivors: Map<Inode, Inode>, dice: Dice): Inode {
  const known = survivors.get(inode);
  if (known) return known;
  const bytes = inode.bytes === inode.synced ? inode.bytes : afterFate(inode, dice.fate());
  const made = { bytes, synced: bytes };
  survivors.set(inode, made);
  return made;
}

function afterFate({ bytes, synced }: Inode, fate: Fate): Uint8Array {
  if (fate === 'kept') return bytes;
  if (fate === 'absent') return synced;
  const begin = commonLength(bytes, synced);
  if (fate === 'prefix') return bytes.subarray(0, begin + ((bytes.length - begin) >> 1));
  return Buffer.concat([bytes.subarray(0, begin), new Uint8Array(bytes.length - begin)]);
}

function commonLength(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function coded(code: string): Error {
  return Object.assign(new Error(`${code}: made up by the test`), { code });
}
