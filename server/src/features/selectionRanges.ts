import type { Position, Range, SelectionRange } from 'vscode-languageserver';
import { NO_COMMAND } from '#core/gcode/line';
import { endsWithLineEnd, type GcodeText } from '#core/gcode/text';
import { sectionOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { featureOfLine, layerOfLine } from '#core/print/stateReport';
import {
  parameterAt,
  parametersOfLine,
  positionInText,
  rangeOfBytes,
  type ScannedLine,
  scannedLine,
} from '../lineParts.ts';
import { byteOfColumn, lineRange, linesRange } from '../positions.ts';

/**
 * What "expand selection" takes step by step, for each position: letter or number, parameter, command with
 * its parameters, line, feature, layer, section, file. Steps that would add nothing are left out.
 */
export function selectionRanges<Result>(
  reading: Reading<Result>,
  positions: readonly Position[],
): SelectionRange[] {
  return positions.map((position) => selectionRange(reading, position));
}

function selectionRange<Result>(reading: Reading<Result>, position: Position): SelectionRange {
  const { text } = reading;
  const { line, character } = positionInText(text, position);
  const ranges = [fileRange(text)];
  if (line < text.lineCount) {
    ranges.push(...printRanges(reading, line), lineRange(text, line));
    const scanned = scannedLine(text, line);
    if (scanned) ranges.push(...rangesInLine(scanned, line, character));
  }
  const [widest, ...narrower] = ranges;
  let selection: SelectionRange = { range: widest ?? fileRange(text) };
  for (const range of narrower) {
    if (isWider(selection.range, range)) selection = { range, parent: selection };
  }
  return selection;
}

/** From the section inwards. */
function printRanges<Result>(reading: Reading<Result>, line: number): Range[] {
  const print = reading.print();
  const { text } = reading;
  const ranges: Range[] = [];
  const section = sectionOutlines(print).find(
    ({ firstLine, lastLine }) => firstLine <= line + 1 && line + 1 <= lastLine,
  );
  if (section) ranges.push(linesRange(text, section.firstLine - 1, section.lastLine - 1));
  const layer = print.layers[layerOfLine(print.layers, line)];
  if (!layer) return ranges;
  ranges.push(linesRange(text, layer.firstLine, layer.lastLine));
  const feature = featureOfLine(print, layer, line);
  if (feature) ranges.push(linesRange(text, feature.firstLine, feature.lastLine));
  return ranges;
}

/** From the command with its parameters inwards, or the comment. */
function rangesInLine(scanned: ScannedLine, lineNumber: number, character: number): Range[] {
  const { line } = scanned;
  const at = scanned.start + byteOfColumn(scanned, character);
  const range = (start: number, end: number) => rangeOfBytes(scanned, lineNumber, start, end);
  if (line.commentStart < line.end && at >= line.commentStart)
    return [range(line.commentStart, line.end)];
  if (line.command === NO_COMMAND) return [];
  let end = line.commentStart;
  while (end > line.wordEnd && (line.bytes[end - 1] ?? 0) <= 32) end -= 1;
  if (at < line.wordStart || at > end) return [];
  const content = range(line.wordStart, end);
  const parameter = parameterAt(parametersOfLine(line), at);
  if (!parameter)
    return at <= line.wordEnd ? [content, range(line.wordStart, line.wordEnd)] : [content];
  const part =
    at >= parameter.valueStart && parameter.valueStart < parameter.end
      ? range(parameter.valueStart, parameter.end)
      : range(parameter.start, parameter.nameEnd);
  return [content, range(parameter.start, parameter.end), part];
}

/** To the place behind a final line end, where the cursor can stand. */
function fileRange(text: GcodeText): Range {
  const start = { line: 0, character: 0 };
  if (text.lineCount === 0) return { start, end: start };
  if (endsWithLineEnd(text)) return { start, end: { line: text.lineCount, character: 0 } };
  return linesRange(text, 0, text.lineCount - 1);
}

function isWider(outer: Range, inner: Range): boolean {
  const startsBefore = compare(outer.start, inner.start);
  const endsBehind = compare(inner.end, outer.end);
  return startsBefore <= 0 && endsBehind <= 0 && (startsBefore < 0 || endsBehind < 0);
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.character - b.character;
}
