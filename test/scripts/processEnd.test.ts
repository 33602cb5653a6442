import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const module = JSON.stringify(join(import.meta.dirname, '../../scripts/processEnd.ts'));

// A program that makes a folder and starts a shell, which starts a sleeper in turn; all of them
// hold the standard output of the program open.
const program = `
import { startGroup, temporaryFolder } from ${module};
startGroup('sh', ['-c', 'echo ' + temporaryFolder('test') + '; sleep 600 & wait'], { output: 1 });
`;

async function startProgram() {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  const [text] = await once(child.stdout, 'data');
  return { child, folder: String(text).trim() };
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends what was started', async (signal) => {
  const { child, folder } = await startProgram();
  expect(existsSync(folder)).toBe(true);
  child.kill(signal);
  await once(child, 'close');
  expect(existsSync(folder)).toBe(false);
});

test('even a program that is killed outright leaves no process behind', async () => {
  const { child, folder } = await startProgram();
  child.kill('SIGKILL');
  await once(child, 'close');
  rmSync(folder, { recursive: true });
  expect(child.signalCode).toBe('SIGKILL');
});
