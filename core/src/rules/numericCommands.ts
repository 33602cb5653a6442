import { commandCode } from '../gcode/line.ts';

/** Commands whose every parameter is a letter with a number, in all three firmwares. Others may carry
 * names and lists, in which a letter with a number behind it means nothing. */
const NUMERIC: ReadonlySet<number> = new Set(
  [
    ...['G0', 'G1', 'G2', 'G3', 'G4', 'G5', 'G92'],
    ...['M73', 'M104', 'M106', 'M107', 'M109', 'M140', 'M190', 'M201', 'M203', 'M204', 'M205'],
    ...['M220', 'M221', 'M566', 'M900'],
  ].map(commandCode),
);

export function takesNumbersOnly(command: number): boolean {
  return NUMERIC.has(command);
}
