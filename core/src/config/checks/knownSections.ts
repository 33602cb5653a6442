import { nearestName } from '../../commands/nearestName.ts';
import type { ConfigSection } from '../config.ts';
import { ALL_SECTIONS } from '../sectionReference.ts';
import type { CheckContext } from './check.ts';

/** Sections of moonraker.conf, which people put into printer.cfg. */
const MOONRAKER_SECTIONS: ReadonlySet<string> = new Set([
  'announcements',
  'authorization',
  'data_store',
  'file_manager',
  'history',
  'job_queue',
  'machine',
  'mqtt',
  'octoprint_compat',
  'power',
  'secrets',
  'server',
  'simplyprint',
  'spoolman',
  'timelapse',
  'update_manager',
  'webcam',
  'wled',
  'zeroconf',
]);

const NAMES = ALL_SECTIONS.map(({ type }) => type);

/** Klipper stops at a section that none of its modules knows. */
export function knownSections({ sections, readers, report }: CheckContext): void {
  for (const { title, merged, reference, place, isAutosaved } of sections) {
    if (isAutosaved) continue;
    const firmware = `Section '${title.toLowerCase()}' is not a valid config section`;
    const { header, nameSpan } = place.section;
    if (reference) {
      if (reference.naming === 'none' && merged.name !== '') {
        report(place.path, {
          ...nameSpan,
          rule: 'section-name',
          severity: readers === 'klipper' ? 'error' : 'warning',
          message: `The section [${merged.type}] has no name of its own; remove "${merged.name}".`,
          firmware,
        });
      } else if (reference.naming === 'required' && merged.name === '') {
        report(place.path, {
          ...header,
          rule: 'section-name',
          severity: 'error',
          message: `The section [${merged.type}] needs a name; write [${merged.type} NAME].`,
          firmware: merged.type === 'gcode_macro' ? wordsForMacro(place.section) : firmware,
        });
      }
      continue;
    }
    if (readers === 'fork') continue;
    const near = nearestName(merged.type, NAMES);
    const cure = MOONRAKER_SECTIONS.has(merged.type)
      ? 'it belongs into moonraker.conf'
      : near
        ? `perhaps [${[near, merged.name].filter((word) => word !== '').join(' ')}] is meant`
        : 'correct the name, or install the add-on that defines it';
    report(place.path, {
      ...header,
      rule: 'unknown-section',
      severity: 'warning',
      message: `Klipper has no section [${title}]; ${cure}.`,
      firmware,
    });
  }
}

/** Klipper has an object called gcode_macro, and stops at the first option of it. */
function wordsForMacro({ options }: ConfigSection): string {
  const [first] = options;
  return first
    ? `Option '${first.name}' is not valid in section 'gcode_macro'`
    : 'The macro has no name';
}
