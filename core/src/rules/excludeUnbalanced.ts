import { lineCommandName } from '../gcode/line.ts';
import { objectNamed } from './excludeObjects.ts';
import { commandSpan, shortened } from './lineText.ts';
import type { MemoryRule } from './rule.ts';

/** Remembers the object that is being printed, '' for none. */
export const excludeUnbalanced: MemoryRule<string> = {
  id: 'exclude-unbalanced',
  severity: 'warning',
  why: 'Beginning and end of objects do not match: cancelling one leaves out moves of another.',
  firmwares: ['klipper'],
  commands: ['EXCLUDE_OBJECT_START', 'EXCLUDE_OBJECT_END'],
  memory: '',
  check({ line, report }, current) {
    const named = objectNamed(line);
    const place = named
      ? { start: named.parameter.valueStart, end: named.parameter.valueEnd }
      : commandSpan(line);
    if (lineCommandName(line) === 'EXCLUDE_OBJECT_START') {
      if (current !== '')
        report({
          ...place,
          message: `${shortened(current)} has not ended where this object begins; put EXCLUDE_OBJECT_END NAME=${shortened(current)} in front.`,
        });
      return named?.name ?? '';
    }
    if (current === '') {
      report({
        ...place,
        message: 'Here an object ends, but none has begun; remove the line or add its start.',
        firmware: 'EXCLUDE_OBJECT_END called, but no object is currently active',
      });
    } else if (named && named.name !== current) {
      report({
        ...place,
        message: `Here ${shortened(named.name)} ends while ${shortened(current)} is being printed; correct the name.`,
        firmware: `EXCLUDE_OBJECT_END NAME=${shortened(named.name)} does not match the current object NAME=${shortened(current)}`,
      });
    }
    return '';
  },
  atEnd({ text, print, report }, current) {
    if (current === '') return;
    const object = print.objects.find(({ name }) => name.toUpperCase() === current);
    report(object?.ranges.at(-1)?.firstLine ?? text.lineCount - 1, {
      message: `${shortened(current)} begins here and never ends; add EXCLUDE_OBJECT_END NAME=${shortened(current)} where it is complete.`,
    });
  },
};
