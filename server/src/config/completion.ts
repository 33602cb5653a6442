import {
  type CompletionItem,
  CompletionItemKind,
  CompletionItemTag,
  type CompletionList,
  InsertTextFormat,
  type Position,
  type Range,
} from 'vscode-languageserver';
import type { ConfigSection, OptionReference, SectionReference } from '#core/config/config';
import { ALL_SECTIONS, sectionReference } from '#core/config/sectionReference';
import { macroOf } from '../features/macroReference.ts';
import type { ConfigContext } from './configContext.ts';
import { sectionAt } from './configPlace.ts';
import { positionInLines } from './configText.ts';
import { bodyLineAt, openTemplate } from './gcodeBody.ts';
import { bodyCompletion } from './gcodeInBody.ts';
import { kindText, optionText, referenceOfOption, sectionText, titleOf } from './referenceText.ts';

/** Characters behind which something is offered in a printer.cfg, but not in G-code. */
export const CONFIG_TRIGGERS: readonly string[] = ['[', ':', '.'];

/**
 * What can stand at a place: section types behind `[`, options at the start of a line, their fixed values
 * behind the separator, and in a body of G-code what G-code itself offers, with Jinja's names in braces.
 */
export function configCompletion(context: ConfigContext, position: Position): CompletionList {
  return { isIncomplete: false, items: itemsAt(context, position) };
}

function itemsAt(context: ConfigContext, position: Position): CompletionItem[] {
  const { text } = context;
  const at = positionInLines(text.lines, position);
  const line = text.lines[at.line] ?? '';
  const before = line.slice(0, at.character);
  if (before.includes('#') || /(?:^|\s);/.test(before)) return [];
  const header = /^\[\s*([^\]]*)$/.exec(before);
  if (header) return headerItems(context, line, at, header[1] ?? '');
  const section = sectionAt(text.document, at.line);
  if (!section || section.header.line === at.line) return [];
  const body = bodyLineAt(text, section, at);
  if (body) {
    const template = openTemplate(text, body, at);
    return template === undefined
      ? bodyCompletion(context, body, at)
      : templateItems(context, section, template, at);
  }
  if (/^\w*$/.test(before)) return optionItems(context, section, line, at);
  const value = /^([A-Za-z_]\w*)\s*[:=]\s*(.*)$/.exec(before);
  return value ? valueItems(section, value[1] ?? '', value[2] ?? '', line, at) : [];
}

// Sections

function headerItems(
  { configuration }: ConfigContext,
  line: string,
  at: Position,
  typed: string,
): CompletionItem[] {
  const rest = /^[^\]#]*/.exec(line.slice(at.character))?.[0] ?? '';
  const isClosed = line[at.character + rest.length] === ']';
  const range = rangeOn(at.line, at.character - typed.length, at.character + rest.trimEnd().length);
  const close = isClosed ? '' : ']';
  return ALL_SECTIONS.flatMap((reference, index) =>
    typesOf(reference).map((type) => {
      const { naming, origin } = reference;
      const isThere = naming !== 'required' && configuration.sections.has(type);
      const hasName = naming === 'required';
      const rank = isThere ? 2 : origin === undefined ? 0 : 1;
      return {
        label: titleOf({ type, naming }),
        filterText: type,
        kind: CompletionItemKind.Module,
        ...(isThere ? { detail: 'is there already' } : {}),
        documentation: { kind: 'markdown', value: sectionText({ ...reference, type }) },
        sortText: `${rank}${String(index).padStart(4, '0')}`,
        insertTextFormat: hasName ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
        textEdit: { range, newText: hasName ? `${type} \${1:NAME}${close}` : `${type}${close}` },
      };
    }),
  );
}

/** The types that a row of the table stands for, as far as they can be listed. */
function typesOf({ type, alsoTypes }: SectionReference): readonly string[] {
  if (type === 'stepper_x') return ['stepper_x', 'stepper_y', 'stepper_z'];
  const listed = /^\(\?:([\w|\\*+]+)\)$/.exec(alsoTypes ?? '')?.[1]?.split('|') ?? [type];
  return listed.filter((each) => /^\w+$/.test(each));
}

// Options

