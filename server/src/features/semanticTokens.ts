import type { Range, SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver';
import { commandReference } from '#core/commands/command';
import { MARK, type MarkKind } from '#core/gcode/dialects/dialect';
import {
  BAD_COMMAND,
  GcodeLine,
  LINE_FLAG,
  lineCommandName,
  NO_COMMAND,
  textOf,
} from '#core/gcode/line';
import { Mark, readMark } from '#core/gcode/marks';
import { scanLine } from '#core/gcode/scan';
import { chunkOfLine } from '#core/gcode/text';
import type { Print } from '#core/print/compose';
import type { Reading } from '#core/print/reading';
import { isFreeText, parametersOfLine } from '../lineParts.ts';

const TYPES = [
  'function',
  'keyword',
  'parameter',
  'property',
  'number',
  'string',
  'comment',
  'namespace',
  'class',
  'decorator',
] as const;

type TokenType = (typeof TYPES)[number];

/** Standard types only, so that every theme has a colour for them. Layer marks are `namespace`, object
 * marks `class`, feature marks `decorator`; moves are `function`, all other commands `keyword`. */
export const SEMANTIC_TOKENS_LEGEND: SemanticTokensLegend = {
  tokenTypes: [...TYPES],
  tokenModifiers: ['declaration', 'documentation'],
};

const NO_MODIFIER = 0;
/** On marks that begin something. */
const DECLARATION = 1;
/** On marks that state a fact about what has begun. */
const DOCUMENTATION = 2;

const MOST_LINES = 10_000;

/** Longer lines stay as the grammar leaves them: the editor does not colour them either. */
const LONGEST_LINE_BYTES = 5_000;

const MARK_TOKENS: Readonly<Partial<Record<MarkKind, readonly [TokenType, number]>>> = {
  [MARK.layer]: ['namespace', DECLARATION],
  [MARK.profileLayer]: ['namespace', DECLARATION],
  [MARK.layerNumber]: ['namespace', DOCUMENTATION],
  [MARK.layerZ]: ['namespace', DOCUMENTATION],
  [MARK.feature]: ['decorator', DECLARATION],
  [MARK.objectStart]: ['class', DECLARATION],
  [MARK.objectEnd]: ['class', NO_MODIFIER],
  [MARK.mesh]: ['class', DECLARATION],
};

/** Tokens of the lines that a range touches, 10,000 lines at most. */
export function semanticTokens<Result>(reading: Reading<Result>, range: Range): SemanticTokens {
  const { text } = reading;
  const first = Math.max(0, Math.floor(range.start.line));
  const last = Math.min(Math.floor(range.end.line), text.lineCount - 1, first + MOST_LINES - 1);
  const pictures = picturesBetween(reading.print(), first, last);
  const line = new GcodeLine();
  const writer = tokenWriter();
  let lineNumber = first;
  let index = chunkOfLine(text, first);
  while (lineNumber <= last) {
    const chunk = text.chunks[index];
    if (!chunk) break;
    const chunkFirst = text.chunkLine[index] ?? 0;
    let at = chunk.lineStarts[lineNumber - chunkFirst] ?? chunk.bytes.length;
    while (at < chunk.bytes.length && lineNumber <= last) {
      const start = at;
      at = scanLine(chunk.bytes, start, line);
      if (line.end - start <= LONGEST_LINE_BYTES) {
        writer.beginLine(chunk.bytes, lineNumber, start);
        writeLine(line, writer, isInside(pictures, lineNumber));
      }
      lineNumber += 1;
    }
    index += 1;
  }
  return { data: writer.data };
}

type Block = Print['blocks'][number];

/** Inside a picture no comment is a mark. */
function picturesBetween(print: Print, first: number, last: number): readonly Block[] {
  return print.blocks.filter(
    ({ picture, firstLine, lastLine }) => picture && firstLine <= last && lastLine >= first,
  );
}

function isInside(pictures: readonly Block[], line: number): boolean {
  return pictures.some(({ firstLine, lastLine }) => firstLine < line && line < lastLine);
}

function writeLine(line: GcodeLine, writer: TokenWriter, inPicture: boolean): void {
  const { wordStart, wordEnd, commentStart, end } = line;
  if (line.command === BAD_COMMAND) {
    const isComment = (line.flags & (LINE_FLAG.parenthesisComment | LINE_FLAG.hashComment)) !== 0;
    if (isComment) writer.write(wordStart, commentStart, 'comment', NO_MODIFIER);
  } else if (line.command !== NO_COMMAND) {
    const isMotion = commandReference(lineCommandName(line))?.group === 'motion';
    writer.write(wordStart, wordEnd, isMotion ? 'function' : 'keyword', NO_MODIFIER);
    if (isFreeText(line)) writeFreeText(line, writer);
    else writeParameters(line, writer);
  }
  if (commentStart >= end) return;
  const [type, modifier] = commentToken(line, inPicture);
  writer.write(commentStart, end, type, modifier);
}

function writeFreeText(line: GcodeLine, writer: TokenWriter): void {
  const { bytes } = line;
  let start = line.wordEnd;
  let end = line.commentStart;
  while (start < end && (bytes[start] ?? 0) <= 32) start += 1;
  while (end > start && (bytes[end - 1] ?? 0) <= 32) end -= 1;
  writer.write(start, end, 'string', NO_MODIFIER);
}

function writeParameters(line: GcodeLine, writer: TokenWriter): void {
  for (const { start, nameEnd, valueStart, end, number } of parametersOfLine(line)) {
    const isWord = nameEnd - start > 1 || line.bytes[nameEnd] === 61;
    writer.write(start, nameEnd, isWord ? 'property' : 'parameter', NO_MODIFIER);
    writer.write(valueStart, end, number === undefined ? 'string' : 'number', NO_MODIFIER);
  }
}

const scratchMark = new Mark();

function commentToken(line: GcodeLine, inPicture: boolean): readonly [TokenType, number] {
  if (line.command !== NO_COMMAND || inPicture || !readMark(line, scratchMark))
    return ['comment', NO_MODIFIER];
  return MARK_TOKENS[scratchMark.kind] ?? ['comment', DOCUMENTATION];
}

interface TokenWriter {
  /** Five numbers a token, as the protocol packs them. */
  readonly data: number[];
  beginLine(bytes: Uint8Array, lineNumber: number, start: number): void;
  /** Tokens come in the order in which they stand on the line; empty ones are passed over. */
  write(start: number, end: number, type: TokenType, modifiers: number): void;
}

function tokenWriter(): TokenWriter {
  const data: number[] = [];
  let bytes: Uint8Array = new Uint8Array(0);
  let line = 0;
  let at = 0;
  let column = 0;
  let previousLine = 0;
  let previousColumn = 0;

  /** Columns are counted on from the token before, so that a line is decoded once. */
  function moveTo(target: number): void {
    column += textOf(bytes, at, target).length;
    at = target;
  }

  return {
    data,
    beginLine(lineBytes, lineNumber, start) {
      bytes = lineBytes;
      line = lineNumber;
      at = start;
      column = 0;
    },
    write(start, end, type, modifiers) {
      if (end <= start) return;
      moveTo(start);
      const from = column;
      moveTo(end);
      const deltaColumn = line === previousLine ? from - previousColumn : from;
      data.push(line - previousLine, deltaColumn, column - from, TYPES.indexOf(type), modifiers);
      previousLine = line;
      previousColumn = from;
    },
  };
}
