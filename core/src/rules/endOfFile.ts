import type { PrintContext } from './rule.ts';

/** How many lines at either end of a file are looked at for what slicers write there. */
export const HEAD_LINES = 400;
export const TAIL_LINES = 1_200;

/** The first line behind the printed layers, which is where the end G-code stands; the last line with
 * something on it where there is none. */
export function endLine({ text, print, lineText }: PrintContext): number {
  if (print.layers.length > 0 && print.endLine < text.lineCount) return print.endLine;
  let line = text.lineCount - 1;
  for (let i = 0; i < 20 && line > 0 && lineText(line).trim() === ''; i++) line -= 1;
  return line;
}

/** The first line in the head or tail of the file that matches, or −1. */
export function findLine({ text, lineText }: PrintContext, pattern: RegExp): number {
  const { lineCount } = text;
  const headEnd = Math.min(HEAD_LINES, lineCount);
  for (let line = 0; line < headEnd; line++) if (pattern.test(lineText(line))) return line;
  const tail = Math.max(headEnd, lineCount - TAIL_LINES);
  for (let line = lineCount - 1; line >= tail; line--)
    if (pattern.test(lineText(line))) return line;
  return -1;
}

/** Whether the file prints anything at all. */
export function printsSomething({ print }: PrintContext): boolean {
  return print.layers.length > 0;
}
