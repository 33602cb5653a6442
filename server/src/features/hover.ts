import type { Hover, Position, Range } from 'vscode-languageserver';
import {
  type CommandReference,
  commandReference,
  type Firmware,
  type ParameterReference,
} from '#core/commands/command';
import type { StateAnswer } from '#core/contract/server';
import { MARK, type MarkKind } from '#core/gcode/dialects/dialect';
import { lineCommandName, NO_COMMAND, textOf, UNITS_PER_ONE } from '#core/gcode/line';
import { Mark, readMark } from '#core/gcode/marks';
import { interpretLine } from '#core/machine/interpret';
import { MOVE, Move } from '#core/machine/move';
import { featureOutlines, layerOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { SUM } from '#core/print/segments';
import { layerOfLine, machineStateBeforeLine, stateBeforeLine } from '#core/print/stateReport';
import type { ChunkFindings } from '#core/rules/check';
import { byteOfColumn, lineRange } from '../positions.ts';
import {
  type LineParameter,
  parameterAt,
  parametersOfLine,
  positionInText,
  rangeOfBytes,
  type ScannedLine,
  scannedLine,
} from './selectionRanges.ts';
import { filamentText, heightText, leastTimeText, millimetres } from './words.ts';

/** More parameters than this are counted, not listed. */
const MOST_PARAMETERS = 8;

/** Longer texts of the file are cut. */
const LONGEST_TEXT = 80;

const FIRMWARE_NAMES: Readonly<Record<Firmware, string>> = {
  klipper: 'Klipper',
  marlin: 'Marlin',
  reprap: 'RepRapFirmware',
};

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

/**
 * Text of a file as Markdown that shows it and does nothing else: every sign that Markdown gives a meaning
 * is escaped, line breaks, control signs and signs that turn the writing direction are taken out, and what
 * is longer than 80 characters is cut.
 */
export function escapeMarkdown(text: string): string {
  const points = [...text];
  const cut = points.length > LONGEST_TEXT ? `${points.slice(0, LONGEST_TEXT).join('')}…` : text;
  return cut
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .trim();
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
  const subject = commandLines(
    lineCommandName(line),
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
  parameters: readonly LineParameter[],
  chosen: LineParameter | undefined,
  firmware: Firmware,
  units: StateAnswer['modes']['units'],
): string[] {
  const reference = commandReference(name);
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
  if (reference.note) notes.push(`*${reference.note}*`);
  return notes;
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
    const filamentMm = (object?.sums[SUM.filament] ?? 0) / UNITS_PER_ONE;
    return object ? [`${escapeMarkdown(name)}: ${filamentText(filamentMm)} in all`] : [];
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
  return `${count} · ${filamentText(part.filamentMm)} · ${atLeast(part.seconds)}`;
}

// The machine's state

function stateTable(
  reading: Reading<ChunkFindings>,
  scanned: ScannedLine,
  lineNumber: number,
  before: StateAnswer,
): string {
  const after = stateBeforeLine(reading, lineNumber + 1);
  const temperatures = change(temperatureText(before), temperatureText(after));
  const retracted = after.extruder.retractedMm;
  const rows: readonly (readonly [string, string])[] = [
    ['Layer', layerText(reading, before, lineNumber)],
    ['Feature', before.role === null ? '' : featureText(before.rawName ?? '', before.role)],
    ['Object', escapeMarkdown(before.object ?? '')],
    ['Position', positionText(before, after)],
    ['Move', moveText(reading, scanned, lineNumber)],
    ['Feed rate', change(feedrateText(before), feedrateText(after))],
    ['Temperature', temperatures],
    ['Fan', change(percent(before.fan), percent(after.fan))],
    [
      'Tool',
      change(`T${before.extruder.tool}`, `T${after.extruder.tool}`) +
        (retracted > 0 ? ` · ${millimetres(retracted)} mm pulled back` : ''),
    ],
    [
      'So far',
      [
        filamentText(after.extruder.filamentUsedMm),
        `${distanceText(after.distanceMm)} of path`,
        atLeast(after.seconds),
      ].join(' · '),
    ],
  ];
  const filled = rows.filter(([, value]) => value !== '');
  const table = filled.map(([name, value]) => `| ${name} | ${value} |`);
  return [`| Line ${lineNumber + 1} | |`, '|:--|:--|', ...table].join('\n');
}

function layerText(
  reading: Reading<ChunkFindings>,
  state: StateAnswer,
  lineNumber: number,
): string {
  const { layers } = reading.print();
  const first = layers[0];
  if (!first) return '';
  if (!state.layer)
    return lineNumber < first.firstLine ? 'before the first one' : 'behind the last one';
  const { index, z } = state.layer;
  return `${index + 1} of ${layers.length}${z === null ? '' : ` at z ${millimetres(z)} mm`}`;
}

function featureText(rawName: string, role: string): string {
  const name = escapeMarkdown(rawName);
  if (name === '') return role;
  return name.toLowerCase() === role ? name : `${name} (${role})`;
}

function positionText(before: StateAnswer, after: StateAnswer): string {
  const axes = (['x', 'y', 'z'] as const).map((axis) => {
    const from = axisText(before.position[axis]);
    return `${axis.toUpperCase()} ${change(from, axisText(after.position[axis]))}`;
  });
  return axes.join(' · ');
}

function axisText(value: number | null): string {
  return value === null ? '?' : millimetres(value);
}

function moveText(
  reading: Reading<ChunkFindings>,
  scanned: ScannedLine,
  lineNumber: number,
): string {
  const move = new Move();
  const state = machineStateBeforeLine(reading, lineNumber);
  interpretLine(scanned.line, state, move, reading.firmware);
  if (move.kind === MOVE.none)
    return move.duration > 0 ? `waits ${millimetres(move.duration / 1e9)} s` : '';
  const extruded = `${millimetres(Math.abs(move.extruded) / UNITS_PER_ONE)} mm`;
  const isLengthKnown = move.length > 0 || !(move.changesXy || move.changesZ);
  const way = isLengthKnown ? `${millimetres(move.length / UNITS_PER_ONE)} mm` : 'an unknown way';
  const speed = (state.feedrate * state.speedFactor) / UNITS_PER_ONE / 60;
  const pace = speed > 0 ? ` at ${millimetres(speed)} mm/s` : '';
  switch (move.kind) {
    case MOVE.extrude:
      return `${way}${pace}, extrudes ${extruded} of filament`;
    case MOVE.wipe:
      return `${way}${pace}, pulls ${extruded} of filament back`;
    case MOVE.retract:
      return `pulls ${extruded} of filament back${pace}`;
    case MOVE.unretract:
      return `pushes ${extruded} of filament forward${pace}`;
    case MOVE.travel:
      return `${way}${pace}, without filament`;
  }
}

function feedrateText(state: StateAnswer): string {
  const { feedrate, modes } = state;
  if (feedrate === null) return '';
  const factor = modes.speedFactor;
  const override = factor === 1 ? '' : ` × ${percent(factor)}`;
  const speed = millimetres((feedrate * factor) / 60);
  return `${millimetres(feedrate)} mm/min${override} (${speed} mm/s)`;
}

function temperatureText(state: StateAnswer): string {
  const { hotend, bed, chamber } = state.temperatures.target;
  const isSingle = hotend.length === 1;
  const nozzles = hotend.map(
    (degrees, tool) => [isSingle ? 'nozzle' : `T${tool}`, degrees] as const,
  );
  return [...nozzles, ['bed', bed] as const, ['chamber', chamber] as const]
    .filter(([, degrees]) => degrees !== null)
    .map(([name, degrees]) => `${name} ${degrees} °C`)
    .join(' · ');
}

function distanceText(distanceMm: number): string {
  if (distanceMm >= 1_000) return `${(distanceMm / 1_000).toFixed(1)} m`;
  return `${millimetres(distanceMm)} mm`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function atLeast(seconds: number): string {
  return leastTimeText(seconds).replace('≥', 'at least');
}

function change(before: string, after: string): string {
  if (before === after) return after;
  return before === '' ? after : `${before} → **${after}**`;
}
