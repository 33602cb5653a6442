import { nearestName } from '../../commands/nearestName.ts';
import type { SectionReference } from '../config.ts';
import {
  type CheckContext,
  type CheckedOption,
  type CheckedSection,
  isRead,
  listOf,
} from './check.ts';

/** Klipper stops at an option that nobody has asked for by the time everything is loaded. */
export function knownOptions(context: CheckContext): void {
  for (const section of context.sections) {
    if (!section.reference) continue;
    for (const option of section.options) {
      if (option.isAutosaved) continue;
      if (option.reference?.deprecated) reportDeprecated(context, section, option);
      else if (context.readers !== 'fork') checkOption(context, section, option, section.reference);
    }
  }
}

function checkOption(
  { readers, report }: CheckContext,
  section: CheckedSection,
  { path, option, reference }: CheckedOption,
  known: SectionReference,
): void {
  const severity = readers === 'klipper' ? 'error' : 'warning';
  const firmware = firmwareWords(section, option.name);
  if (!reference) {
    if (known.openOptions !== undefined) return;
    const near = nearestName(
      option.name,
      known.options.map(({ name }) => name),
    );
    report(path, {
      ...option.nameSpan,
      rule: 'unknown-option',
      severity,
      message: `[${section.title}] has no option "${option.name}"; ${near ? `perhaps "${near}" is meant` : 'remove it, or correct its name'}.`,
      firmware,
    });
  } else if (isRead(section, reference) === false && reference.onlyWith) {
    const { option: decisive, values } = reference.onlyWith;
    const needed =
      values.length <= 4
        ? ` (only with "${decisive}: ${listOf(values)}")`
        : ` for this ${decisive}`;
    report(path, {
      ...option.nameSpan,
      rule: 'option-not-read',
      severity,
      message: `Klipper does not read "${option.name}" here${needed} and stops because of it; remove it.`,
      firmware,
    });
  }
}

function reportDeprecated(
  { report }: CheckContext,
  section: CheckedSection,
  { path, option, reference }: CheckedOption,
): void {
  const [since = '', cure = ''] = (reference?.deprecated ?? '').split(': ');
  report(path, {
    ...option.nameSpan,
    rule: 'deprecated-option',
    severity: 'warning',
    message: `"${option.name}" went out of use on ${since}; ${cure}.`,
    firmware: reference?.stillRead
      ? `Option '${option.name}' in section '${section.title}' is deprecated.`
      : firmwareWords(section, option.name),
  });
}

/** Klipper compares both in lower case, and says them so. */
function firmwareWords(section: CheckedSection, option: string): string {
  return `Option '${option}' is not valid in section '${section.title.toLowerCase()}'`;
}
