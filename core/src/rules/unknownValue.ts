import { commandReference } from '../commands/command.ts';
import { lineCommandName } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { shortened, wholeLine } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** Parameters whose value Klipper looks up, with what it answers where there is no such value
 * (`klippy/extras/respond.py`, `extras/screws_tilt_adjust.py`, `kinematics/idex_modes.py`). */
const LOOKED_UP: Readonly<
  Record<string, { readonly parameter: string; answer(value: string, line: string): string }>
> = {
  RESPOND: {
    parameter: 'TYPE',
    answer: (value) =>
      `RESPOND TYPE '${value.toLowerCase()}' is invalid. Must be one of 'echo', 'command', or 'error'`,
  },
  SCREWS_TILT_CALCULATE: {
    parameter: 'DIRECTION',
    answer: (_value, line) => `Error on '${line}': DIRECTION must be either CW or CCW`,
  },
  SET_DUAL_CARRIAGE: {
    parameter: 'MODE',
    answer: (value) => `Invalid mode=${value.toUpperCase()} specified`,
  },
};

export const unknownValue: LineRule = {
  id: 'unknown-value',
  severity: 'error',
  why: 'Klipper stops at a value that is none of those that the parameter takes.',
  firmwares: ['klipper'],
  commands: Object.keys(LOOKED_UP),
  check({ line, profile, report }) {
    const name = lineCommandName(line);
    if (profile.macros.some((macro) => macro.name === name)) return;
    const lookedUp = LOOKED_UP[name];
    const { parameters, malformed } = wordParameters(line);
    const given = parameters.findLast((each) => each.name === lookedUp?.parameter);
    if (!lookedUp || !given || malformed) return;
    const known = commandReference(name)?.parameters.find((each) => each.name === given.name);
    const values = known?.values?.map(({ value }) => value) ?? [];
    const written = given.value.toUpperCase();
    // What braces and brackets hold is a placeholder, which another rule names.
    if (values.some((value) => value.toUpperCase() === written) || /[{[]/.test(written)) return;
    const value = shortened(given.value);
    report({
      start: given.nameStart,
      end: given.valueEnd,
      message: `${name} has no ${given.name} ${value}, and Klipper stops the print here; there are ${values.join(', ')}.`,
      firmware: lookedUp.answer(value, wholeLine(line)),
    });
  },
};
