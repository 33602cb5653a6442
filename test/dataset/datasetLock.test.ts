import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LockedDataset, lockDataset } from '../../pipeline/src/dataset/datasetLock.ts';

let folder = '';
const holders: ChildProcess[] = [];

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-lock-'));
});

afterEach(async () => {
  for (const holder of holders.splice(0)) {
    const isOver = holder.exitCode !== null || holder.signalCode !== null;
    const exit = isOver ? undefined : once(holder, 'exit');
    holder.kill('SIGKILL');
    // Until then the lock is held, and the next test's folder may get the same inode.
    await exit;
  }
  rmSync(folder, { recursive: true, force: true });
});

const HOLD = `
import { lockDataset } from ${JSON.stringify(new URL('../../pipeline/src/dataset/datasetLock.ts', import.meta.url).href)};
try {
  await lockDataset(process.argv[1]);
  console.log('held');
  setInterval(() => {}, 1000);
} catch (error) {
  console.log(error.exitCode, error.message);
}`;

/** Starts a process that takes the lock of a folder, and says what it says. */
async function holderOf(
  of: string,
): Promise<{ readonly child: ChildProcess; readonly said: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', HOLD, of], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  holders.push(child);
  const [said] = await once(child.stdout!, 'data');
  return { child, said: String(said).trim() };
}

async function expectLocked(of: string): Promise<void> {
  await expect(lockDataset(of)).rejects.toBeInstanceOf(LockedDataset);
}

test('one process at a time, in one sentence for the second', async () => {
  const first = await holderOf(folder);
  expect(first.said).toBe('held');
  const second = await holderOf(folder);
  expect(second.said).toBe(
    `75 Another 3dpai is writing to ${folder} just now; try again when it has ended.`,
  );
  await expectLocked(folder);
});

test('also in one process, and by another path to the same folder', async () => {
  const unlock = await lockDataset(folder);
  await expectLocked(folder);
  symlinkSync(folder, `${folder}-link`);
  try {
    await expectLocked(`${folder}-link`);
    await unlock();
    await (await lockDataset(`${folder}-link`))();
  } finally {
    rmSync(`${folder}-link`);
  }
});

test('it dies with its process, however that ends, and leaves no file', async () => {
  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    const { child, said } = await holderOf(folder);
    expect(said).toBe('held');
    child.kill(signal);
    await once(child, 'exit');
    const unlock = await lockDataset(folder);
    await unlock();
  }
  if (process.platform === 'linux') expect(readdirSync(folder)).toEqual([]);
});

test.skipIf(process.platform === 'win32')('a process that is stopped still has it', async () => {
  const { child } = await holderOf(folder);
  child.kill('SIGSTOP');
  await expectLocked(folder);
});

test('other folders are free', async () => {
  const unlock = await lockDataset(folder);
  const other = path.join(folder, 'other');
  mkdirSync(other);
  await (await lockDataset(other))();
  await unlock();
});
