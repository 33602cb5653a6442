import {
  LSPErrorCodes,
  type Range,
  ResponseError,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver';
import { commandReference } from '#core/commands/command';
import type { LoadedConfiguration } from './configContext.ts';
import { spanRange, spanText } from './configText.ts';
import { macroMentions } from './macroMentions.ts';
import { definitionsOf } from './macroPlaces.ts';

/** A macro's name where the cursor is, as it is written there. */
export interface RenamedPlace {
  readonly range: Range;
  readonly placeholder: string;
}

/**
 * Every edit that gives a macro another name, in all files of its configuration.
 *
 * @param name of the macro, in upper case
 * @param others places outside of the configuration where it is called, by address
 * @throws ResponseError with one sentence where Klipper would refuse the new name
 */
export function renameEdits(
  loaded: LoadedConfiguration,
  name: string,
  newName: string,
  others: ReadonlyMap<string, readonly Range[]>,
): WorkspaceEdit {
  requireMacro(loaded, name);
  const refusal = refusalOf(loaded, name, newName);
  if (refusal !== undefined) throw new ResponseError(LSPErrorCodes.RequestFailed, refusal);
  const changes: Record<string, TextEdit[]> = {};
  for (const text of loaded.texts.values()) {
    const edits = macroMentions(text)
      .filter((mention) => mention.name === name)
      .map(({ span }) => ({
        range: spanRange(span),
        newText: sameCase(spanText(text, span), newName),
      }));
    if (edits.length > 0) changes[text.uri] = edits;
  }
  for (const [uri, ranges] of others) {
    if (ranges.length > 0) changes[uri] = ranges.map((range) => ({ range, newText: newName }));
  }
  return { changes };
}

/** @throws ResponseError where the configuration defines no macro of this name */
export function requireMacro(loaded: LoadedConfiguration, name: string): void {
  if (definitionsOf(loaded, name).length > 0) return;
  throw new ResponseError(
    LSPErrorCodes.RequestFailed,
    `No section [gcode_macro ${name}] is in this configuration, and only macros can be renamed.`,
  );
}

/** One sentence why Klipper could not take the new name; undefined where it can. The rules are those of
 * `register_command` in `klippy/gcode.py` and of `klippy/extras/gcode_macro.py`. */
function refusalOf(loaded: LoadedConfiguration, name: string, newName: string): string | undefined {
  const upper = newName.toUpperCase();
  if (!isTraditional(upper) && !/^[A-Z_][A-Z_]?$|^[A-Z_]{2}[A-Z_\d]+$/.test(upper))
    return `"${newName.slice(0, 60)}" is no name that Klipper takes: write letters, digits and _, beginning with two letters, or a letter and a number such as M600.`;
  if (upper === name) return undefined;
  if (isTraditional(upper) !== isTraditional(name))
    return `${name} cannot become ${upper}, because names such as M600 are called with letters (X1) and all others with words (X=1).`;
  if (definitionsOf(loaded, upper).length > 0)
    return `The configuration has a macro ${upper} already; choose another name.`;
  if (replacesCommand(loaded, name))
    return `${name} takes the place of a command of Klipper's own (rename_existing), so it must keep its name.`;
  if (commandReference(upper)?.firmwares.includes('klipper') && !commandReference(name))
    return `Klipper has a command ${upper} of its own; choose another name, or add rename_existing to the macro first.`;
  return undefined;
}

function replacesCommand({ profile }: LoadedConfiguration, name: string): boolean {
  return profile.macros.some((macro) => macro.name === name && macro.renames !== undefined);
}

/** A letter and a number, which Klipper reads in another way than words. */
function isTraditional(name: string): boolean {
  return /^[A-Z]\d+(?:\.\d+)?$/.test(name);
}

/** A call in small letters stays in small letters. */
function sameCase(written: string, newName: string): string {
  return written === written.toLowerCase() && /[a-z]/.test(written)
    ? newName.toLowerCase()
    : newName;
}