function optionItems(
  { text }: ConfigContext,
  section: ConfigSection,
  line: string,
  at: Position,
): CompletionItem[] {
  const reference = sectionReference(section.type);
  if (!reference) return [];
  const word = /^\w*/.exec(line)?.[0] ?? '';
  const range = rangeOn(at.line, 0, word.length);
  const separator = /^\s*[:=]/.test(line.slice(word.length)) ? '' : ': ';
  const set = new Map(
    section.options
      .filter(({ nameSpan }) => nameSpan.line !== at.line)
      .map(({ name, value }) => [name, value]),
  );
  return reference.options
    .filter((option) => mayBeAdded(option, set))
    .map((option, index) => ({
      label: option.name,
      kind: option.kind === 'gcode' ? CompletionItemKind.Method : CompletionItemKind.Property,
      detail: option.required ? `${kindText(option)}, must be set` : kindText(option),
      documentation: { kind: 'markdown', value: optionText(option, reference.source) },
      ...(option.deprecated === undefined ? {} : { tags: [CompletionItemTag.Deprecated] }),
      sortText: `${rankOf(option)}${String(index).padStart(4, '0')}`,
      filterText: option.name.replace('*', ''),
      insertTextFormat: InsertTextFormat.Snippet,
      textEdit: { range, newText: insertionOf(option, separator, indentOf(text.lines)) },
    }));
}

function mayBeAdded(option: OptionReference, set: ReadonlyMap<string, string>): boolean {
  if (set.has(option.name)) return false;
  const { onlyWith } = option;
  const decides = onlyWith && set.get(onlyWith.option);
  return decides === undefined || onlyWith === undefined || onlyWith.values.includes(decides);
}

function rankOf(option: OptionReference): number {
  if (option.deprecated !== undefined) return 2;
  return option.required ? 0 : 1;
}

function insertionOf(option: OptionReference, separator: string, indent: string): string {
  const name = option.name.replace('*', `\${1:name}`);
  if (separator === '') return name;
  return option.kind === 'gcode' ? `${name}:\n${indent}$0` : `${name}${separator}$0`;
}

/** The blanks that the file's other values of several lines begin with. */
function indentOf(lines: readonly string[]): string {
  const indented = lines.find((line) => /^[ \t]+\S/.test(line));
  return /^[ \t]+/.exec(indented ?? '')?.[0] ?? '  ';
}

function valueItems(
  section: ConfigSection,
  name: string,
  typed: string,
  line: string,
  at: Position,
): CompletionItem[] {
  const option = referenceOfOption(section.type, name.toLowerCase());
  const values = option?.kind === 'boolean' ? ['True', 'False'] : (option?.choices ?? []);
  const rest = /^[^#;]*/.exec(line.slice(at.character))?.[0].trimEnd() ?? '';
  const range = rangeOn(at.line, at.character - typed.length, at.character + rest.length);
  return values.map((value, index) => ({
    label: value,
    kind: CompletionItemKind.EnumMember,
    ...(option?.default?.toLowerCase() === value.toLowerCase() ? { detail: 'default' } : {}),
    sortText: String(index).padStart(4, '0'),
    textEdit: { range, newText: value },
  }));
}

// Jinja

/** What Klipper hands to a template (`docs/Command_Templates.md`). */
const TEMPLATE_NAMES: readonly (readonly [name: string, summary: string])[] = [
  ['params', 'the parameters that the macro was called with, by name in upper case'],
  ['rawparams', 'the parameters as they were written'],
  ['printer', 'the state of the printer, by the name of the section'],
  ['action_respond_info', 'writes a line to the console'],
  ['action_raise_error', 'ends the macro, and the print, with an error'],
  ['action_emergency_stop', 'shuts the printer down'],
  ['action_call_remote_method', 'calls a method of a connected program'],
];

/** @param template what stands in the open braces before the cursor */
function templateItems(
  { profile }: ConfigContext,
  section: ConfigSection,
  template: string,
  at: Position,
): CompletionItem[] {
  const typed = /(?:\b(params)\s*\.\s*)?(\w*)$/.exec(template);
  const word = typed?.[2] ?? '';
  const range = rangeOn(at.line, at.character - word.length, at.character);
  const item = (label: string, kind: CompletionItemKind, detail: string): CompletionItem => ({
    ...{ label, kind, detail },
    textEdit: { range, newText: label },
  });
  if (typed?.[1]) {
    const macro =
      section.type === 'gcode_macro' ? macroOf(profile.macros, section.name) : undefined;
    return (macro?.parameters ?? []).map(({ name, default: value }) =>
      item(name, CompletionItemKind.Property, value === undefined ? '' : `else ${value}`),
    );
  }
  if (/\.\s*\w*$/.test(template)) return [];
  const variables = section.options
    .filter(({ name }) => name.startsWith('variable_'))
    .map(({ name, value }) =>
      item(name.slice('variable_'.length), CompletionItemKind.Variable, value),
    );
  const names = TEMPLATE_NAMES.map(([name, summary]) =>
    item(name, CompletionItemKind.Function, summary),
  );
  return [...variables, ...names];
}

function rangeOn(line: number, start: number, end: number): Range {
  return { start: { line, character: start }, end: { line, character: end } };
}
