import { commandReference } from '../../commands/command.ts';
import { macroName } from '../macroProfiles.ts';
import { strip } from '../pythonText.ts';
import { type CheckContext, type CheckedSection, valueSpan } from './check.ts';
import { hasSectionFor } from './commandSections.ts';
import { isTraditionalCode } from './duplicateMacros.ts';

/** Commands that Klipper only has at times, whatever the configuration says. */
const PASSING_COMMANDS: ReadonlySet<string> = new Set(['ACCEPT', 'ABORT', 'TESTZ', 'ADJUSTED']);

/** Macros that take the place of a command, and the names under which the command stays. */
export function renamedCommands(context: CheckContext): void {
  const macros = context.sections.filter(
    ({ merged, reference }) => merged.type === 'gcode_macro' && reference && merged.name !== '',
  );
  const names = new Set(macros.map(({ merged }) => macroName(merged.name)));
  const renamed = new Map<string, CheckedSection>();
  for (const macro of macros) {
    const command = macroName(macro.merged.name);
    const rename = macro.merged.options.get('rename_existing');
    if (!rename) {
      reportTaken(context, macro, command);
      continue;
    }
    const name = strip(rename.option.value);
    const report = (
      rule: string,
      severity: 'error' | 'warning',
      message: string,
      firmware: string,
    ) =>
      context.report(rename.path, {
        ...valueSpan(rename.option),
        rule,
        severity,
        message,
        firmware,
      });
    if (isTraditionalCode(command) !== isTraditionalCode(name)) {
      report(
        'rename-existing',
        'error',
        `${command} can only be renamed to ${isTraditionalCode(command) ? 'a letter and a number, as G1.20' : 'a word'}, not to ${name}.`,
        `G-Code macro rename of different types ('${command}' vs '${name}')`,
      );
      continue;
    }
    const earlier = renamed.get(name);
    const isTaken =
      names.has(name) ||
      earlier !== undefined ||
      isBuiltIn(context, name) === true ||
      name === command;
    renamed.set(name, macro);
    if (isTaken) {
      report(
        'rename-existing',
        'error',
        `There is a command ${name} already; rename the former ${command} to a name that is free.`,
        `gcode command ${name} already registered`,
      );
    } else if (isBuiltIn(context, command) === false) {
      const section = commandReference(command)?.klipperSection;
      report(
        'rename-existing',
        'warning',
        `There is no command ${command} to rename; ${section ? `add ${section}, which brings it` : 'remove "rename_existing"'}.`,
        `Existing command '${command}' not found in gcode_macro rename`,
      );
    }
  }
}

function reportTaken(context: CheckContext, macro: CheckedSection, command: string): void {
  if (isBuiltIn(context, command) !== true) return;
  const { path, section } = macro.place;
  context.report(path, {
    ...section.nameSpan,
    rule: 'macro-name-taken',
    severity: 'error',
    message: `Klipper has a command ${command} already; add "rename_existing: ${isTraditionalCode(command) ? `${command}.1` : `BASE_${command}`}" to take its place.`,
    firmware: `gcode command ${command} already registered`,
  });
}

/** Whether Klipper itself has the command with this configuration; undefined where that is not known. */
function isBuiltIn(context: CheckContext, command: string): boolean | undefined {
  if (!context.isWhole || context.readers !== 'klipper') return undefined;
  if (PASSING_COMMANDS.has(command)) return undefined;
  const reference = commandReference(command);
  if (!reference?.firmwares.includes('klipper')) return false;
  if (reference.klipperSection === undefined) return ALWAYS_THERE.has(command) ? true : undefined;
  return hasSectionFor(context.configuration, reference);
}

/** Commands that Klipper registers with every printer (seen on a running one). */
const ALWAYS_THERE: ReadonlySet<string> = new Set([
  ...['G0', 'G1', 'G4', 'G20', 'G21', 'G28', 'G90', 'G91', 'G92', 'M82', 'M83', 'M84', 'M18'],
  ...['M105', 'M110', 'M112', 'M114', 'M115', 'M204', 'M220', 'M221', 'M400', 'M119'],
  ...['RESTART', 'FIRMWARE_RESTART', 'STATUS', 'HELP', 'ECHO', 'SAVE_CONFIG', 'GET_POSITION'],
  ...['SET_GCODE_OFFSET', 'SAVE_GCODE_STATE', 'RESTORE_GCODE_STATE', 'SET_VELOCITY_LIMIT'],
  ...['SET_STEPPER_ENABLE', 'STEPPER_BUZZ', 'TUNING_TOWER', 'MANUAL_PROBE', 'SET_IDLE_TIMEOUT'],
]);
