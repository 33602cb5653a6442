import { lineCommandName } from '../gcode/line.ts';
import { type WordParameter, wordParameters } from '../gcode/words.ts';
import type { LineRule } from './rule.ts';

/** `klippy/extras/exclude_object.py` hands both to `json.loads` without a net. */
export const excludeBadJson: LineRule = {
  id: 'exclude-bad-json',
  severity: 'error',
  why: 'An outline or centre that cannot be read shuts Klipper down in the middle of the print.',
  firmwares: ['klipper'],
  commands: ['EXCLUDE_OBJECT_DEFINE'],
  check({ line, report }) {
    for (const parameter of wordParameters(line).parameters) {
      const expected = EXPECTED[parameter.name];
      if (expected === undefined || isJson(parameter)) continue;
      report({
        start: parameter.valueStart,
        end: parameter.valueEnd,
        message: `Klipper cannot read this ${parameter.name} and shuts down; write ${expected}.`,
        firmware: `Internal error on command:"${lineCommandName(line)}"`,
      });
    }
  },
};

const EXPECTED: Readonly<Record<string, string>> = {
  CENTER: 'two numbers such as 10,20',
  POLYGON: 'pairs of numbers such as [[0,0],[10,0],[10,10]]',
};

function isJson({ name, value }: WordParameter): boolean {
  try {
    JSON.parse(name === 'CENTER' ? `[${value}]` : value);
    return true;
  } catch {
    return false;
  }
}
