import { sectionReference } from '../sectionReference.ts';
import type { CheckContext } from './check.ts';
import { kinematicsOf } from './kinematics.ts';

/** A printer needs a board, limits and the motors of its kinematics; a driver needs its motor. */
export function requiredSections({
  configuration,
  sections,
  isWhole,
  readers,
  report,
}: CheckContext): void {
  if (!isWhole) return;
  const [main] = configuration.files;
  const has = (title: string) => configuration.sections.has(title);
  const printer = sections.find(({ title }) => title === 'printer');
  const missing = (title: string, why: string, firmware?: string) => {
    const path = printer?.place.path ?? main?.path;
    if (path === undefined) return;
    report(path, {
      ...(printer?.place.section.header ?? { line: 0, start: 0, end: 0 }),
      rule: 'missing-section',
      severity: 'error',
      message: `The section [${title}] is missing; ${why}.`,
      ...(firmware ? { firmware } : {}),
    });
  };
  if (!printer) {
    missing(
      'printer',
      'add it with kinematics, max_velocity and max_accel',
      "Option 'max_velocity' in section 'printer' must be specified",
    );
  }
  if (!has('mcu')) {
    missing(
      'mcu',
      'add it with the serial port of the board',
      "Option 'serial' in section 'mcu' must be specified",
    );
  }
  const kinematics = kinematicsOf(configuration);
  for (const title of kinematics?.steppers ?? []) {
    if (has(title)) continue;
    const first = kinematics?.rails[title]?.includes('anchor_x') ? 'step_pin' : 'endstop_pin';
    missing(
      title,
      `${kinematics?.name} kinematics need it`,
      `Option '${first}' in section '${title}' must be specified`,
    );
  }
  if (readers !== 'klipper') return;
  for (const { title, merged, place, isAutosaved } of sections) {
    if (isAutosaved || !/^tmc\d+$/.test(merged.type) || !sectionReference(merged.type)) continue;
    if (merged.name === '' || has(merged.name)) continue;
    report(place.path, {
      ...place.section.nameSpan,
      rule: 'driver-without-motor',
      severity: 'error',
      message: `[${title}] names a motor that has no section; add [${merged.name}], or correct the name.`,
      firmware: `Could not find config section '[${merged.name}]' required by tmc driver`,
    });
  }
}
