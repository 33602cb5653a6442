import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type RunFiles,
  removeUnfinished,
  temporaryName,
  writeRun,
} from '../../pipeline/src/simulate/writeRun.ts';

const isAdministrator = process.getuid?.() === 0;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-run-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (...names: readonly string[]) => path.join(folder, ...names);
const bytesOf = (text: string) => new TextEncoder().encode(text);

const FILES: RunFiles = new Map([
  ['print.gcode', bytesOf('G28\n')],
  ['images/layer_001.png', bytesOf('one')],
  ['images/layer_002.png', bytesOf('two')],
  ['audio/print_audio.wav', new Uint8Array(0)],
]);

async function messageOf(promise: Promise<void>): Promise<string> {
  return promise.then(
    () => 'written',
    (error: Error) => error.message,
  );
}

describe('a run folder', () => {
  test('has all files, and nothing else lies beside it', async () => {
    await writeRun(at('batch_0000', 'run_00001'), FILES);
    const names = readdirSync(at('batch_0000'), { recursive: true }).toSorted();
    expect(names).toEqual([
      'run_00001',
      'run_00001/audio',
      'run_00001/audio/print_audio.wav',
      'run_00001/images',
      'run_00001/images/layer_001.png',
      'run_00001/images/layer_002.png',
      'run_00001/print.gcode',
    ]);
    for (const [name, bytes] of FILES)
      expect(new Uint8Array(readFileSync(at('batch_0000', 'run_00001', name)))).toEqual(bytes);
  });

  test('takes no other folder’s place', async () => {
    mkdirSync(at('run_00001'));
    writeFileSync(at('run_00001', 'mine.txt'), 'mine');
    const run = at('run_00001');
    expect(await messageOf(writeRun(run, FILES))).toBe(
      `${run} cannot be written: something else has its name already; remove that or name another one.`,
    );
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual([
      'run_00001',
      'run_00001/mine.txt',
    ]);
  });

  test('is not there at all where one of its files cannot be written', async () => {
    const files = new Map([...FILES, [`images/${'x'.repeat(300)}`, bytesOf('x')]]);
    const run = at('run_00001');
    expect(await messageOf(writeRun(run, files))).toBe(
      `${run} cannot be written: its name is too long; name it otherwise.`,
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a part of the path that is a file', async () => {
    writeFileSync(at('out'), '');
    expect(await messageOf(writeRun(at('out', 'run_00001'), FILES))).toMatch(
      /run_00001 cannot be written: .*; .*\.$/,
    );
  });

  test.runIf(isAdministrator && process.platform === 'linux')('a full disk', async () => {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
    // Some containers have an administrator who may not mount.
    if (mounted.status !== 0) return;
    try {
      await writeRun(at('run_00001'), FILES);
      const large = new Map([...FILES, ['sensors.csv', new Uint8Array(400_000)]]);
      const run = at('run_00002');
      expect(await messageOf(writeRun(run, large))).toBe(
        `${run} cannot be written: the disk is full; make room and try again.`,
      );
      expect(readdirSync(folder)).toEqual(['run_00001']);
    } finally {
      spawnSync('umount', [folder]);
    }
  });
});

describe('what killed programs left', () => {
  test('is removed, and nothing else', async () => {
    const dead = temporaryName('run_00001', spawnSync(process.execPath, ['-e', '']).pid);
    const ours = temporaryName('run_00002');
    const parent = temporaryName('run_00003', process.ppid);
    const oldElsewhere = '.run_00004.01234567-5-0a1b2c3d.tmp';
    const newElsewhere = '.run_00005.01234567-5-0a1b2c3d.tmp';
    for (const each of [
      dead,
      ours,
      parent,
      oldElsewhere,
      newElsewhere,
      '.hidden.tmp',
      'run_00001',
    ]) {
      mkdirSync(at(each, 'images'), { recursive: true });
      writeFileSync(at(each, 'images', 'layer_001.png'), 'x');
    }
    const longAgo = new Date(Date.now() - 48 * 3_600_000);
    utimesSync(at(oldElsewhere), longAgo, longAgo);
    await removeUnfinished(folder);
    expect(readdirSync(folder).toSorted()).toEqual(
      [parent, newElsewhere, '.hidden.tmp', 'run_00001'].toSorted(),
    );
    expect(statSync(at('run_00001')).isDirectory()).toBe(true);
  });

  test('a folder that is not there has nothing', async () => {
    await removeUnfinished(at('none'));
    expect(readdirSync(folder)).toEqual([]);
  });
});
