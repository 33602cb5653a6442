import { type GcodeLine, textOf } from '../gcode/line.ts';
import { byteText, wholeLine } from './lineText.ts';

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
  const text = byteText(line, line.start, semicolon(line)).toUpperCase();
  const names = [...text.matchAll(NAME)];
  const parameters = names.map((match, index) => {
    const behindName = match.index + match[0].length;
    const end = names[index + 1]?.index ?? text.length;
    const value = text.slice(behindName, end).trim();
    return {
      name: match[0],
      value,
      start: line.start + match.index,
      end: line.start + behindName + text.slice(behindName, end).trimEnd().length,
    };
  });
  const head = text.slice(0, names[0]?.index ?? text.length);
  const numbered = head.trim() === '' && names[0]?.[0] === 'N' ? 1 : 0;
  const first = names[numbered];
  const behind = first ? (names[numbered + 1]?.index ?? text.length) : text.length;
  const command = text.slice(numbered === 1 ? (first?.index ?? behind) : 0, behind).trim();
  return { command, parameters: parameters.slice(numbered) };
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

/** What Klipper answers to a line whose numbers it cannot read; undefined where it accepts the line. */
export function klipperRefusal(line: GcodeLine): KlipperRefusal | undefined {
  const { command, parameters } = klipperReads(line);
  const numbers = Object.hasOwn(NUMBERS, command) ? NUMBERS[command] : undefined;
  if (!numbers) {
    const meant = /^([A-Z]\d+(?:\.\d)?)\W/.exec(command);
    if (!meant) return undefined;
    return { firmware: `Unknown command:"${command}"` };
  }
  for (const name of numbers) {
    const parameter = parameters.findLast((each) => each.name === name);
    if (!parameter || isNumber(parameter.value)) continue;
    const quoted = wholeLine(line);
    const isMove = command === 'G0' || command === 'G1';
    const firmware = isMove
      ? `Unable to parse move '${quoted}'`
      : `Error on '${quoted}': unable to parse ${parameter.value}`;
    return { firmware, parameter };
  }
  return undefined;
}

/** The name under which Klipper answers that it does not know a command. */
export function klipperUnknownCommand(line: GcodeLine): string {
  return `Unknown command:"${klipperReads(line).command}"`;
}

/** As Python's `float` reads what is left between two letters. */
function isNumber(text: string): boolean {
  return /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text);
}

function semicolon(line: GcodeLine): number {
  const text = textOf(line.bytes, line.start, line.end);
  return text.includes(';') ? line.commentStart : line.end;
}
