import type { CancellationToken, Position, Range } from 'vscode-languageserver';
import { commandCode, GcodeLine, lineCommandName, textOf, WORD_COMMAND } from '#core/gcode/line';
import { scanLine } from '#core/gcode/scan';
import type { GcodeText } from '#core/gcode/text';
import { positionInText, rangeOfBytes, scannedLine } from '../lineParts.ts';
import { byteOfColumn, columnOfByte } from '../positions.ts';
import { isSliceOver, pause, startSlice } from '../schedule.ts';

/** More calls of one macro in one file than this are left out. */
const MOST_CALLS = 20_000;

/** The command whose word a place touches, in upper case; undefined elsewhere on a line. */
export function commandAt(
  text: GcodeText,
  position: Position,
): { readonly name: string; readonly range: Range } | undefined {
  const { line: lineNumber, character } = positionInText(text, position);
  const scanned = scannedLine(text, lineNumber);
  if (!scanned) return undefined;
  const { wordStart, wordEnd } = scanned.line;
  const at = scanned.start + byteOfColumn(scanned, character);
  const name = lineCommandName(scanned.line);
  if (name === '' || at < wordStart || at > wordEnd) return undefined;
  return { name, range: rangeOfBytes(scanned, lineNumber, wordStart, wordEnd) };
}

/**
 * Where a file calls a command, up to 20,000 times. Reads in slices, so that other requests are answered
 * meanwhile.
 *
 * @param name in upper case
 */
export async function callsOf(
  text: GcodeText,
  name: string,
  token: CancellationToken,
): Promise<Range[]> {
  const code = commandCode(name);
  const calls: Range[] = [];
  const line = new GcodeLine();
  let lineNumber = 0;
  let slice = startSlice();
  for (const { bytes } of text.chunks) {
    let at = 0;
    while (at < bytes.length) {
      const start = at;
      at = scanLine(bytes, start, line);
      if (line.command === code && isCall(line, name)) {
        calls.push({
          start: { line: lineNumber, character: columnOfByte(bytes, start, line.wordStart) },
          end: { line: lineNumber, character: columnOfByte(bytes, start, line.wordEnd) },
        });
        if (calls.length >= MOST_CALLS) return calls;
      }
      lineNumber += 1;
    }
    if (!isSliceOver(slice)) continue;
    await pause();
    if (token.isCancellationRequested) return calls;
    slice = startSlice();
  }
  return calls;
}

function isCall({ command, bytes, wordStart, wordEnd }: GcodeLine, name: string): boolean {
  if (command !== WORD_COMMAND) return true;
  return (
    wordEnd - wordStart === name.length && textOf(bytes, wordStart, wordEnd).toUpperCase() === name
  );
}
