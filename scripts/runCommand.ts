import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { onProcessEnd } from './processEnd.ts';
import { root } from './setup.mjs';

/**
 * Runs a program of ours in the clone's top folder to its end and collects what it writes. When
 * this process ends first, the program is told to end and to clean up after itself.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const forget = onProcessEnd(() => child.kill('SIGTERM'));
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.stderr.on('data', (chunk) => chunks.push(chunk));
  const exitCode = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])),
    );
  });
  forget();
  return { exitCode, output: Buffer.concat(chunks).toString('utf8') };
}
