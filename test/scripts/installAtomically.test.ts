import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installAtomically } from '../../scripts/installAtomically.ts';

let cache: string;
let folder: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), '3dpai-cache-'));
  folder = join(cache, 'deeper', 'tool-1.0');
});

afterEach(() => rmSync(cache, { recursive: true }));

function inCache(): string[] {
  return readdirSync(join(cache, 'deeper'));
}

async function fill(partial: string): Promise<void> {
  writeFileSync(join(partial, 'program'), 'whole');
}

test('the folder has its name only when everything is in it', async () => {
  const result = await installAtomically(folder, async (partial) => {
    expect(existsSync(folder)).toBe(false);
    await fill(partial);
  });
  expect(result).toBe('installed');
  expect(inCache()).toEqual(['tool-1.0']);
  expect(existsSync(join(folder, 'program'))).toBe(true);
});

test('what is there is not installed again', async () => {
  await installAtomically(folder, fill);
  const result = await installAtomically(folder, () => Promise.reject(new Error('not called')));
  expect(result).toBe('present');
});

test('a failed install leaves nothing behind, and the next one works', async () => {
  const half = installAtomically(folder, async (partial) => {
    await fill(partial);
    throw new Error('no network');
  });
  await expect(half).rejects.toThrow('no network');
  expect(inCache()).toEqual([]);
  expect(await installAtomically(folder, fill)).toBe('installed');
});

test('of two installs at the same time both succeed and one is kept', async () => {
  const bothFilled = Promise.withResolvers<void>();
  let filling = 0;
  const install = () =>
    installAtomically(folder, async (partial) => {
      await fill(partial);
      filling += 1;
      if (filling === 2) bothFilled.resolve();
      await bothFilled.promise;
    });
  const results = await Promise.all([install(), install()]);
  expect(results.sort()).toEqual(['installed', 'present']);
  expect(inCache()).toEqual(['tool-1.0']);
});

test('what a killed install left is removed, but not what one is working on', async () => {
  const [stale, fresh] = [`${folder}.partial-stale`, `${folder}.partial-fresh`];
  mkdirSync(stale, { recursive: true });
  mkdirSync(fresh);
  const twoHoursAgo = Date.now() / 1000 - 2 * 60 * 60;
  utimesSync(stale, twoHoursAgo, twoHoursAgo);
  await installAtomically(folder, fill);
  expect(inCache().sort()).toEqual(['tool-1.0', 'tool-1.0.partial-fresh']);
});
