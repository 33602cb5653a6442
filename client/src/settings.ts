import { ConfigurationTarget, commands, type Uri, workspace } from 'vscode';
import { type ContextKeys, SETTING_DEFAULTS, type Settings } from './manifest.ts';

/**
 * The value of a setting for a file, or of the window. VS Code checks the type of what a person
 * writes in settings.json only for show, so a value of the wrong type counts as not set.
 */
export function readSetting<Key extends keyof Settings>(key: Key, uri?: Uri): Settings[Key] {
  const usual = SETTING_DEFAULTS[key];
  const value = workspace.getConfiguration(undefined, uri ?? null).get<Settings[Key]>(key, usual);
  return typeof value === typeof usual && Array.isArray(value) === Array.isArray(usual)
    ? value
    : usual;
}

/** Sets a key that when-clauses of package.json read. */
export function setContext<Key extends keyof ContextKeys>(key: Key, value: ContextKeys[Key]): void {
  void commands.executeCommand('setContext', key, value);
}

/** Changes a setting where it is set already, for the workspace or the folder; else for the person. */
export async function updateSetting<Key extends keyof Settings>(
  key: Key,
  value: Settings[Key],
  uri?: Uri,
): Promise<void> {
  const settings = workspace.getConfiguration(undefined, uri ?? null);
  const places = settings.inspect(key);
  const target =
    places?.workspaceFolderValue !== undefined
      ? ConfigurationTarget.WorkspaceFolder
      : places?.workspaceValue !== undefined
        ? ConfigurationTarget.Workspace
        : ConfigurationTarget.Global;
  await settings.update(key, value, target);
}
