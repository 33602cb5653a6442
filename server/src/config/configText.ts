import type { Position, Range } from 'vscode-languageserver';
import type { ConfigDocument, ConfigSpan } from '#core/config/config';
import { parseConfig } from '#core/config/parseConfig';
import { uriOfPath } from './paths.ts';

/** One file of a configuration as it is now: open in the editor, or on disk. */
export interface ConfigText {
  /** As `pathOfUri` gives it. */
  readonly path: string;
  readonly uri: string;
  /** Version of the open document; null for a file on disk. */
  readonly version: number | null;
  readonly text: string;
  /** Without line ends. */
  readonly lines: readonly string[];
  readonly document: ConfigDocument;
}

/** @param open address and version of the document that is open in the editor */
export function configText(
  path: string,
  text: string,
  open?: { readonly uri: string; readonly version: number },
): ConfigText {
  return {
    path,
    uri: open?.uri ?? uriOfPath(path),
    version: open?.version ?? null,
    text,
    // Cut where `parseConfig` and the editor cut.
    lines: text.split(/\r\n|\n|\r/),
    document: parseConfig(text),
  };
}

export function spanRange({ line, start, end }: ConfigSpan): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}

/** From the beginning of one line to the end of another. */
export function linesRange({ lines }: ConfigText, first: number, last: number): Range {
  return {
    start: { line: first, character: 0 },
    end: { line: last, character: lines[last]?.length ?? 0 },
  };
}

export function spanText({ lines }: ConfigText, { line, start, end }: ConfigSpan): string {
  return (lines[line] ?? '').slice(start, end);
}

/** The nearest place inside the text. */
export function positionInLines(lines: readonly string[], position: Position): Position {
  const line = Math.min(Math.max(0, Math.floor(position.line)), Math.max(0, lines.length - 1));
  const width = (lines[line] ?? '').length;
  if (position.line > line) return { line, character: width };
  const wanted = position.line < 0 ? 0 : Math.max(0, Math.floor(position.character));
  return { line, character: Math.min(wanted, width) };
}
