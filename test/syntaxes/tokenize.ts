import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';

export type GrammarName = 'gcode' | 'klipper-config';

export function grammarPath(name: GrammarName): URL {
  return new URL(`../../syntaxes/${name}.tmLanguage.json`, import.meta.url);
}

/** The grammar as VS Code loads it: the same tokenizer and the same regular expression engine. */
export async function loadGrammar(name: GrammarName = 'gcode'): Promise<IGrammar> {
  const require = createRequire(import.meta.url);
  const wasm = await readFile(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const path = grammarPath(name);
  const source = await readFile(path, 'utf8');
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: oniguruma.createOnigScanner,
      createOnigString: oniguruma.createOnigString,
    }),
    loadGrammar: async () => textmate.parseRawGrammar(source, path.pathname),
  });
  const grammar = await registry.loadGrammar(`source.${name}`);
  if (!grammar) throw new Error(`The registry found no grammar for source.${name}.`);
  return grammar;
}

/**
 * One row a token: its text, then its scopes without `source.gcode` and without the `.gcode` (or
 * `.klipper-config`) at their ends. Blank tokens are left out.
 */
export function tokenRows(grammar: IGrammar, text: string): string {
  const rows: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split('\n')) {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    for (const token of result.tokens) {
      const piece = line.slice(token.startIndex, token.endIndex);
      if (piece.trim() === '') continue;
      const scopes = token.scopes
        .slice(1)
        .map((scope) => scope.replace(/\.(?:gcode|klipper-config)(?= |$)/g, ''));
      rows.push(`${piece} → ${scopes.join(' | ')}`.trimEnd());
    }
  }
  return rows.join('\n');
}
