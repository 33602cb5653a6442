import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { profileFromConfig } from '#core/config/profileFromConfig';
import { nodeConfigurationFiles } from '../../pipeline/src/config/configFiles.ts';

const files = nodeConfigurationFiles();
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
  mkdirSync(join(folder, 'macros', 'old'), { recursive: true });
  const put = (path: string, text: string | Uint8Array) => writeFileSync(join(folder, path), text);
  put('printer.cfg', '[printer]\nkinematics: none\n');
  put('macros/b.cfg', '');
  put('macros/a.cfg', '');
  put('macros/.hidden.cfg', '');
  put('macros/old/c.cfg', '');
  put('latin1.cfg', Uint8Array.of(0x23, 0x20, 0xfc, 0x0a));
  put('marked.cfg', '\uFEFF[printer]\n');
});

afterAll(() => rmSync(folder, { recursive: true }));

test('reads text, keeps a byte order mark, and gives nothing for what Klipper cannot open', () => {
  expect(files.read(join(folder, 'printer.cfg'))).toBe('[printer]\nkinematics: none\n');
  expect(files.read(join(folder, 'marked.cfg'))).toBe('\uFEFF[printer]\n');
  expect(files.read(join(folder, 'latin1.cfg'))).toBeUndefined();
  expect(files.read(join(folder, 'missing.cfg'))).toBeUndefined();
  expect(files.read(folder)).toBeUndefined();
});

test('finds files beside the file that includes them, without the hidden ones', () => {
  const from = join(folder, 'printer.cfg');
  const found = (pattern: string) => [...files.glob(pattern, from)].sort();
  expect(found('macros/*.cfg')).toEqual([
    join(folder, 'macros', 'a.cfg'),
    join(folder, 'macros', 'b.cfg'),
  ]);
  expect(found('*/*/[a-c].cfg')).toEqual([join(folder, 'macros', 'old', 'c.cfg')]);
  expect(found('macros/../printer.cfg')).toEqual([from]);
  expect(found('nothing/*.cfg')).toEqual([]);
});

test('reads a configuration in several files from the disk', () => {
  const path = resolve('test/fixtures/config/corexy/printer.cfg');
  const configuration = loadConfiguration(path, files);
  expect(configuration.problems).toEqual([]);
  expect(configuration.files.length).toBeGreaterThan(1);
  expect(profileFromConfig(configuration, 'fixture').profile.kinematics).toBe('corexy');
});
