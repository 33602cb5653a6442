import { commandReference } from '../commands/command.ts';
import { lineCommandName } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { KLIPPER_WORDS } from './klipperWords.ts';
import { commandSpan, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** What Klipper's commands cannot do without, by command. */
const REQUIRED: ReadonlyMap<string, readonly string[]> = new Map(
  KLIPPER_WORDS.flatMap((name) => {
    // Objects have a rule of their own.
    if (name.startsWith('EXCLUDE_OBJECT')) return [];
    const parameters = commandReference(name)?.parameters ?? [];
    const required = parameters.filter((parameter) => parameter.required);
    return required.length === 0 ? [] : [[name, required.map((parameter) => parameter.name)]];
  }),
);

export const missingParameter: LineRule = {
  id: 'missing-parameter',
  severity: 'error',
  why: 'Klipper stops at a command that lacks a parameter it cannot do without.',
  firmwares: ['klipper'],
  commands: [...REQUIRED.keys()],
  check({ line, report }) {
    const name = lineCommandName(line);
    const { parameters, malformed } = wordParameters(line);
    if (malformed) return;
    const missing = REQUIRED.get(name)?.find(
      (required) => !parameters.some((parameter) => parameter.name === required),
    );
    if (missing === undefined) return;
    report({
      ...commandSpan(line),
      message: `${name} needs ${missing}=, and Klipper stops the print where it is missing.`,
      firmware: `Error on '${wholeLine(line)}': missing ${missing}`,
    });
  },
};
