import type { Location, Position } from 'vscode-languageserver';
import type { LoadedConfiguration } from './configContext.ts';
import { touches } from './configPlace.ts';
import { type ConfigText, spanRange } from './configText.ts';
import { type MacroMention, macroMentions } from './macroMentions.ts';

/** The macro or command whose name a place touches. */
export function mentionAt(text: ConfigText, position: Position): MacroMention | undefined {
  return macroMentions(text).find(({ span }) => touches(span, position));
}

/** Where a macro is defined: its sections, or the `rename_existing` that gives a command its second name.
 * @param name in upper case */
export function definitionsOf(loaded: LoadedConfiguration, name: string): Location[] {
  return locations(loaded, name, ({ role }) => role === 'definition' || role === 'renamed');
}

/** Every place in the configuration where the name stands.
 * @param name in upper case */
export function mentionsOf(
  loaded: LoadedConfiguration,
  name: string,
  withDefinition: boolean,
): Location[] {
  return locations(
    loaded,
    name,
    ({ role }) => withDefinition || (role !== 'definition' && role !== 'renamed'),
  );
}

function locations(
  { texts }: LoadedConfiguration,
  name: string,
  wanted: (mention: MacroMention) => boolean,
): Location[] {
  return [...texts.values()].flatMap((text) =>
    macroMentions(text)
      .filter((mention) => mention.name === name && wanted(mention))
      .map(({ span }) => ({ uri: text.uri, range: spanRange(span) })),
  );
}
