import { formatBytes } from './quantity.ts';

/** The sentence that says how a file is read that is too large for extensions, and what is missing. */
export function largeFileNote(bytes: number): string {
  return `Read from disk, because VS Code hands files over 50 MB (this one has ${formatBytes(bytes)}) to no extension: the editor has no hovers and no folding here.`;
}

/** The sentence for a file that is shown already, while extensions still wait for its text. */
export function arrivingNote(bytes: number): string {
  return `VS Code has not handed over this file (${formatBytes(bytes)}) yet, which can take some seconds.`;
}
