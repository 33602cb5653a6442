import { E, hasParameter } from '../gcode/line.ts';
import { readVerbose, VERBOSE_WORDS } from '../gcode/verbose.ts';
import { MOVE } from '../machine/move.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const retractSign: LineRule = {
  id: 'retract-sign',
  severity: 'information',
  why: 'The comment says that filament is pulled back and the line pushes it, or the reverse.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  comments: true,
  check({ line, move, report }) {
    if (move.kind === MOVE.none || !hasParameter(line, E)) return;
    const { extruded } = move;
    if (extruded === 0) return;
    const says = VERBOSE_WORDS[readVerbose(line).word]?.says;
    const pushes = extruded > 0;
    if (says === 'retract' ? !pushes : says === 'unretract' ? pushes : true) return;
    report({
      ...parameterSpan(line, E),
      message: `The comment says ${says}, but the line ${pushes ? 'pushes filament forward' : 'pulls filament back'}; correct the sign of E, or look for M82 and M83 mixed up.`,
    });
  },
};
