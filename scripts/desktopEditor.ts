import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findProgram } from './findProgram.ts';

/** The `code` command on the PATH, undefined when there is none. */
export function findCodeCommand(): string | undefined {
  return findProgram(process.platform === 'win32' ? 'code.cmd' : 'code');
}

/**
 * The program behind the `code` command, which stays in the foreground as tests need it to;
 * undefined without desktop VS Code, or on Linux without a display to show it on.
 */
export function findEditorProgram(): string | undefined {
  const command = findCodeCommand();
  if (command === undefined) return undefined;
  const hasDisplay = process.env.DISPLAY !== undefined || process.env.WAYLAND_DISPLAY !== undefined;
  if (process.platform === 'linux' && !hasDisplay) return undefined;
  // Linux: code/bin/code; Windows: Code/bin/code.cmd; macOS: Contents/Resources/app/bin/code.
  const folder = dirname(realpathSync(command));
  return ['../code', '../Code.exe', '../../../MacOS/Electron', '../../../MacOS/Code']
    .map((program) => join(folder, program))
    .find((program) => existsSync(program));
}

/** Runs the `code` command and returns its exit code. */
export function runCodeCommand(args: readonly string[]): number {
  const command = findCodeCommand();
  if (command === undefined) return 127;
  const shell = process.platform === 'win32';
  const quoted = shell ? args.map((arg) => `"${arg}"`) : [...args];
  return (
    spawnSync(shell ? `"${command}"` : command, quoted, { stdio: 'inherit', shell }).status ?? 1
  );
}
