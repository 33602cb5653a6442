import type {
  ParameterInformation,
  Position,
  SignatureHelp,
  SignatureInformation,
} from 'vscode-languageserver';
import {
  type CommandReference,
  type ParameterReference,
  readsParameter,
} from '#core/commands/command';
import { FIRMWARE_NAMES, type Firmware } from '#core/commands/firmware';
import { lineCommandName, WORD_COMMAND } from '#core/gcode/line';
import type { Reading } from '#core/print/reading';
import {
  isFreeText,
  type LineParameter,
  parameterAt,
  parametersOfLine,
  positionInText,
  scannedLine,
} from '../lineParts.ts';
import { byteOfColumn } from '../positions.ts';
import { referenceOf } from './macroReference.ts';

/** What opens the help while one types: the blank behind a command, the `=` behind a Klipper word. */
export const SIGNATURE_TRIGGERS: readonly string[] = [' ', '='];

/**
 * The parameters of the command or macro that is being typed, with the one in which the cursor stands. Null
 * outside of commands, in comments and in free text, and for commands that nobody has described.
 */
export function signatureHelp<Result>(
  reading: Reading<Result>,
  position: Position,
): SignatureHelp | null {
  const place = positionInText(reading.text, position);
  const scanned = scannedLine(reading.text, place.line);
  if (!scanned) return null;
  const { line } = scanned;
  const at = scanned.start + byteOfColumn(scanned, place.character);
  const isBehindCommand = line.wordEnd > line.wordStart && at > line.wordEnd;
  const isInComment = line.commentStart < line.end && at > line.commentStart;
  if (!isBehindCommand || isInComment || isFreeText(line)) return null;
  const name = lineCommandName(line);
  const reference = referenceOf(reading, name);
  if (!reference) return null;

  const present = parametersOfLine(line);
  const touched = parameterAt(present, at);
  const parameters = shownParameters(reference, touched, reading.firmware);
  const isWord = line.command === WORD_COMMAND;
  const signature = signatureOf(name, reference, parameters, isWord, reading.firmware);
  const activeParameter = activeIndex(parameters, present, touched);
  return { signatures: [signature], activeSignature: 0, activeParameter };
}

/** Those that the firmware reads, and the one under the cursor where the table has it at all. */
function shownParameters(
  reference: CommandReference,
  touched: LineParameter | undefined,
  firmware: Firmware,
): readonly ParameterReference[] {
  // A command that the firmware lacks is shown as those firmwares read it that have it.
  if (!reference.firmwares.includes(firmware)) return reference.parameters;
  return reference.parameters.filter(
    (parameter) => readsParameter(parameter, firmware) || parameter.name === touched?.name,
  );
}

/** The parameter under the cursor, else the first one that the line lacks, required ones before others. */
function activeIndex(
  parameters: readonly ParameterReference[],
  present: readonly LineParameter[],
  touched: LineParameter | undefined,
): number {
  const isThere = ({ name }: ParameterReference) => present.some((each) => each.name === name);
  const places = [
    parameters.findIndex(({ name }) => name === touched?.name),
    parameters.findIndex((parameter) => parameter.required && !isThere(parameter)),
    parameters.findIndex((parameter) => !isThere(parameter)),
  ];
  // One past the last: no parameter is marked.
  return places.find((index) => index >= 0) ?? parameters.length;
}

/** `G1 [X mm] [Y mm]`, `SET_PIN PIN= VALUE=`: brackets mark what may be left out. */
function signatureOf(
  name: string,
  reference: CommandReference,
  parameters: readonly ParameterReference[],
  isWord: boolean,
  firmware: Firmware,
): SignatureInformation {
  let label = name;
  const informations = parameters.map((parameter): ParameterInformation => {
    const text = parameterLabel(parameter, isWord);
    const start = label.length + 1;
    label += ` ${text}`;
    return {
      label: [start, start + text.length],
      documentation: { kind: 'markdown', value: parameterText(parameter, reference, firmware) },
    };
  });
  const knows = reference.firmwares.includes(firmware) || reference.vendor !== undefined;
  const summary = knows
    ? reference.summary
    : `${reference.summary} *${FIRMWARE_NAMES[firmware]} does not know this command.*`;
  return {
    label,
    documentation: { kind: 'markdown', value: summary },
    parameters: informations,
  };
}

function parameterLabel(
  { name, unit = '', required }: ParameterReference,
  isWord: boolean,
): string {
  const text = isWord ? `${name}=${unit}` : `${name} ${unit}`.trimEnd();
  return required ? text : `[${text}]`;
}

function parameterText(
  parameter: ParameterReference,
  reference: CommandReference,
  firmware: Firmware,
): string {
  const { summary, unit, required, values = [] } = parameter;
  const remarks = [
    unit === undefined ? '' : `In ${unit}.`,
    required ? 'Required.' : '',
    reference.firmwares.includes(firmware) && !readsParameter(parameter, firmware)
      ? `${FIRMWARE_NAMES[firmware]} passes over it.`
      : '',
  ];
  const list = values.map(({ value, summary: meaning }) => `- \`${value}\` — ${meaning}`);
  return [[summary, ...remarks].filter((part) => part !== '').join(' '), list.join('\n')]
    .filter((part) => part !== '')
    .join('\n\n');
}
