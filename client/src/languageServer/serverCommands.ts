import { commands, Disposable, type LogOutputChannel } from 'vscode';
import { COMMAND } from '../manifest.ts';
import type { LanguageServer } from './languageServer.ts';

/** Restarting the server and reading its log. */
export function registerServerCommands(server: LanguageServer, log: LogOutputChannel): Disposable {
  return Disposable.from(
    commands.registerCommand(COMMAND.restartServer, () => server.restart()),
    commands.registerCommand(COMMAND.showLog, () => log.show()),
  );
}
