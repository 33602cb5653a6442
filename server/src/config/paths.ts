import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

// Configuration files are named by their path with `/` between its parts, on Windows too, and without `.`
// and `..`, so that one file has one name. A document that lies in no file system keeps its address.

/** `/home/pi/printer_data/config/printer.cfg`; the address itself for one that is no file's. */
export function pathOfUri(uri: string): string {
  if (!uri.startsWith('file:')) return uri;
  try {
    return normalPath(fileURLToPath(uri));
  } catch {
    // `file://server/share` outside of Windows, or an address that is not encoded as it should be.
    return uri;
  }
}

export function uriOfPath(file: string): string {
  return isInFileSystem(file) ? pathToFileURL(file).href : file;
}

export function isInFileSystem(file: string): boolean {
  return path.isAbsolute(file);
}

export function normalPath(file: string): string {
  const slashes = path.sep === '\\' ? file.replaceAll('\\', '/') : file;
  // A drive may come in either case.
  return path.posix.normalize(slashes).replace(/^[a-z]:/, (drive) => drive.toUpperCase());
}

/** Folder of a path, without `/` at its end. */
export function folderOf(file: string): string {
  return path.posix.dirname(file);
}

/** Whether a file lies in a folder or below it. */
export function isBelow(folder: string, file: string): boolean {
  return file.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

export function fileName(file: string): string {
  return path.posix.basename(file);
}
