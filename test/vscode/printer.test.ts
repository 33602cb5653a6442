import { deepEqual, equal, match, ok } from 'node:assert/strict';
import {
  type CodeLens,
  commands,
  type QuickPickItem,
  Range,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import { timeRequest } from '#core/contract/server';
import { COMMAND } from '../../client/src/manifest.ts';
import { activated, eventually, openSample, sample } from '../support/extensionHost.ts';

const setting = '3dpai.printerProfile';

describe('The printer of a file', () => {
  let editor: TextEditor;

  before(async () => {
    editor = await openSample('tile-and-disc-klipper.gcode');
    const { testing } = await activated();
    await eventually(() => testing.printer.shown !== undefined, 'the printer is shown');
  });

  after(async () => {
    await choose(undefined);
    await commands.executeCommand('workbench.action.closeEditorsInGroup');
  });

  it('is that of the folder, and is opened by a command', async () => {
    const { testing } = await activated();
    match(testing.printer.shown?.detail ?? '', /printer\.cfg\)\.$/);
    await commands.executeCommand(COMMAND.openPrinterConfig);
    equal(window.activeTextEditor?.document.uri.toString(), sample('printer.cfg').toString());
    equal(window.activeTextEditor?.document.languageId, 'klipper-config');
    editor = await openSample('tile-and-disc-klipper.gcode');
  });

  it('is chosen from a list, which changes the setting, the times and the lenses', async () => {
    const { testing } = await activated();
    const before = await seconds();
    const shown = await lenses();
    const labels = await pick((item) => item.label === 'No printer');
    deepEqual(
      [...labels.slice(0, 3), labels.some((label) => label.startsWith('Voron'))],
      ['printer.cfg', 'Browse…', 'No printer', true],
    );
    equal(valueInFolder(), 'none');
    await eventually(() => testing.printer.shown?.text === 'Choose a printer', 'none is shown');
    await eventually(async () => (await seconds()) !== before, 'the time is another one');
    await eventually(async () => (await lenses()) !== shown, 'the lenses are others');
    match(await lenses(), /^Layer 1 · z 0\.2 · .* moves · [\d.]+ s$/m);

    await pick((item) => item.label === 'printer.cfg');
    equal(valueInFolder(), 'printer.cfg');
    await eventually(async () => (await seconds()) === before, 'the time is that of before');
    equal(await lenses(), shown);
  });

  it('may be a preset, found by its firmware too', async () => {
    const { testing } = await activated();
    await pick((item) => /^Voron 0/.test(item.label) && item.description === 'Klipper');
    await eventually(() => /^Voron 0/.test(testing.printer.shown?.text ?? ''), 'it is shown');
    equal(testing.printer.shown?.severity, 'information');
  });

  it('is a warning with a sentence where it cannot be read', async () => {
    const { testing } = await activated();
    await choose('nowhere.cfg');
    await eventually(() => testing.printer.shown?.severity === 'warning', 'it is a warning');
    match(testing.printer.shown?.detail ?? '', /nowhere\.cfg cannot be read; correct the setting/);
    await choose(undefined);
    await eventually(() => testing.printer.shown?.severity === 'information', 'it is none');
  });

  it('has another time as soon as its printer.cfg is saved', async () => {
    const before = await seconds();
    const config = sample('printer.cfg');
    const text = new TextDecoder().decode(await workspace.fs.readFile(config));
    const write = (changed: string) =>
      workspace.fs.writeFile(config, new TextEncoder().encode(changed));
    await write(text.replace('max_z_velocity: 10', 'max_z_velocity: 1'));
    try {
      await eventually(async () => (await seconds()) > before, 'the print takes longer');
    } finally {
      await write(text);
    }
    await eventually(async () => (await seconds()) === before, 'the time is that of before');
  });

  it('says how much is left behind the line of the cursor', async () => {
    const { testing } = await activated();
    await goTo(0);
    await eventually(() => / min .* left$/.test(testing.time.shown?.text ?? ''), 'all is left');
    match(
      testing.time.shown?.tooltip ?? '',
      /\+ 3 × homing\/heating, not known:\n {2}Homing: G28, line/,
    );
    await goTo(editor.document.lineCount - 1);
    await eventually(() => testing.time.shown?.text === '0 s left', 'nothing is left');
  });

  it('is not harmed by an argument that makes no sense', async () => {
    const tabs = window.tabGroups.all.flatMap((group) => group.tabs).length;
    await commands.executeCommand(COMMAND.showPrintTime, { uri: 7, layer: 'x' });
    await eventually(
      () => window.tabGroups.all.flatMap((group) => group.tabs).length === tabs + 1,
      'the panel of the current print is shown',
    );
    const uri = Uri.file('/nowhere/at-all.gcode').toString();
    await commands.executeCommand(COMMAND.showPrintTime, { uri, layer: 1e9 });
    const panel = window.tabGroups.all
      .flatMap((group) => group.tabs)
      .find(({ label }) => label === 'Print Time');
    ok(panel);
    await window.tabGroups.close(panel);
  });

  async function seconds(): Promise<number> {
    const { testing } = await activated();
    const uri = editor.document.uri.toString();
    return (await testing.server.request(timeRequest, { uri }))?.seconds ?? Number.NaN;
  }

  async function lenses(): Promise<string> {
    const found = await commands.executeCommand<CodeLens[]>(
      'vscode.executeCodeLensProvider',
      editor.document.uri,
    );
    return found.map(({ command }) => command?.title).join('\n');
  }

  async function goTo(line: number): Promise<void> {
    const start = new Range(line, 0, line, 0);
    editor = await window.showTextDocument(editor.document, { preview: false, selection: start });
  }

  function valueInFolder(): string | undefined {
    return workspace.getConfiguration(undefined, editor.document.uri).inspect<string>(setting)
      ?.workspaceFolderValue;
  }

  async function choose(value: string | undefined): Promise<void> {
    await workspace
      .getConfiguration(undefined, editor.document.uri)
      .update(setting, value, 3 /* WorkspaceFolder */);
  }

  /** Runs the command and picks an item of its list, as a person would; answers what there was. */
  async function pick(isIt: (item: QuickPickItem) => boolean): Promise<string[]> {
    const { showQuickPick } = window;
    let labels: string[] = [];
    Reflect.set(window, 'showQuickPick', async (items: readonly QuickPickItem[]) => {
      const choices = items.filter(({ kind }) => kind !== -1);
      labels = choices.map(({ label }) => label);
      return choices.find(isIt);
    });
    try {
      await commands.executeCommand(COMMAND.choosePrinter);
    } finally {
      Reflect.set(window, 'showQuickPick', showQuickPick);
    }
    return labels;
  }
});
