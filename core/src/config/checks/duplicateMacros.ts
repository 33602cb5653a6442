import { macroName } from '../macroProfiles.ts';
import type { CheckContext, CheckedSection } from './check.ts';

/** Macros of one name, and names that no command may have. */
export function duplicateMacros({ sections, report }: CheckContext): void {
  const byCommand = new Map<string, CheckedSection>();
  for (const section of sections) {
    const { merged, place, title } = section;
    if (merged.type !== 'gcode_macro' || merged.name === '') continue;
    const span = place.section.nameSpan;
    if (/\s/.test(merged.name)) {
      report(place.path, {
        ...span,
        rule: 'macro-name',
        severity: 'error',
        message: `A macro's name is one word; write "${merged.name.replaceAll(/\s+/g, '_')}".`,
        firmware: `Name of section '${title}' contains illegal whitespace`,
      });
      continue;
    }
    reportReplaced(section, report);
    const command = macroName(merged.name);
    if (merged.options.has('rename_existing')) continue;
    if (!isCommandName(command)) {
      report(place.path, {
        ...span,
        rule: 'macro-name',
        severity: 'error',
        message: `"${merged.name}" cannot be a command; name the macro with letters, digits and _, and no digit among the first two.`,
        firmware: `Can't register '${command}' as it is an invalid name`,
      });
      continue;
    }
    const earlier = byCommand.get(command);
    if (!earlier) {
      byCommand.set(command, section);
      continue;
    }
    report(place.path, {
      ...span,
      rule: 'macro-defined-twice',
      severity: 'error',
      message: `[${earlier.title}] is the same command, as case does not count; rename one of them.`,
      firmware: `gcode command ${command} already registered`,
    });
  }
}

/** Of two bodies of one section the later one counts, without a word from Klipper. */
function reportReplaced({ merged, title }: CheckedSection, report: CheckContext['report']): void {
  const counting = merged.options.get('gcode');
  if (!counting) return;
  for (const { path, section } of merged.places) {
    const body = section.options.findLast(({ name }) => name === 'gcode');
    if (!body || body === counting.option) continue;
    const isSameFile = path === counting.path;
    report(path, {
      ...section.header,
      rule: 'macro-replaced',
      // Files that are included are made to be overridden.
      severity: isSameFile ? 'warning' : 'hint',
      message: `[${title}] stands again ${isSameFile ? '' : `in ${counting.path}, `}line ${counting.option.nameSpan.line + 1}, and only that body counts; remove one of them.`,
    });
  }
}

/** `G1`, `M104.2`: a capital letter and a number (`GCodeDispatch.is_traditional_gcode`). */
export function isTraditionalCode(command: string): boolean {
  return /^[A-Z]\d[\d.e+-]*$/i.test(command) && Number.isFinite(Number(command.slice(1)));
}

/** What `GCodeDispatch.register_command` of `klippy/gcode.py` lets pass. */
function isCommandName(command: string): boolean {
  return isTraditionalCode(command) || /^[\p{L}_][\p{L}_][\p{L}\p{N}_]*$|^[\p{L}_]$/u.test(command);
}
