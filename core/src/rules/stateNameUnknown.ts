import { lineCommandName } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { commandSpan, shortened } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import type { MemoryRule } from './rule.ts';

/** Where a file saves more states than are followed, older ones are forgotten. */
const MOST_FOLLOWED = 64;

/** Remembers whether a macro ran, which may have saved a state of its own. */
export const stateNameUnknown: MemoryRule<boolean> = {
  id: 'state-name-unknown',
  severity: 'error',
  why: 'Klipper stops at a RESTORE_GCODE_STATE whose name was not saved before.',
  firmwares: ['klipper'],
  commands: ['RESTORE_GCODE_STATE'],
  unknown: true,
  memory: false,
  check(context, macroRan) {
    const { line, state, report } = context;
    if (macroRan) return true;
    if (lineCommandName(line) !== 'RESTORE_GCODE_STATE')
      return (effectsOfLine(context) & EFFECT.saves) !== 0;
    const parameter = wordParameters(line).parameters.find(({ name }) => name === 'NAME');
    const name = parameter?.value ?? 'default';
    if (state.saved.has(name) || state.saved.size >= MOST_FOLLOWED) return macroRan;
    const span = parameter
      ? { start: parameter.valueStart, end: parameter.valueEnd }
      : commandSpan(line);
    report({
      ...span,
      message: `No SAVE_GCODE_STATE before has the name ${shortened(name)}, and Klipper stops the print here.`,
      firmware: `Unknown g-code state: ${shortened(name)}`,
    });
    return macroRan;
  },
};
