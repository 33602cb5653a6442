import { type GcodeLine, textOf } from '../gcode/line.ts';
import { byteText, shortened, wholeLine } from './lineText.ts';

/** A line as Klipper takes it apart, which is not always what is meant. */
export interface KlipperReading {
  /** The name under which Klipper looks for the command: `G01` and `M 104` are no commands of it. */
  readonly command: string;
  /** Runs of letters with the text up to the next one. The last of each name counts. */
  readonly parameters: readonly KlipperParameter[];
}

export interface KlipperParameter {
  readonly name: string;
  readonly value: string;
  /** Offsets of the name and of what follows it, in the line's bytes. */
  readonly start: number;
  readonly end: number;
}

const NAME = /[A-Z_]+|\*/g;

/** Takes a line apart as Klipper does (`klippy/gcode.py`, `_process_commands`). */
export function klipperReads(line: GcodeLine): KlipperReading {
  const { start } = line;
  const end = semicolon(line);
  const names = [...byteText(line, start, end).toUpperCase().matchAll(NAME)];
  const nameStart = (index: number): number => {
    const match = names[index];
    return match ? start + match.index : end;
  };
  const isNumbered = names[0]?.[0] === 'N' && textOf(line.bytes, start, nameStart(0)).trim() === '';
  const first = isNumbered ? 1 : 0;
  const parameters = names.slice(first).map((match, index) => {
    const from = start + match.index;
    const next = nameStart(first + index + 1);
    const value = textOf(line.bytes, from + match[0].length, next);
    const blanks = value.length - value.trimEnd().length;
    return { name: match[0], value: value.trim(), start: from, end: next - blanks };
  });
  const command = textOf(line.bytes, isNumbered ? nameStart(1) : start, nameStart(first + 1));
  return { command: command.trim().toUpperCase(), parameters };
}

/** Parameters that Klipper reads as numbers, by command. What is not named here it passes over. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  G0: ['X', 'Y', 'Z', 'E', 'F'],
  G1: ['X', 'Y', 'Z', 'E', 'F'],
  G2: ['X', 'Y', 'Z', 'R', 'I', 'J', 'K', 'E', 'F'],
  G3: ['X', 'Y', 'Z', 'R', 'I', 'J', 'K', 'E', 'F'],
  G4: ['P'],
  G92: ['X', 'Y', 'Z', 'E'],
  M104: ['S', 'T'],
  M109: ['S', 'T'],
  M140: ['S'],
  M190: ['S'],
  M106: ['S'],
  M204: ['S', 'P', 'T'],
  M220: ['S'],
  M221: ['S'],
  M73: ['P'],
};

export interface KlipperRefusal {
  /** In Klipper's words. */
  readonly firmware: string;
  /** The parameter at which it stops; absent where it does not know the command. */
  readonly parameter?: KlipperParameter;
}

/** The answer for the line that was asked about last: several rules ask about the same one. */
let last: { bytes: Uint8Array; start: number; refusal: KlipperRefusal | undefined } | undefined;

/** What Klipper answers to a line whose numbers it cannot read; undefined where it accepts the line. */
export function klipperRefusal(line: GcodeLine): KlipperRefusal | undefined {
  const { bytes, start } = line;
  if (last?.bytes !== bytes || last.start !== start)
    last = { bytes, start, refusal: readRefusal(line) };
  return last.refusal;
}

function readRefusal(line: GcodeLine): KlipperRefusal | undefined {
  const { command, parameters } = klipperReads(line);
  const numbers = Object.hasOwn(NUMBERS, command) ? NUMBERS[command] : undefined;
  if (!numbers) {
    const meant = /^([A-Z]\d+(?:\.\d)?)\W/.exec(command);
    if (!meant) return undefined;
    return { firmware: `Unknown command:"${shortened(command)}"` };
  }
  for (const name of numbers) {
    const parameter = parameters.findLast((each) => each.name === name);
    if (!parameter || isNumber(parameter.value)) continue;
    const quoted = wholeLine(line);
    const isMove = command === 'G0' || command === 'G1';
    const firmware = isMove
      ? `Unable to parse move '${quoted}'`
      : `Error on '${quoted}': unable to parse ${shortened(parameter.value)}`;
    return { firmware, parameter };
  }
  return undefined;
}

/** The name under which Klipper answers that it does not know a command. */
export function klipperUnknownCommand(line: GcodeLine): string {
  return `Unknown command:"${shortened(klipperReads(line).command)}"`;
}

/** As Python's `float` reads what is left between two letters. */
function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);
}

/** Klipper cuts a comment off wherever the `;` stands, between quotes too. */
function semicolon(line: GcodeLine): number {
  for (let at = line.start; at < line.end; at++) if (line.bytes[at] === 59) return at;
  return line.end;
}
