import { nearestName } from '../../commands/nearestName.ts';
import type { CheckContext } from './check.ts';
import { listItems } from './optionText.ts';

/** Fans and checks of heaters name a heater, which must be there. */
export function heaterNames({ sections, isWhole, readers, report }: CheckContext): void {
  if (!isWhole || readers !== 'klipper') return;
  const heaters = sections.flatMap(({ merged, reference }) =>
    reference?.origin === undefined && merged.options.has('heater_pin')
      ? [merged.name === '' ? merged.type : (merged.name.split(/\s+/).pop() ?? '')]
      : [],
  );
  const cure = (name: string) => {
    const near = nearestName(name, heaters);
    return near ? `perhaps "${near}" is meant` : 'add its section, or name another heater';
  };
  for (const { merged, place } of sections) {
    if (merged.type === 'verify_heater' && merged.name !== '' && !heaters.includes(merged.name)) {
      report(place.path, {
        ...place.section.nameSpan,
        rule: 'unknown-heater',
        severity: 'error',
        message: `There is no heater "${merged.name}"; ${cure(merged.name)}.`,
        firmware: `Unknown heater '${merged.name}'`,
      });
    }
    if (merged.type !== 'heater_fan' && merged.type !== 'controller_fan') continue;
    const option = merged.options.get('heater');
    for (const { text: name, span } of option ? listItems(option.option) : []) {
      if (!option || name === '' || heaters.includes(name)) continue;
      report(option.path, {
        ...span,
        rule: 'unknown-heater',
        severity: 'error',
        message: `There is no heater "${name}"; ${cure(name)}.`,
        firmware: `Unknown heater '${name}'`,
      });
    }
  }
}
