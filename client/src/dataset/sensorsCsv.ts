import {
  type CompletionItem,
  CompletionItemKind,
  Disposable,
  Hover,
  languages,
  MarkdownString,
  Range,
} from 'vscode';
import { missingChannels, sensorCellAt } from './sensorCells.ts';

/** Tables of sensors in run folders, whatever language they are opened in. */
const SENSOR_FILES = { pattern: '**/{sensors,clean}.csv' } as const;

/** Tells what a column of sensors.csv is, and offers the columns that a header lacks. */
export function registerSensorsCsv(): Disposable {
  return Disposable.from(
    languages.registerHoverProvider(SENSOR_FILES, {
      provideHover(document, position) {
        const header = document.lineAt(0).text;
        const { text } = document.lineAt(position.line);
        const cell = sensorCellAt(header, text, position.line, position.character);
        if (!cell) return undefined;
        const range = new Range(position.line, cell.start, position.line, cell.end);
        // Text of the file is shown as text, never as markup; the meaning is our own.
        const shown = new MarkdownString();
        shown.appendText(cell.title);
        shown.appendMarkdown(`\n\n${cell.meaning}`);
        return new Hover(shown, range);
      },
    }),
    languages.registerCompletionItemProvider(
      SENSOR_FILES,
      {
        provideCompletionItems(document, position): CompletionItem[] {
          if (position.line > 0) return [];
          return missingChannels(document.lineAt(0).text).map(({ name, unit, meaning }) => ({
            label: { label: name, description: unit },
            kind: CompletionItemKind.Field,
            insertText: name,
            documentation: meaning,
          }));
        },
      },
      ',',
    ),
  );
}
