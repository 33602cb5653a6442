import {
  type CommandReference,
  commandReference,
  type ParameterReference,
} from '#core/commands/command';
import type { MacroProfile } from '#core/machine/profile';
import type { Reading } from '#core/print/reading';
import { escapeMarkdown } from '../markdown.ts';

/** What a command is on the chosen printer: one of its macros, or what the dictionary has. */
export function referenceOf(
  { profile }: Pick<Reading<unknown>, 'profile'>,
  name: string,
): CommandReference | undefined {
  const macro = macroOf(profile.macros, name);
  return macro ? macroReference(macro) : commandReference(name);
}

/** Of two definitions the later one counts. */
export function macroOf(macros: readonly MacroProfile[], name: string): MacroProfile | undefined {
  const upperCaseName = name.toUpperCase();
  return macros.findLast((macro) => macro.name === upperCaseName);
}

/** A macro as if the dictionary had it; with the parameters of the command whose place it takes. */
export function macroReference(macro: MacroProfile): CommandReference {
  const replaced = commandReference(macro.name);
  const own = macro.parameters.map(parameterReference);
  const others = replaced?.parameters.filter(({ name }) => own.every((each) => each.name !== name));
  const description = macro.description ? `${escapeMarkdown(macro.description)}. ` : '';
  return {
    name: macro.name,
    title: replaced ? `macro in place of ${replaced.title}` : 'macro of the printer',
    summary: `${description}${parametersText(macro)}`,
    group: replaced?.group ?? 'print',
    parameters: [...own, ...(others ?? [])],
    firmwares: ['klipper'],
    ...(macro.file === undefined ? {} : { note: placeText(macro.file, macro.line) }),
    ...(replaced?.rawText ? { rawText: true } : {}),
    sources: [],
  };
}

function parametersText({ parameters }: MacroProfile): string {
  if (parameters.length === 0) return 'It reads no parameters.';
  const names = parameters.map(({ name, default: value }) =>
    value === undefined ? name : `${name} (${value})`,
  );
  return `It reads ${escapeMarkdown(names.join(', '))}.`;
}

function parameterReference({
  name,
  default: value,
}: MacroProfile['parameters'][number]): ParameterReference {
  const summary =
    value === undefined
      ? 'Parameter of the macro.'
      : `Parameter of the macro; ${escapeMarkdown(value)} where it is not given.`;
  return { name, summary };
}

function placeText(file: string, line: number | undefined): string {
  const name = escapeMarkdown(
    file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1),
  );
  return line === undefined ? `Defined in ${name}.` : `Defined in ${name}, line ${line + 1}.`;
}
