import { objectNamed, withDefinition } from './excludeObjects.ts';
import { shortened } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

/** Remembers the objects that were defined. */
export const excludeDuplicate: MemoryRule<readonly string[] | null> = {
  id: 'exclude-duplicate',
  severity: 'warning',
  why: 'Klipper keeps both definitions of an object, so the list to cancel from shows it twice.',
  firmwares: ['klipper'],
  commands: ['EXCLUDE_OBJECT_DEFINE'],
  memory: [],
  check({ line, report }, defined) {
    const named = objectNamed(line);
    if (named && defined?.includes(named.name)) {
      report({
        start: named.parameter.valueStart,
        end: named.parameter.valueEnd,
        message: `${shortened(named.parameter.value)} is defined a second time; remove one of the definitions.`,
      });
    }
    return withDefinition(line, defined);
  },
};
