import type { Location, Position } from 'vscode-languageserver';
import type { ConfigContext } from './configContext.ts';
import { includeKey } from './configFiles.ts';
import { placeAt } from './configPlace.ts';
import { positionInLines } from './configText.ts';
import { definitionsOf, mentionAt } from './macroPlaces.ts';
import { uriOfPath } from './paths.ts';

const START = { line: 0, character: 0 };

/** From the call of a macro to its section, from an include to its files. */
export function configDefinition(context: ConfigContext, position: Position): Location[] {
  const { text, includes, texts } = context;
  const at = positionInLines(text.lines, position);
  const place = placeAt(text.document, at);
  if (place?.kind === 'header' && place.section.type === 'include') {
    const paths = includes.get(includeKey(text.path, place.section.name)) ?? [];
    return paths.map((path) => ({
      uri: texts.get(path)?.uri ?? uriOfPath(path),
      range: { start: START, end: START },
    }));
  }
  const mention = mentionAt(text, at);
  return mention ? definitionsOf(context, mention.name) : [];
}
