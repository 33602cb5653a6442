import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
  InsertTextFormat,
  type LSPAny,
  type Position,
  type Range,
} from 'vscode-languageserver';
import {
  type CommandGroup,
  type CommandReference,
  commandNames,
  commandReference,
  type ParameterReference,
} from '#core/commands/command';
import type { Firmware } from '#core/commands/firmware';
import { ALL_COMMANDS } from '#core/commands/table';
import { type Dialect, MARK, type MarkKind } from '#core/gcode/dialects/dialect';
import { PRUSASLICER } from '#core/gcode/dialects/prusaSlicer';
import { BAD_COMMAND, lineCommandName, NO_COMMAND, textOf, WORD_COMMAND } from '#core/gcode/line';
import type { MacroProfile } from '#core/machine/profile';
import { sectionOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import {
  isFreeText,
  type LineParameter,
  parametersOfLine,
  positionInText,
  rangeOfBytes,
  type ScannedLine,
  scannedLine,
} from '../lineParts.ts';
import { byteOfColumn } from '../positions.ts';
import { macroOf, macroReference, referenceOf } from './macroReference.ts';

/** Commands that people look for most, which come first. */
const FREQUENT: readonly string[] = [
  ...['G1', 'G0', 'G28', 'G92', 'G4', 'G90', 'G91', 'M82', 'M83', 'G2', 'G3'],
  ...['M104', 'M109', 'M140', 'M190', 'M106', 'M107', 'M117', 'M220', 'M221', 'M204', 'M600'],
  ...['SET_VELOCITY_LIMIT', 'SET_PRESSURE_ADVANCE', 'EXCLUDE_OBJECT_START', 'EXCLUDE_OBJECT_END'],
];

const GROUPS: readonly CommandGroup[] = [
  ...(['motion', 'temperature', 'extrusion', 'fan', 'print', 'objects', 'tool', 'state'] as const),
  ...(['messages', 'setup', 'calibration', 'probe', 'lighting', 'files', 'machine'] as const),
];

/** Macros are looked for in so many lines of start G-code. */
const MOST_START_LINES = 2_000;

/** Longer words are not macros that a person would want offered. */
const LONGEST_MACRO_NAME = 64;

/**
 * What can stand at a place: commands at the start of a line, behind a command its parameters and their
 * fixed values, slicers' marks at the start of a comment. Nothing in free text and other comments.
 */
export function completion<Result>(reading: Reading<Result>, position: Position): CompletionList {
  return { isIncomplete: false, items: itemsAt(reading, position) };
}

/** Adds the documentation to an item that `completion` gave. */
export function resolveCompletion(item: CompletionItem): CompletionItem {
  const subject = subjectOf(item.data);
  const reference = subject && commandReference(subject.command);
  if (!reference) return item;
  const { parameter: name } = subject;
  const parameter = reference.parameters.find((each) => each.name === name);
  const value = parameter ? parameterDocumentation(parameter) : commandDocumentation(reference);
  return { ...item, documentation: { kind: 'markdown', value } };
}

/** The place that is completed. Offsets are into the line's bytes. */
interface Place {
  readonly scanned: ScannedLine;
  readonly lineNumber: number;
  readonly at: number;
}

function itemsAt<Result>(reading: Reading<Result>, position: Position): CompletionItem[] {
  const { line: lineNumber, character } = positionInText(reading.text, position);
  const scanned = scannedLine(reading.text, lineNumber);
  if (!scanned) {
    const here = { line: lineNumber, character };
    return commandItems(reading, { start: here, end: here }, lineNumber, true);
  }
  const { line } = scanned;
  const at = scanned.start + byteOfColumn(scanned, character);
  const place = { scanned, lineNumber, at };
  if (line.commentStart < line.end && at > line.commentStart)
    return line.command === NO_COMMAND ? markItems(reading, place) : [];
  if (line.command !== NO_COMMAND && at > line.wordEnd)
    return line.command === BAD_COMMAND || isFreeText(line) ? [] : parameterItems(reading, place);
  return commandItemsAt(reading, place);
}

// Commands

function commandItemsAt<Result>(reading: Reading<Result>, place: Place): CompletionItem[] {
  const { line, bytes, start } = place.scanned;
  const typed = /^[\s\uFEFF]*(?:N\d+\s+)?([\w.]*)$/i.exec(textOf(bytes, start, place.at))?.[1];
  if (typed === undefined) return [];
  const from = place.at - typed.length;
  const to = line.command === NO_COMMAND || from !== line.wordStart ? place.at : line.wordEnd;
  const range = rangeOfBytes(place.scanned, place.lineNumber, from, to);
  const isAlone = textOf(bytes, to, line.commentStart).trim() === '';
  return commandItems(reading, range, place.lineNumber, isAlone);
}

/** @param withParameters whether the line has room for parameters that a command requires */
function commandItems<Result>(
  reading: Reading<Result>,
  range: Range,
  lineNumber: number,
  withParameters: boolean,
): CompletionItem[] {
  const { firmware } = reading;
  const own = new Set(commandNames(firmware));
  const items = ALL_COMMANDS.map((command, index): CompletionItem => {
    const isOwn = own.has(command.name);
    return {
      label: command.name,
      kind: CompletionItemKind.Function,
      detail: isOwn ? command.title : `${command.title} (not ${firmware})`,
      sortText: sortTextOf(command, index, isOwn),
      ...(withParameters ? insertion(command, range) : plain(command.name, range)),
      data: { command: command.name },
    };
  });
  const { macros } = reading.profile;
  const used = macroNames(reading, lineNumber)
    .filter((name) => !macroOf(macros, name))
    .map(
      (name): CompletionItem => ({
        label: name,
        kind: CompletionItemKind.Text,
        detail: 'used in this file',
        sortText: `1${name}`,
        ...plain(name, range),
      }),
    );
  const replaced = new Set(macros.map(({ name }) => name));
  return [
    ...items.filter(({ label }) => !replaced.has(label)),
    ...macroItems(macros, range),
    ...used,
  ];
}

/** Macros of the printer, behind the commands that people look for most. */
function macroItems(macros: readonly MacroProfile[], range: Range): CompletionItem[] {
  return [...new Set(macros.map(({ name }) => name))].flatMap((name): CompletionItem[] => {
    const macro = macroOf(macros, name);
    if (!macro) return [];
    const value = commandDocumentation(macroReference(macro));
    return [
      {
        label: name,
        kind: CompletionItemKind.Function,
        detail: macro.description ?? 'macro of the printer',
        documentation: { kind: 'markdown', value },
        sortText: `0${String(FREQUENT.length).padStart(4, '0')}-${name}`,
        ...plain(name, range),
      },
    ];
  });
}

/** The firmware's own first, then by frequency, group and place in the tables. */
function sortTextOf(command: CommandReference, index: number, isOwn: boolean): string {
  const rank = FREQUENT.indexOf(command.name);
  const frequency = rank < 0 ? FREQUENT.length : rank;
  const order = [frequency, GROUPS.indexOf(command.group), index];
  return [isOwn ? '0' : '2', ...order.map((number) => String(number).padStart(4, '0'))].join('');
}

/** The command with a place to fill in for each parameter that it requires. */
function insertion(command: CommandReference, range: Range): Partial<CompletionItem> {
  if (command.name === 'T') return snippet('T$1', range);
  const required = command.parameters.filter((parameter) => parameter.required);
  if (required.length === 0) return plain(command.name, range);
  const equals = isWordName(command.name) ? '=' : '';
  const places = required.map(({ name }, index) => `${name}${equals}$${index + 1}`);
  return snippet(`${command.name} ${places.join(' ')}`, range);
}

function snippet(newText: string, range: Range): Partial<CompletionItem> {
  return { textEdit: { range, newText }, insertTextFormat: InsertTextFormat.Snippet };
}

function plain(newText: string, range: Range): Partial<CompletionItem> {
  return { textEdit: { range, newText }, insertTextFormat: InsertTextFormat.PlainText };
}

function isWordName(name: string): boolean {
  return !/^[A-Z]\d/.test(name);
}

/** Word commands of the start G-code that no dictionary has, other than the one being typed. */
function macroNames<Result>(reading: Reading<Result>, lineNumber: number): string[] {
  const section = sectionOutlines(reading.print())[0];
  if (section?.kind !== 'start') return [];
  const names = new Set<string>();
  for (let i = 0; i < Math.min(section.lastLine, MOST_START_LINES); i++) {
    const line = i === lineNumber ? undefined : scannedLine(reading.text, i)?.line;
    if (line?.command !== WORD_COMMAND) continue;
    const name = lineCommandName(line);
    if (name.length <= LONGEST_MACRO_NAME && !commandReference(name)) names.add(name);
  }
  return [...names];
}

// Parameters

function parameterItems<Result>(reading: Reading<Result>, place: Place): CompletionItem[] {
  const { scanned, lineNumber, at } = place;
  const { line, bytes } = scanned;
  const reference = referenceOf(reading, lineCommandName(line));
  if (!reference || isInBracketOrHash(textOf(bytes, line.wordEnd, at))) return [];
  const isWord = line.command === WORD_COMMAND;
  const parameters = parametersOfLine(line);
  const touched = parameters.findLast(({ start, end }) => start < at && at <= end);
  const others = new Set(parameters.filter((each) => each !== touched).map(({ name }) => name));
  const values = touched ? valueItems(reference, touched, place) : [];
  if (touched && isBehindName(touched, at, isWord)) return values;

  // A word without `=` is no parameter yet, but it is what is being typed.
  const from = touched?.start ?? (isWord ? at - wordBefore(bytes, line.wordEnd, at) : at);
  const range = rangeOfBytes(scanned, lineNumber, from, touched?.nameEnd ?? at);
  const names = offered(reference, reading.firmware)
    .filter(({ name }) => !others.has(name))
    .map(
      (parameter, index): CompletionItem => ({
        label: parameter.name,
        kind: CompletionItemKind.Property,
        ...(parameter.unit ? { detail: parameter.unit } : {}),
        sortText: `${parameter.required ? 1 : 2}${String(index).padStart(4, '0')}`,
        ...plain(
          parameter.name + (isWord && bytes[touched?.nameEnd ?? at] !== 61 ? '=' : ''),
          range,
        ),
        data: { command: reference.name, parameter: parameter.name },
      }),
    );
  return [...values, ...names];
}

/** Where the name is complete and only a value can follow. */
function isBehindName(parameter: LineParameter, at: number, isWord: boolean): boolean {
  return isWord ? at >= parameter.valueStart : at > parameter.nameEnd || parameter.value !== '';
}

function valueItems(
  reference: CommandReference,
  touched: LineParameter,
  { scanned, lineNumber, at }: Place,
): CompletionItem[] {
  const first = scanned.bytes[touched.valueStart];
  if (at < touched.valueStart || first === 34 || first === 39) return [];
  const range = rangeOfBytes(scanned, lineNumber, touched.valueStart, touched.end);
  const values = reference.parameters.find(({ name }) => name === touched.name)?.values ?? [];
  return values.map(({ value, summary }, index) => ({
    label: value,
    kind: CompletionItemKind.EnumMember,
    detail: summary,
    sortText: `0${String(index).padStart(4, '0')}`,
    ...plain(value, range),
  }));
}

/** Without those that the firmware would pass over. */
function offered(reference: CommandReference, firmware: Firmware): readonly ParameterReference[] {
  return reference.parameters.filter(
    ({ ignoredBy, onlyBy }) =>
      !ignoredBy?.includes(firmware) && (onlyBy === undefined || onlyBy.includes(firmware)),
  );
}

function wordBefore(bytes: Uint8Array, from: number, at: number): number {
  return /\w*$/.exec(textOf(bytes, from, at))?.[0].length ?? 0;
}

function isInBracketOrHash(text: string): boolean {
  return text.includes('#') || text.lastIndexOf('(') > text.lastIndexOf(')');
}

// Marks of slicers

const OFFERED_MARKS: ReadonlySet<MarkKind> = new Set([
  ...[MARK.layer, MARK.layerZ, MARK.lineHeight, MARK.lineWidth, MARK.feature, MARK.wipeStart],
  ...[MARK.wipeEnd, MARK.objectStart, MARK.objectEnd, MARK.mesh],
]);

/** The marks of the file's slicer at the start of a comment, and its feature words behind `TYPE:`. */
function markItems<Result>(reading: Reading<Result>, place: Place): CompletionItem[] {
  const { scanned, lineNumber, at } = place;
  const { line, bytes } = scanned;
  const isInPicture = reading
    .print()
    .blocks.some((b) => b.picture && b.firstLine < lineNumber && lineNumber < b.lastLine);
  if (isInPicture) return [];
  const dialect = reading.dialect ?? PRUSASLICER;
  const from = behindBlanks(bytes, line.commentStart + 1, at);
  const typed = textOf(bytes, from, at);
  const feature = dialect.marks.find(
    ({ kind, text }) => kind === MARK.feature && typed.startsWith(text),
  );
  if (feature) {
    const start = behindBlanks(bytes, from + feature.text.length, at);
    return roleItems(dialect, rangeOfBytes(scanned, lineNumber, start, line.end));
  }
  const rest = /^\w*:?/.exec(textOf(bytes, at, line.end))?.[0].length ?? 0;
  const range = rangeOfBytes(scanned, lineNumber, from, at + rest);
  const marks = dialect.marks.filter(
    ({ kind, text }) =>
      OFFERED_MARKS.has(kind) && text.toLowerCase().startsWith(typed.toLowerCase()),
  );
  return marks.map(({ text }) => ({
    label: text.trim(),
    kind: CompletionItemKind.Keyword,
    detail: `mark of ${dialect.name}`,
    ...plain(text, range),
  }));
}

function behindBlanks(bytes: Uint8Array, from: number, limit: number): number {
  let at = from;
  while (at < limit && (bytes[at] ?? 0) <= 32) at += 1;
  return at;
}

function roleItems(dialect: Dialect, range: Range): CompletionItem[] {
  return Object.entries(dialect.roles).map(([name, role]) => ({
    label: name,
    kind: CompletionItemKind.EnumMember,
    detail: role,
    ...plain(name, range),
  }));
}

// Documentation

function subjectOf(data: LSPAny): { command: string; parameter: string } | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const { command, parameter } = data;
  if (typeof command !== 'string') return undefined;
  return { command, parameter: typeof parameter === 'string' ? parameter : '' };
}

function commandDocumentation(reference: CommandReference): string {
  const section = reference.klipperSection;
  const parts = [
    reference.summary,
    reference.parameters.map(({ name, summary }) => `- ${name} — ${summary}`).join('\n'),
    section ? `Klipper needs \`${section}\` in printer.cfg.` : '',
    reference.note ? `*${reference.note}*` : '',
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

function parameterDocumentation(parameter: ParameterReference): string {
  const values = parameter.values?.map(({ value, summary }) => `- ${value} — ${summary}`) ?? [];
  return [parameter.summary, values.join('\n')].filter((part) => part !== '').join('\n\n');
}
