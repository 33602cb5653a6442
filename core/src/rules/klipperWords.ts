import { commandNames } from '../commands/command.ts';
import { commandCode, WORD_COMMAND } from '../gcode/line.ts';

/** Klipper's commands that take `NAME=value`. */
export const KLIPPER_WORDS: readonly string[] = commandNames('klipper').filter(
  (name) => name !== 'T' && commandCode(name) === WORD_COMMAND && name !== 'ECHO',
);
