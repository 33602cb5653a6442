import type { Position } from 'vscode-languageserver';
import type { ConfigOption, ConfigSection } from '#core/config/config';
import { sectionAt } from './configPlace.ts';
import { type ConfigText, spanText } from './configText.ts';
import { referenceOfOption } from './referenceText.ts';

/** One line of a body of G-code. */
export interface BodyLine {
  readonly line: number;
  /** Column of the first character. */
  readonly start: number;
  /** As written, without comments. */
  readonly text: string;
  /** As long as `text`, with Jinja put out of sight: statements are blanks that begin with `BOUNDARY`,
   * expressions keep their braces around characters that no reader of G-code stumbles over. */
  readonly masked: string;
}

/** Stands where a Jinja statement began: a command may follow it. */
export const BOUNDARY = '\u2063';

/** A blank that does not end a word. */
const HARD_BLANK = '\u00a0';

export function isGcodeOption({ type }: ConfigSection, { name }: ConfigOption): boolean {
  return referenceOfOption(type, name)?.kind === 'gcode' || /(?:^|_)gcode$/.test(name);
}

/** The lines of an option whose value is G-code. */
export function bodyLines({ lines }: ConfigText, option: ConfigOption): BodyLine[] {
  const pieces = option.valueSpans.map((span) =>
    (lines[span.line] ?? '').slice(span.start, span.end),
  );
  const masked = maskTemplates(pieces.join('\n')).split('\n');
  return option.valueSpans.map(({ line, start }, index) => ({
    line,
    start,
    text: pieces[index] ?? '',
    masked: masked[index] ?? '',
  }));
}

/** A statement that nobody closed ends with its line, so that what is typed hides nothing below it. */
function maskTemplates(text: string): string {
  return text
    .replace(/\{%(?:(?!\{%|%\})[\s\S])*%\}|\{%.*/g, (statement) =>
      statement.replace(/[^\n]/g, ' ').replace(' ', BOUNDARY),
    )
    .replace(
      /\{[^{}\n]*\}?/g,
      (expression) =>
        `{${expression
          .slice(1)
          .replace(/[\s"';]/g, HARD_BLANK)
          .replaceAll('*', '×')}`,
    );
}

/** Words that stand where a command belongs: at the beginning of the line or behind a statement. */
export function commandWords({
  masked,
}: BodyLine): { readonly name: string; readonly start: number }[] {
  const words: { name: string; start: number }[] = [];
  for (const { 1: name, index, 0: whole } of masked.matchAll(/(?:^|\u2063)\s*([A-Za-z_][\w.]*)/g)) {
    if (name) words.push({ name: name.toUpperCase(), start: index + whole.length - name.length });
  }
  return words;
}

/** The line of a body that the cursor is on, also where nothing stands on it yet; undefined elsewhere. */
export function bodyLineAt(
  text: ConfigText,
  section: ConfigSection,
  { line, character }: Position,
): BodyLine | undefined {
  const option = section.options.findLast(({ nameSpan }) => nameSpan.line <= line);
  if (!option || !isGcodeOption(section, option)) return undefined;
  const found = bodyLines(text, option).find((body) => body.line === line);
  if (found && found.start <= character) return reachingTo(found, character);
  const whole = text.lines[line] ?? '';
  const isFirst = option.nameSpan.line === line;
  const isBlank = isFirst
    ? /^\s*[:=]\s*$/.test(whole.slice(option.nameSpan.end, character))
    : /^\s+$/.test(whole.slice(0, character));
  return isBlank ? { line, start: character, text: '', masked: '' } : undefined;
}

/** A value ends with its last letter; the cursor may stand behind blanks that follow. */
function reachingTo(body: BodyLine, character: number): BodyLine {
  const width = character - body.start;
  return { ...body, text: body.text.padEnd(width), masked: body.masked.padEnd(width) };
}

/** What stands between the cursor and the brace that is open there; undefined outside of braces. */
export function openTemplate(
  text: ConfigText,
  body: BodyLine,
  { line, character }: Position,
): string | undefined {
  const section = sectionAt(text.document, line);
  const option = section?.options.findLast(({ nameSpan }) => nameSpan.line <= line);
  const above = option?.valueSpans.filter((span) => span.line < line) ?? [];
  const before = [
    ...above.map((span) => spanText(text, span)),
    body.text.slice(0, Math.max(0, character - body.start)),
  ].join('\n');
  const closed = before.replace(/\{%(?:(?!\{%|%\})[\s\S])*%\}/g, '').replace(/\{[^{}\n]*\}/g, '');
  const statement = closed.lastIndexOf('{%');
  if (statement >= 0 && goesOn(closed.slice(statement))) return closed.slice(statement + 2);
  const brace = closed.lastIndexOf('{');
  return brace >= 0 && !closed.slice(brace).includes('\n') ? closed.slice(brace + 1) : undefined;
}

/** A statement that is being typed runs over several lines only inside of brackets. */
function goesOn(statement: string): boolean {
  return statement
    .split('\n')
    .slice(0, -1)
    .every((line) => /[,([{]\s*$/.test(line));
}
