import type { CompletionItem, CompletionList, Hover, Position, Range } from 'vscode-languageserver';
import { textFromBytes } from '#core/gcode/text';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import { completion } from '../features/completion.ts';
import { subjectHover } from '../features/hover.ts';
import { macroOf } from '../features/macroReference.ts';
import { escapeMarkdown } from '../markdown.ts';
import type { ConfigContext } from './configContext.ts';
import type { OptionPlace } from './configPlace.ts';
import { BOUNDARY, type BodyLine, bodyLines } from './gcodeBody.ts';

// The G-code in a macro's body is answered for as G-code is anywhere: its line is read as if it were a
// file of its own for this printer, with Jinja put out of sight.

export function bodyHover(context: ConfigContext, place: OptionPlace, at: Position): Hover | null {
  const body = bodyLines(context.text, place.option).find(({ line }) => line === at.line);
  if (!body) return null;
  const parameter = parameterHover(context, place, body, at);
  if (parameter) return parameter;
  if (isInTemplate(body, at.character)) return null;
  const found = subjectHover(readingOf(context, body, at.character), atFirstLine(at));
  return found?.range ? { ...found, range: onLine(found.range, at.line) } : found;
}

/** `params.BED_TEMP`: what the macro takes. */
function parameterHover(
  { profile }: ConfigContext,
  { section }: OptionPlace,
  body: BodyLine,
  { line, character }: Position,
): Hover | undefined {
  for (const { 0: whole, 1: name = '', index } of body.text.matchAll(/\bparams\.([A-Za-z_]\w*)/g)) {
    const start = body.start + index;
    const end = start + whole.length;
    if (character < start || character > end) continue;
    const macro =
      section.type === 'gcode_macro' ? macroOf(profile.macros, section.name) : undefined;
    const known = macro?.parameters.find((parameter) => parameter.name === name.toUpperCase());
    const value = [
      `**${escapeMarkdown(name.toUpperCase())}** — parameter of the macro.`,
      known?.default === undefined ? '' : `Where it is not given: ${escapeMarkdown(known.default)}`,
    ];
    return {
      contents: { kind: 'markdown', value: value.filter(Boolean).join('\n\n') },
      range: { start: { line, character: start }, end: { line, character: end } },
    };
  }
  return undefined;
}

/** Commands, macros and their parameters at a place of a body. */
export function bodyCompletion(
  context: ConfigContext,
  body: BodyLine,
  at: Position,
): CompletionItem[] {
  const list = completion(readingOf(context, body, at.character), atFirstLine(at));
  return moved(list, at.line);
}

function moved({ items }: CompletionList, line: number): CompletionItem[] {
  return items.map((item) => {
    const { textEdit } = item;
    if (!textEdit || !('range' in textEdit)) return item;
    return { ...item, textEdit: { ...textEdit, range: onLine(textEdit.range, line) } };
  });
}

/** One line as a file of its own, its columns kept. Behind a statement a new command begins, unless one has
 * begun before it, as in `G1 X1 {% if wide %}Y9{% endif %}`. */
function readingOf(
  context: ConfigContext,
  body: BodyLine,
  character: number,
): Reading<ChunkFindings> {
  const { masked, start } = body;
  const before = masked.slice(0, Math.max(0, character - start));
  const boundary = before.lastIndexOf(BOUNDARY);
  const isBegun = before.slice(0, Math.max(0, boundary)).replaceAll(BOUNDARY, ' ').trim() !== '';
  const from = boundary >= 0 && !isBegun ? boundary : 0;
  const line = ' '.repeat(start + from) + masked.slice(from).replaceAll(BOUNDARY, ' ');
  const reading = checkedReading(textFromBytes(Buffer.from(line, 'utf8')), {
    flavor: 'klipper',
    profile: context.profile,
  });
  reading.finish();
  return reading;
}

/** Between the braces of an expression or a statement. */
function isInTemplate({ text, start }: BodyLine, character: number): boolean {
  const at = character - start;
  for (const { 0: whole, index } of text.matchAll(/\{%.*?%\}|\{[^{}]*\}/g))
    if (index < at && at < index + whole.length) return true;
  return false;
}

function atFirstLine({ character }: Position): Position {
  return { line: 0, character };
}

function onLine({ start, end }: Range, line: number): Range {
  return {
    start: { line, character: start.character },
    end: { line, character: end.character },
  };
}
