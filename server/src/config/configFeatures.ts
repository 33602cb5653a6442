import type {
  CodeAction,
  CompletionList,
  DocumentLink,
  DocumentSymbol,
  FoldingRange,
  Hover,
  Position,
  Range,
} from 'vscode-languageserver';
import { configCompletion } from './completion.ts';
import type { ConfigChecks } from './configChecks.ts';
import type { Configurations } from './configurations.ts';
import { documentLinks } from './documentLinks.ts';
import { configSymbols } from './documentSymbols.ts';
import { configFoldingRanges } from './folding.ts';
import { configHover } from './hover.ts';
import { configQuickFixes } from './quickFixes.ts';

/** What the editor asks of any document, answered for a printer.cfg; undefined where the address is none. */
export interface ConfigFeatures {
  documentSymbols(uri: string): DocumentSymbol[] | undefined;
  foldingRanges(uri: string): FoldingRange[] | undefined;
  hover(uri: string, position: Position): Hover | null | undefined;
  completion(uri: string, position: Position): CompletionList | undefined;
  codeActions(uri: string, range: Range): CodeAction[] | undefined;
  documentLinks(uri: string): DocumentLink[] | undefined;
}

export function configFeatures(
  configurations: Configurations,
  checks: ConfigChecks,
): ConfigFeatures {
  return {
    documentSymbols(uri) {
      const text = configurations.text(uri);
      return text && configSymbols(text);
    },
    foldingRanges(uri) {
      const text = configurations.text(uri);
      return text && configFoldingRanges(text);
    },
    hover(uri, position) {
      const context = configurations.contextOf(uri);
      return context && configHover(context, position);
    },
    completion(uri, position) {
      const context = configurations.contextOf(uri);
      return context && configCompletion(context, position);
    },
    codeActions(uri, range) {
      const context = configurations.contextOf(uri);
      if (!context) return undefined;
      const problems = checks
        .problems(configurations.load(context.mainPath))
        .get(context.text.path);
      return configQuickFixes(context, problems ?? [], range);
    },
    documentLinks(uri) {
      const context = configurations.contextOf(uri);
      return context && documentLinks(context);
    },
  };
}
