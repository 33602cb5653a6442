import { lineCommandName } from '../gcode/line.ts';
import { wordParameter } from '../gcode/words.ts';
import { shortened } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

/** Remembers the names that are saved and not restored, in order. */
export const saveRestoreUnbalanced: MemoryRule<readonly string[]> = {
  id: 'save-restore-unbalanced',
  severity: 'information',
  why: 'A state is saved and never restored: a mode that was changed in between stays changed.',
  firmwares: ['klipper'],
  commands: ['SAVE_GCODE_STATE', 'RESTORE_GCODE_STATE'],
  memory: [],
  check({ line }, open) {
    const name = wordParameter(line, 'NAME') ?? 'default';
    if (lineCommandName(line) === 'RESTORE_GCODE_STATE')
      return open.includes(name) ? open.filter((each) => each !== name) : open;
    return open.includes(name) || open.length >= 20 ? open : [...open, name];
  },
  atEnd({ text, report }, open) {
    if (open.length === 0) return;
    report(text.lineCount - 1, {
      message: `The file saves the state ${shortened(open.join(', '))} and never restores it; add RESTORE_GCODE_STATE NAME=${shortened(open[0] ?? '')}.`,
    });
  },
};
