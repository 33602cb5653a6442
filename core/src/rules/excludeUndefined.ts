import { lineCommandName } from '../gcode/line.ts';
import { objectNamed, withDefinition } from './excludeObjects.ts';
import { shortened } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

/** Remembers the objects that were defined. */
export const excludeUndefined: MemoryRule<readonly string[] | null> = {
  id: 'exclude-undefined',
  severity: 'warning',
  why: "An object begins that was never defined: the printer's screen shows no outline to cancel it by.",
  firmwares: ['klipper'],
  commands: ['EXCLUDE_OBJECT_DEFINE', 'EXCLUDE_OBJECT_START'],
  memory: [],
  check({ line, report }, defined) {
    if (lineCommandName(line) === 'EXCLUDE_OBJECT_DEFINE') return withDefinition(line, defined);
    const named = objectNamed(line);
    if (!named || !defined || defined.includes(named.name)) return defined;
    report({
      start: named.parameter.valueStart,
      end: named.parameter.valueEnd,
      subject: named.name,
      message: `No EXCLUDE_OBJECT_DEFINE before defines ${shortened(named.parameter.value)}; add one at the head of the file, or correct the name.`,
    });
    return defined;
  },
};
