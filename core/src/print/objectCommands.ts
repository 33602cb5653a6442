import {
  commandCode,
  type GcodeLine,
  lineCommandName,
  parameterValue,
  S,
  textOf,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { wordParameter } from '../gcode/words.ts';
import { SEGMENT } from './segments.ts';

/** What a command says about objects; an empty name ends the object that is being printed. */
export interface ObjectCommand {
  readonly kind: number;
  readonly name: string;
}

const M486 = commandCode('M486');
const M624 = commandCode('M624');

/** Reads EXCLUDE_OBJECT_…, M486 and M624/M625; undefined for every other command. */
export function readObjectCommand(line: GcodeLine): ObjectCommand | undefined {
  if (line.command === WORD_COMMAND) {
    switch (lineCommandName(line)) {
      case 'EXCLUDE_OBJECT_START':
        // Klipper compares names in upper case; people know them as they were written.
        return { kind: SEGMENT.excludeObject, name: wordParameter(line, 'NAME') ?? '' };
      case 'EXCLUDE_OBJECT_END':
        return { kind: SEGMENT.excludeObject, name: '' };
      case 'EXCLUDE_OBJECT_DEFINE': {
        const name = wordParameter(line, 'NAME');
        return name === undefined ? undefined : { kind: SEGMENT.objectDefined, name };
      }
      default:
        return undefined;
    }
  }
  if (line.command === M486) {
    const index = parameterValue(line, S);
    if (index === undefined) return undefined;
    return { kind: SEGMENT.m486, name: index < 0 ? '' : `object ${index}` };
  }
  if (line.command === M624) {
    const label = textOf(line.bytes, line.wordEnd, line.commentStart).trim();
    return { kind: SEGMENT.m624, name: label };
  }
  return { kind: SEGMENT.m624, name: '' };
}

/** Commands that belong to printing a layer; any other one behind the last extrusion begins the end. */
const PRINTING_CODES: ReadonlySet<number> = new Set(
  [
    ...['G0', 'G1', 'G2', 'G3', 'G4', 'G5', 'G10', 'G11', 'G17', 'G18', 'G19', 'G21', 'G90', 'G92'],
    ...['M73', 'M82', 'M83', 'M106', 'M107', 'M117', 'M118', 'M201', 'M203', 'M204', 'M205'],
    ...['M220', 'M221', 'M486', 'M572', 'M624', 'M625', 'M900'],
  ].map(commandCode),
);

const PRINTING_WORDS: ReadonlySet<string> = new Set([
  'SET_VELOCITY_LIMIT',
  'SET_PRESSURE_ADVANCE',
  'SET_PRINT_STATS_INFO',
  'SET_GCODE_OFFSET',
  'EXCLUDE_OBJECT',
]);

export function isPartOfPrinting(line: GcodeLine): boolean {
  if (line.command === WORD_COMMAND) return PRINTING_WORDS.has(lineCommandName(line));
  return PRINTING_CODES.has(line.command);
}
