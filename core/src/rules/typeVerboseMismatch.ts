import type { Role } from '../contract/outline.ts';
import { roleOf } from '../gcode/dialects/all.ts';
import { MARK } from '../gcode/dialects/dialect.ts';
import { NO_COMMAND, textOf } from '../gcode/line.ts';
import { readVerbose, VERBOSE_WORDS } from '../gcode/verbose.ts';
import { MOVE } from '../machine/move.ts';
import type { MemoryRule } from './rule.ts';

/** Roles that comments tell apart reliably; in OrcaSlicer "perimeter" stands for all walls. */
type Family = 'walls' | 'infill' | 'skirt or brim' | 'support' | '';

const FAMILY: Readonly<Partial<Record<Role, Family>>> = {
  'outer wall': 'walls',
  'inner wall': 'walls',
  overhang: 'walls',
  'thin wall': 'walls',
  'sparse infill': 'infill',
  'solid infill': 'infill',
  'top surface': 'infill',
  'bottom surface': 'infill',
  bridge: 'infill',
  'internal bridge': 'infill',
  'gap fill': 'infill',
  ironing: 'infill',
  skirt: 'skirt or brim',
  brim: 'skirt or brim',
  support: 'support',
  'support interface': 'support',
};

/** Remembers what the last mark announced. */
export const typeVerboseMismatch: MemoryRule<Family> = {
  id: 'type-verbose-mismatch',
  severity: 'information',
  why: 'The mark announces one feature and the comments of its lines say another: lines were moved.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  marks: [MARK.feature],
  comments: true,
  memory: '',
  check({ line, move, mark, report }, announced) {
    if (line.command === NO_COMMAND)
      return FAMILY[roleOf(textOf(line.bytes, mark.valueStart, mark.valueEnd))] ?? '';
    if (announced === '' || move.kind !== MOVE.extrude) return announced;
    const role = VERBOSE_WORDS[readVerbose(line).word]?.role;
    const said = role === undefined ? undefined : FAMILY[role];
    if (said === undefined || said === announced) return announced;
    report({
      start: line.commentStart,
      end: line.end,
      message: `The comment says ${said} where the mark before announced ${announced}; these lines belong elsewhere.`,
    });
    return announced;
  },
};
