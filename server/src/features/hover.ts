import type { Hover, Position, Range } from 'vscode-languageserver';
import type { CommandReference, ParameterReference } from '#core/commands/command';
import { FIRMWARE_NAMES, type Firmware } from '#core/commands/firmware';
import type { StateAnswer } from '#core/contract/server';
import { MARK, type MarkKind } from '#core/gcode/dialects/dialect';
import { lineCommandName, NO_COMMAND, textOf, UNITS_PER_ONE } from '#core/gcode/line';
import { Mark, readMark } from '#core/gcode/marks';
import { featureOutlines, layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { SUM } from '#core/print/segments';
import { layerOfLine, machineStateBeforeLine, stateBeforeLine } from '#core/print/stateReport';
import type { ChunkFindings } from '#core/rules/check';
import {
  type LineParameter,
  parameterAt,
  parametersOfLine,
  positionInText,
  rangeOfBytes,
  type ScannedLine,
  scannedLine,
} from '../lineParts.ts';
import { escapeMarkdown } from '../markdown.ts';
import { byteOfColumn, lineRange } from '../positions.ts';
import { referenceOf } from './macroReference.ts';
import { featureText, stateTable } from './stateTable.ts';
import { filamentText, heightText, millimetres, timeText } from './words.ts';

/** More parameters than this are counted, not listed. */
const MOST_PARAMETERS = 8;

/**
 * What stands under the cursor, and the machine's state on that line. Text of the file is escaped, so
 * nothing in it is a link, a command, an image or HTML. Null for an empty text.
 */
export function hover(reading: Reading<ChunkFindings>, position: Position): Hover | null {
  const { text } = reading;
  const { line: lineNumber, character } = positionInText(text, position);
  const scanned = scannedLine(text, lineNumber);
  if (!scanned) return null;
  const at = scanned.start + byteOfColumn(scanned, character);
  const before = stateBeforeLine(reading, lineNumber);
  const { subject, range } = subjectAt(reading, scanned, lineNumber, at, before);
  const value = [...subject, stateTable(reading, scanned, lineNumber, before)].join('\n\n');
  return { contents: { kind: 'markdown', value }, range };
}

/** Only what stands under the cursor: for a line that does not belong to a print, as in a macro. */
export function subjectHover(reading: Reading<ChunkFindings>, position: Position): Hover | null {
  const { line: lineNumber, character } = positionInText(reading.text, position);
  const scanned = scannedLine(reading.text, lineNumber);
  if (!scanned || scanned.line.command === NO_COMMAND) return null;
  const at = scanned.start + byteOfColumn(scanned, character);
  const before = stateBeforeLine(reading, lineNumber);
  const { subject, range } = subjectAt(reading, scanned, lineNumber, at, before);
  return { contents: { kind: 'markdown', value: subject.join('\n\n') }, range };
}

function subjectAt(
  reading: Reading<ChunkFindings>,
  scanned: ScannedLine,
  lineNumber: number,
  at: number,
  before: StateAnswer,
): { readonly subject: readonly string[]; readonly range: Range } {
  const { line } = scanned;
  const isInComment = line.commentStart < line.end && at >= line.commentStart;
  if (line.command === NO_COMMAND || isInComment) {
    const range = isInComment
      ? rangeOfBytes(scanned, lineNumber, line.commentStart, line.end)
      : lineRange(reading.text, lineNumber);
    const subject = line.command === NO_COMMAND ? markLines(reading, scanned, lineNumber) : [];
    return { subject, range };
  }
  const parameters = parametersOfLine(line);
  const chosen = parameterAt(parameters, at);
  const isOnCommand = line.wordStart <= at && at <= line.wordEnd;
  const range = chosen
    ? rangeOfBytes(scanned, lineNumber, chosen.start, chosen.end)
    : isOnCommand
      ? rangeOfBytes(scanned, lineNumber, line.wordStart, line.wordEnd)
      : lineRange(reading.text, lineNumber);
  const name = lineCommandName(line);
  const subject = commandLines(
    name,
    referenceOf(reading, name),
    parameters,
    chosen,
    reading.firmware,
    before.modes.units,
  );
  return { subject, range };
}

// Commands

function commandLines(
  name: string,
  reference: CommandReference | undefined,
  parameters: readonly LineParameter[],
  chosen: LineParameter | undefined,
  firmware: Firmware,
  units: StateAnswer['modes']['units'],
): string[] {
  const rest = parameters.filter((parameter) => parameter !== chosen);
  const listed = (chosen ? [chosen, ...rest] : rest).slice(0, MOST_PARAMETERS);
  const items = listed.map((parameter) => {
    const label =
      `${escapeMarkdown(parameter.name)} ${valueText(parameter, reference, units)}`.trim();
    const meaning = meaningOf(parameter, reference, firmware);
    return `- ${parameter === chosen ? `**${label}**` : label}${meaning && ` — ${meaning}`}`;
  });
  const left = parameters.length - listed.length;
  if (left > 0) items.push(`- and ${left} more`);
  const title = reference
    ? `**${escapeMarkdown(name)} · ${reference.title}** — ${reference.summary}`
    : `**${escapeMarkdown(name)}** — ${unknownText(name, firmware)}`;
  const notes = reference ? notesOn(reference, firmware) : [];
  return [title, items.join('\n'), notes.join(' ')].filter((part) => part !== '');
}

function unknownText(name: string, firmware: Firmware): string {
  const isWord = !/^[A-Z]\d/.test(name);
  if (firmware === 'klipper' && isWord)
    return 'No command of Klipper: a macro of printer.cfg, or unknown.';
  return `${FIRMWARE_NAMES[firmware]} does not know this command.`;
}

function notesOn(reference: CommandReference, firmware: Firmware): string[] {
  const notes: string[] = [];
  if (!reference.firmwares.includes(firmware)) {
    const others: string[] = reference.firmwares.map((other) => FIRMWARE_NAMES[other]);
    if (reference.vendor === 'prusa') others.push("Prusa's firmware");
    if (reference.vendor === 'bambu') others.push("Bambu Lab's firmware");
    notes.push(
      `⚠ ${FIRMWARE_NAMES[firmware]} does not know this command; ${others.join(', ')} does.`,
    );
  } else if (firmware === 'klipper' && reference.klipperSection)
    notes.push(`Needs \`${reference.klipperSection}\` in printer.cfg.`);
  if (reference.note && concerns(reference.note, firmware)) notes.push(`*${reference.note}*`);
  return notes;
}

/** False for a note that speaks of other firmwares only. */
function concerns(note: string, firmware: Firmware): boolean {
  const named = Object.values(FIRMWARE_NAMES).filter((name) => note.includes(name));
  return named.length === 0 || named.includes(FIRMWARE_NAMES[firmware]);
}

/** The value with its unit, and a feed rate in mm/s too, as people think of it. */
function valueText(
  parameter: LineParameter,
  reference: CommandReference | undefined,
  units: StateAnswer['modes']['units'],
): string {
  const { number, value } = parameter;
  const unit = parameterReference(parameter, reference)?.unit ?? '';
  if (number === undefined || unit === '') return escapeMarkdown(value);
  if (/^\d+–\d+$/.test(unit)) return `${number} (${unit})`;
  if (units === 'inch') return `${number} ${unit.replace(/^mm/, 'inch')}`;
  if (unit === 'mm/min') return `${number} mm/min (${millimetres(number / 60)} mm/s)`;
  return unit === '%' || unit === '°' ? `${number}${unit}` : `${number} ${unit}`;
}

function meaningOf(
  parameter: LineParameter,
  reference: CommandReference | undefined,
  firmware: Firmware,
): string {
  if (!reference) return '';
  const known = parameterReference(parameter, reference);
  if (!known) return `no parameter of ${escapeMarkdown(reference.name)} that is documented.`;
  const choice = known.values?.find(
    ({ value }) => value.toUpperCase() === parameter.value.toUpperCase(),
  );
  const meaning = choice ? `${known.summary} ${choice.summary}` : known.summary;
  return isIgnored(known, firmware)
    ? `${meaning} ⚠ ${FIRMWARE_NAMES[firmware]} ignores it.`
    : meaning;
}

function parameterReference(
  parameter: LineParameter,
  reference: CommandReference | undefined,
): ParameterReference | undefined {
  return reference?.parameters.find(({ name }) => name === parameter.name);
}

function isIgnored(parameter: ParameterReference, firmware: Firmware): boolean {
  if (parameter.ignoredBy?.includes(firmware)) return true;
  return parameter.onlyBy !== undefined && !parameter.onlyBy.includes(firmware);
}

// Marks of slicers

const MARK_MEANINGS: Readonly<Record<MarkKind, string>> = {
  [MARK.none]: '',
  [MARK.layer]: '**Layer** — the slicer begins a layer here.',
  [MARK.layerNumber]: '**Layer number** — how the slicer counts the layer that has begun.',
  [MARK.layerZ]: '**Layer height above the bed** in mm.',
  [MARK.lineHeight]: '**Height** of the lines that follow, in mm.',
  [MARK.lineWidth]: '**Width** of the lines that follow, in mm.',
  [MARK.feature]: '**Feature** — what is printed from here on.',
  [MARK.objectStart]: '**Object** — the lines that follow belong to it.',
  [MARK.objectEnd]: '**Object ends** here.',
  [MARK.mesh]: '**Mesh** — the lines that follow belong to it.',
  [MARK.wipeStart]: '**Wipe begins** — the nozzle moves back over the line while it retracts.',
  [MARK.wipeEnd]: '**Wipe ends** here.',
  [MARK.profileLayer]: "**Layer change** — text of the slicer's profile.",
  [MARK.blockStart]: '**Block begins** — settings, pictures or facts about the file.',
  [MARK.blockEnd]: '**Block ends** here.',
  [MARK.thumbnailStart]: '**Picture** — an image of the print, as text.',
  [MARK.thumbnailEnd]: '**Picture ends** here.',
};

function markLines(
  reading: Reading<ChunkFindings>,
  scanned: ScannedLine,
  lineNumber: number,
): string[] {
  const mark = new Mark();
  const { line } = scanned;
  if (line.commentStart >= line.end || !readMark(line, mark)) return [];
  const isPictureData = machineStateBeforeLine(reading, lineNumber).insideBlock === 2;
  if (isPictureData && mark.kind !== MARK.thumbnailEnd) return [];
  const name = textOf(line.bytes, mark.valueStart, mark.valueEnd);
  const figures = figuresOf(reading, mark.kind, name, lineNumber);
  return [[MARK_MEANINGS[mark.kind], ...figures].join('  \n')];
}

/** Lines, filament and time of what a mark begins. */
function figuresOf(
  reading: Reading<ChunkFindings>,
  kind: MarkKind,
  name: string,
  lineNumber: number,
): string[] {
  const print = reading.print();
  const index = layerOfLine(print.layers, lineNumber);
  if (kind === MARK.objectStart || kind === MARK.mesh) {
    const object = print.objects.find((each) => each.name === name);
    if (!object) return [];
    const filament = filamentText((object.sums[SUM.filament] ?? 0) / UNITS_PER_ONE);
    const time = timeText((object.sums[SUM.duration] ?? 0) / 1e9);
    return [`${escapeMarkdown(name)}: ${filament} · ${time} in all`];
  }
  if (kind === MARK.feature) {
    const feature = featureOutlines(print, index, reading.names, reading.dialect).find(
      ({ firstLine, lastLine }) => firstLine <= lineNumber + 1 && lineNumber + 1 <= lastLine,
    );
    if (!feature) return [];
    return [`${featureText(feature.rawName, feature.role)}: ${sizeText(feature)}`];
  }
  const begins = print.layers[index]?.firstLine === lineNumber;
  const layer = begins ? layerOutlines(print, reading.text)[index] : undefined;
  if (!layer) return [];
  const height = heightText(layer);
  return [
    `Layer ${index + 1} of ${print.layers.length}: ${height && `${height} · `}${sizeText(layer)}`,
  ];
}

function sizeText(part: {
  readonly firstLine: number;
  readonly lastLine: number;
  readonly filamentMm: number;
  readonly seconds: number;
}): string {
  const lines = part.lastLine - part.firstLine + 1;
  const count = `${lines} ${lines === 1 ? 'line' : 'lines'}`;
  return `${count} · ${filamentText(part.filamentMm)} · ${timeText(part.seconds)}`;
}
