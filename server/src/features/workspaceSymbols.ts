import { SymbolKind, type WorkspaceSymbol } from 'vscode-languageserver';
import { layerOutlines, objectOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';
import { lineRange } from '../positions.ts';
import { layerName } from './words.ts';

const MOST_SYMBOLS = 500;

/** Layers and objects of the files that are open whose name holds all words of the query. */
export function workspaceSymbols<Result>(
  files: readonly { readonly uri: string; readonly reading: Reading<Result> }[],
  query: string,
): WorkspaceSymbol[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const symbols: WorkspaceSymbol[] = [];
  for (const { uri, reading } of files) {
    const containerName = fileName(uri);
    function add(name: string, kind: SymbolKind, firstLine: number): void {
      const lower = name.toLowerCase();
      if (symbols.length >= MOST_SYMBOLS || !words.every((word) => lower.includes(word))) return;
      const range = lineRange(reading.text, firstLine - 1);
      symbols.push({ name, kind, containerName, location: { uri, range } });
    }
    const print = reading.print();
    for (const object of objectOutlines(print, reading.text))
      add(object.name, SymbolKind.Object, object.ranges[0]?.firstLine ?? 1);
    for (const layer of layerOutlines(print, reading.text))
      add(layerName(layer), SymbolKind.Class, layer.firstLine);
  }
  return symbols;
}

/** For people; an address that is not encoded as it should be is shown as it is. */
function fileName(uri: string): string {
  const name = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
