import type { Position } from 'vscode-languageserver';
import type { ConfigContext } from '../../server/src/config/configContext.ts';
import { Configurations } from '../../server/src/config/configurations.ts';

export interface OpenedFiles {
  readonly configurations: Configurations;
  /** The file that holds the mark, in its configuration; without a mark the first one. */
  readonly context: ConfigContext;
  /** Where the mark stood. */
  readonly position: Position;
  /** Text of a file without the mark, by name. */
  readonly sources: Readonly<Record<string, string>>;
}

const FOLDER = '/no-such-folder/printer';

export function uriOf(name: string): string {
  return `file://${FOLDER}/${name}`;
}

/** Opens files as an editor does, side by side in one folder; `<|>` marks the place in one of them. */
export function openedFiles(files: Readonly<Record<string, string>> | string): OpenedFiles {
  const marked = typeof files === 'string' ? { 'printer.cfg': files } : files;
  const configurations = new Configurations();
  const sources: Record<string, string> = {};
  let name = Object.keys(marked)[0]!;
  let position = { line: 0, character: 0 };
  for (const [each, text] of Object.entries(marked)) {
    const at = text.indexOf('<|>');
    if (at >= 0) {
      const before = text.slice(0, at).split(/\r\n|\n|\r/);
      name = each;
      position = { line: before.length - 1, character: before.at(-1)!.length };
    }
    sources[each] = text.replace('<|>', '');
    configurations.open(uriOf(each), 1, sources[each]!);
  }
  return { configurations, context: configurations.contextOf(uriOf(name))!, position, sources };
}

/** `printer.cfg 3:5–10`, lines and columns from 1. */
export function placeText(
  uri: string,
  range: { readonly start: Position; readonly end: Position },
): string {
  const { start, end } = range;
  const last =
    end.line === start.line ? `${end.character + 1}` : `${end.line + 1}:${end.character + 1}`;
  return `${uri.slice(uri.lastIndexOf('/') + 1)} ${start.line + 1}:${start.character + 1}–${last}`;
}
