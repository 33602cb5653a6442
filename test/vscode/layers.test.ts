import { deepEqual, equal, ok } from 'node:assert/strict';
import { commands, env, Position, Range, type TextEditor, Uri, window } from 'vscode';
import { type LayersAnswer, layersRequest } from '#core/contract/server';
import { nodeId } from '../../client/src/layers/layerNodes.ts';
import { COMMAND, VIEW } from '../../client/src/manifest.ts';
import { activated, eventually, openSample } from '../support/extensionHost.ts';

describe('Layers', () => {
  let editor: TextEditor;
  let answer: LayersAnswer;

  before(async () => {
    await commands.executeCommand(`${VIEW.layers}.focus`);
    editor = await openSample('vase.gcode');
    const { testing } = await activated();
    const uri = editor.document.uri.toString();
    const found = await testing.server.request(layersRequest, { uri });
    ok(found, 'the server knows the layers');
    answer = found;
  });

  it('are what the file says', () => {
    const marks = editor.document.getText().match(/^;LAYER_CHANGE|^;LAYER:/gm);
    ok(answer.layers.length > 10);
    equal(answer.layers.length, marks?.length);
  });

  it('are gone to by number', async () => {
    const target = answer.layers[5];
    await commands.executeCommand(COMMAND.goToLayer, {
      uri: editor.document.uri.toString(),
      layer: 5,
    });
    equal(lineOfCursor(), target?.firstLine);
  });

  it('are stepped through', async () => {
    await goTo(1);
    await commands.executeCommand(COMMAND.nextLayer);
    equal(lineOfCursor(), answer.layers[0]?.firstLine);
    await commands.executeCommand(COMMAND.nextLayer);
    equal(lineOfCursor(), answer.layers[1]?.firstLine);
    await commands.executeCommand(COMMAND.previousLayer);
    equal(lineOfCursor(), answer.layers[0]?.firstLine);
  });

  it('are copied line by line', async () => {
    const layer = answer.layers[3];
    ok(layer);
    await goTo(layer.firstLine + 2);
    await commands.executeCommand(COMMAND.copyLayer);
    const lines = editor.document.getText().split('\n');
    const expected = lines.slice(layer.firstLine - 1, layer.lastLine).join('\n');
    equal((await env.clipboard.readText()).trimEnd(), expected.trimEnd());
  });

  it('are selected in the view as the cursor moves', async () => {
    const { testing } = await activated();
    const { view } = testing.layers;
    for (const index of [7, 2]) {
      await goTo((answer.layers[index]?.firstLine ?? 0) + 1);
      await eventually(
        () => view.selection.some((node) => nodeId(node) === `layer ${index}`),
        `layer ${index} is selected`,
      );
    }
  });

  it('are not selected when following is switched off', async () => {
    const { testing } = await activated();
    await commands.executeCommand(COMMAND.stopFollowingCursor);
    try {
      const before = testing.layers.view.selection.map(nodeId);
      await goTo((answer.layers[9]?.firstLine ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 500));
      deepEqual(testing.layers.view.selection.map(nodeId), before);
    } finally {
      await commands.executeCommand(COMMAND.followCursor);
    }
    await eventually(
      () => testing.layers.view.selection.some((node) => nodeId(node) === 'layer 9'),
      'the layer is selected once following is on again',
    );
  });

  it('move along with an edit', async () => {
    const { testing } = await activated();
    const { document } = editor;
    await editor.edit((edit) => edit.insert(new Position(0, 0), '; a line\n; and one more\n'));
    const shifted = (answer.layers[4]?.firstLine ?? 0) + 2;
    await eventually(async () => {
      const now = await testing.server.request(layersRequest, { uri: document.uri.toString() });
      return now?.version === document.version && now.layers[4]?.firstLine === shifted;
    }, 'the layer begins two lines further down');
    await commands.executeCommand('undo');
    await commands.executeCommand(COMMAND.goToLayer, { uri: document.uri.toString(), layer: 4 });
    equal(lineOfCursor(), answer.layers[4]?.firstLine);
    await commands.executeCommand('workbench.action.files.revert');
  });

  it('are not harmed by arguments that make no sense', async () => {
    const uri = editor.document.uri.toString();
    for (const argument of [
      { uri, layer: 1e6 },
      { uri: Uri.file('/nowhere/at-all.gcode').toString(), layer: 0 },
    ]) {
      await commands.executeCommand(COMMAND.goToLayer, argument);
    }
    equal(window.activeTextEditor?.document.uri.toString(), uri);
  });

  async function goTo(line: number): Promise<void> {
    const start = editor.document.lineAt(line - 1).range.start;
    editor = await window.showTextDocument(editor.document, {
      preview: false,
      selection: new Range(start, start),
    });
  }

  function lineOfCursor(): number {
    return (window.activeTextEditor?.selection.active.line ?? -1) + 1;
  }
});
