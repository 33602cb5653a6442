import { EXIT, Failure } from '../exit.ts';
import { codeOf, type Disk, type DiskFile } from './disk.ts';

const PASSING: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full; make room and call it again',
  EDQUOT: 'your share of the disk is full; make room and call it again',
  EIO: 'the disk fails; see to it and call it again',
  EMFILE: 'too many files are open; call it again',
  ENFILE: 'too many files are open; call it again',
  EBUSY: 'another program uses a file of it; call it again when it is free',
};
const LASTING: Readonly<Record<string, string>> = {
  EACCES: 'you may not read or write there; give yourself permission or name another folder',
  EPERM: 'you may not read or write there; give yourself permission or name another folder',
  EROFS: 'the disk may only be read; name a folder elsewhere',
  ENOTDIR: 'a part of its path is a file; check the path',
  EEXIST: 'there is a file of that name; name another folder',
  EISDIR: 'a folder stands where a file should be; check what is in it',
  ENAMETOOLONG: 'its path is too long; name another folder',
};

/** A disk whose errors say in one sentence, as a `Failure`, what it has against a dataset's folder. */
export function explainedDisk(disk: Disk, folder: string): Disk {
  const explain = <Value>(promise: Promise<Value>) => inWords(promise, folder);
  return {
    makeFolder: (path) => explain(disk.makeFolder(path)),
    openFile: async (path, how) => explainedFile(await explain(disk.openFile(path, how)), folder),
    readFile: (path) => explain(disk.readFile(path)),
    isThere: (path) => explain(disk.isThere(path)),
    list: (path) => explain(disk.list(path)),
    rename: (from, to) => explain(disk.rename(from, to)),
    remove: (path) => explain(disk.remove(path)),
    truncate: (path, length) => explain(disk.truncate(path, length)),
    syncFile: (path) => explain(disk.syncFile(path)),
    syncFolder: (path) => explain(disk.syncFolder(path)),
  };
}

function explainedFile(file: DiskFile, folder: string): DiskFile {
  return {
    write: (bytes) => inWords(file.write(bytes), folder),
    sync: () => inWords(file.sync(), folder),
    close: () => inWords(file.close(), folder),
  };
}

async function inWords<Value>(promise: Promise<Value>, folder: string): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    const code = codeOf(error);
    const passing = Object.hasOwn(PASSING, code) ? PASSING[code] : undefined;
    const lasting = Object.hasOwn(LASTING, code) ? LASTING[code] : undefined;
    if (passing) throw new Failure(`${folder}: ${passing}; what was done is kept.`, EXIT.tryAgain);
    if (lasting) throw new Failure(`${folder} cannot be used: ${lasting}.`);
    throw error;
  }
}
