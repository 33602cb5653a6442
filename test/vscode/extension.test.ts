import { deepEqual, ok } from 'node:assert/strict';
import { commands, extensions } from 'vscode';

describe('The extension', () => {
  it('activates and registers every command of its manifest', async () => {
    const extension = extensions.all.find(({ packageJSON }) => packageJSON.name === '3dpai');
    ok(extension, 'VS Code knows the extension');
    await extension.activate();
    const registered = new Set(await commands.getCommands(true));
    const contributed: { command: string }[] = extension.packageJSON.contributes.commands;
    const missing = contributed.map(({ command }) => command).filter((id) => !registered.has(id));
    deepEqual(missing, []);
  });
});
