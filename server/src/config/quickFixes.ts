import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver';
import { nearestName } from '#core/commands/nearestName';
import type { ConfigOption, ConfigProblem, ConfigSpan } from '#core/config/config';
import { ALL_SECTIONS, sectionReference } from '#core/config/sectionReference';
import type { ConfigContext } from './configContext.ts';
import { sectionAt } from './configPlace.ts';
import { type ConfigText, spanRange, spanText } from './configText.ts';
import { configDiagnostic } from './diagnostics.ts';
import { referenceOfOption } from './referenceText.ts';

interface Cure {
  readonly title: string;
  readonly edit: TextEdit;
}

/** What cures the problems of a range, where it is plain what was meant. */
export function configQuickFixes(
  { text }: ConfigContext,
  problems: readonly ConfigProblem[],
  range: Range,
): CodeAction[] {
  return problems
    .filter(({ line }) => range.start.line <= line && line <= range.end.line)
    .flatMap((problem) =>
      curesOf(text, problem).map(({ title, edit }, index, { length }) => ({
        title,
        kind: CodeActionKind.QuickFix,
        isPreferred: length === 1 && index === 0,
        diagnostics: [configDiagnostic(problem, text)],
        edit: { changes: { [text.uri]: [edit] } },
      })),
    );
}

function curesOf(text: ConfigText, problem: ConfigProblem): Cure[] {
  const find = CURES[problem.rule];
  return find ? find(text, problem) : [];
}

const CURES: Readonly<Record<string, (text: ConfigText, problem: ConfigProblem) => Cure[]>> = {
  'unknown-section': (text, problem) => {
    const section = sectionAt(text.document, problem.line);
    const types = ALL_SECTIONS.map(({ type }) => type).filter((type) => /^\w+$/.test(type));
    if (!section) return [];
    const { line, start } = section.header;
    return renamed(text, { line, start, end: start + section.type.length }, types);
  },
  'unknown-option': (text, problem) => {
    const section = sectionAt(text.document, problem.line);
    const option = optionAt(text, problem);
    const names = section && sectionReference(section.type)?.options.map(({ name }) => name);
    return option && names ? renamed(text, option.nameSpan, names) : [];
  },
  'unknown-choice': (text, problem) => {
    const section = sectionAt(text.document, problem.line);
    const option = optionAt(text, problem);
    const choices = section && option && referenceOfOption(section.type, option.name)?.choices;
    return choices ? renamed(text, problem, choices) : [];
  },
  'option-not-read': removed,
  'deprecated-option': removed,
  'duplicate-option': removed,
  'byte-order-mark': (_text, { line, start, end }) => [
    { title: 'Remove the byte order mark', edit: replaced({ line, start, end }, '') },
  ],
  'section-case': (text, problem) => {
    const lower = spanText(text, problem).toLowerCase();
    return [{ title: `Write ${lower}`, edit: replaced(problem, lower) }];
  },
  'section-spaces': (text, problem) => [
    { title: 'Remove the spaces', edit: replaced(problem, spanText(text, problem).trim()) },
  ],
  'section-not-closed': (text, problem) => [
    {
      title: 'Add the closing bracket',
      edit: replaced(problem, `${spanText(text, problem).replace(/\].*$/s, '')}]`),
    },
  ],
  'indented-header': unindented,
  'indented-option': unindented,
};

function renamed(text: ConfigText, span: ConfigSpan, names: readonly string[]): Cure[] {
  const written = spanText(text, span).toLowerCase();
  const known = names.filter((name) => name !== written && !name.includes('*'));
  const near = nearestName(written, known);
  return near === undefined ? [] : [{ title: `Change to ${near}`, edit: replaced(span, near) }];
}

/** Takes out the option with all lines of its value. */
function removed(text: ConfigText, problem: ConfigProblem): Cure[] {
  const option = optionAt(text, problem);
  if (!option || sectionAt(text.document, problem.line)?.autosaved) return [];
  const { lines } = text;
  const next = option.lastLine + 1;
  const end =
    next < lines.length
      ? { line: next, character: 0 }
      : { line: option.lastLine, character: lines[option.lastLine]?.length ?? 0 };
  const range = { start: { line: option.nameSpan.line, character: 0 }, end };
  return [{ title: `Remove ${option.name}`, edit: { range, newText: '' } }];
}

function unindented(_text: ConfigText, { line, start }: ConfigProblem): Cure[] {
  return [
    { title: 'Remove the spaces before it', edit: replaced({ line, start: 0, end: start }, '') },
  ];
}

function optionAt({ document }: ConfigText, { line }: ConfigProblem): ConfigOption | undefined {
  return sectionAt(document, line)?.options.find(
    ({ nameSpan, lastLine }) => nameSpan.line <= line && line <= lastLine,
  );
}

function replaced(span: ConfigSpan, newText: string): TextEdit {
  return { range: spanRange(span), newText };
}
