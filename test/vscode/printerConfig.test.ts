import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  commands,
  type DocumentSymbol,
  type Hover,
  type Location,
  languages,
  type MarkdownString,
  Position,
  Range,
  type TextEditor,
  window,
  workspace,
} from 'vscode';
import { eventually, problemsOf, sample } from '../support/extensionHost.ts';

describe('A printer.cfg', () => {
  let editor: TextEditor;

  before(async () => {
    editor = await window.showTextDocument(sample('printer.cfg'), { preview: false });
  });
  after(async () => {
    await commands.executeCommand('workbench.action.files.revert');
    await commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('has its own language', () => {
    equal(editor.document.languageId, 'klipper-config');
  });

  it('makes files beside it part of the language, others not', async () => {
    const own = sample('macros.cfg');
    await workspace.fs.writeFile(own, new TextEncoder().encode('[gcode_macro PARK]\n'));
    const opened = () =>
      workspace.textDocuments.find(({ uri }) => uri.toString() === own.toString())?.languageId;
    await workspace.openTextDocument(own);
    await eventually(() => opened() === 'klipper-config', 'macros.cfg has the language');
    const other = await workspace.openTextDocument({ language: 'properties', content: '[a]' });
    equal(other.languageId, 'properties');
    await workspace.fs.delete(own);
  });

  it('has its sections as the outline, macros among them', async () => {
    let names: string[] = [];
    await eventually(async () => {
      const symbols = await commands.executeCommand<DocumentSymbol[] | undefined>(
        'vscode.executeDocumentSymbolProvider',
        editor.document.uri,
      );
      names = symbols?.map(({ name }) => name) ?? [];
      return names.includes('printer');
    }, 'the outline has the section [printer]');
    ok(names.includes('START_PRINT'));
  });

  it('says what an option is', async () => {
    const hovers = await commands.executeCommand<Hover[]>(
      'vscode.executeHoverProvider',
      editor.document.uri,
      placeOf('max_velocity'),
    );
    const texts = hovers.flatMap(({ contents }) =>
      contents.map((one) => (one as MarkdownString).value),
    );
    match(texts.join('\n'), /max\\_velocity.*mm\/s/);
  });

  it('has a problem where an option is misspelt, and none else', async () => {
    const { document } = editor;
    await eventually(() => problemsOf(document.uri).length === 0, 'the sample is without problems');
    const place = placeOf('max_accel');
    await editor.edit((edit) => edit.replace(new Range(place, place.translate(0, 9)), 'max_acel'));
    const codes = () => languages.getDiagnostics(document.uri).map(({ code }) => String(code));
    await eventually(() => codes().length > 0, 'the misspelt option is a problem');
    deepEqual(codes().toSorted(), ['missing-option', 'unknown-option']);
    await commands.executeCommand('undo');
    await eventually(() => codes().length === 0, 'the problem is gone');
  });

  it('is where a macro is defined that a slice calls', async () => {
    const uri = sample('calls.gcode');
    await workspace.fs.writeFile(uri, new TextEncoder().encode('START_PRINT BED_TEMP=60\nG28\n'));
    await workspace.openTextDocument(uri);
    let found: Location[] = [];
    await eventually(async () => {
      found = await commands.executeCommand<Location[]>(
        'vscode.executeDefinitionProvider',
        uri,
        new Position(0, 3),
      );
      return found.length > 0;
    }, 'the macro is found');
    deepEqual(
      found.map((location) => location.uri.toString()),
      [editor.document.uri.toString()],
    );
    await workspace.fs.delete(uri);
  });

  function placeOf(word: string): Position {
    const offset = editor.document.getText().search(new RegExp(`^${word}`, 'm'));
    return editor.document.positionAt(offset);
  }
});
