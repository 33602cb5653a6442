import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { setTimeout } from 'node:timers/promises';
import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { CHANNELS } from '#core/run/channels';
import { FAILURES } from '#core/run/failures';
import { RUN_EVENT, RUN_METADATA, RUN_TRUTH } from '#core/run/metadata';
import { REQUIRED_FILES } from '#core/run/runFolder';
import { PARAMETERS } from '../../pipeline/src/simulate/parameters.ts';
import { type Ended, FIXTURES, run3dpai, start3dpai } from '../support/commandLine.ts';

const onUnix = process.platform !== 'win32';
const isAdministrator = process.getuid?.() === 0;

/** A print of some seconds without heating, so that a run costs little. */
const SMALL_PRINT = [
  ...['M83', 'G90', 'G1 X0 Y0 Z5 F6000', 'M106 S200'],
  ...[1, 2, 3].flatMap((layer) => [
    ...[';LAYER_CHANGE', `;Z:${layer * 0.2}`, ';HEIGHT:0.2', `G1 Z${layer * 0.2} F600`],
    ...['G1 X10 Y10 F9000', 'G1 X30 Y10 E0.7 F3000', 'G1 X30 Y30 E0.7', 'G1 X10 Y30 E0.7'],
    ...['G1 X10 Y10 E0.7', 'G1 E-0.8 F2100', 'G1 X20 Y20 F9000', 'G1 E0.8 F2100', 'G1 X22 E0.07'],
  ]),
  '',
].join('\n');

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-simulate-'));
  writeFileSync(at('small.gcode'), SMALL_PRINT);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function at(...names: readonly string[]): string {
  return path.join(folder, ...names);
}

function simulate(words: readonly string[]): Promise<Ended> {
  return run3dpai(['simulate', ...words], { cwd: folder });
}

/** Runs it and expects that it works. */
async function simulated(words: readonly string[]): Promise<z.infer<typeof ANSWER>> {
  const { stdout, stderr, exitCode } = await simulate([...words, '--json']);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return ANSWER.parse(JSON.parse(stdout));
}

const ANSWER = z.strictObject({
  runs: z.array(
    z.strictObject({
      runId: z.string(),
      folder: z.string(),
      failures: z.array(z.string()),
      seconds: z.number().positive(),
      skipped: z.boolean(),
    }),
  ),
  seconds: z.number(),
  failures: z.record(z.string(), z.int()),
  skipped: z.int(),
  wallSeconds: z.number(),
  stopped: z.boolean(),
});

/** SHA-256 of every file below a folder, hidden ones too. */
function hashesOf(name: string): ReadonlyMap<string, string> {
  const names = readdirSync(at(name), { recursive: true, encoding: 'utf8' }).toSorted();
  const files = names.filter((each) => statSync(at(name, each)).isFile());
  return new Map(files.map((each) => [each, sha256(readFileSync(at(name, each)))]));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function textOf(...names: readonly string[]): string {
  return readFileSync(at(...names), 'utf8');
}

describe('a run folder', { timeout: 120_000 }, () => {
  const run = 'whole/batch_0000/run_00002';

  beforeAll(async () => {
    const answer = await simulated(['--out', 'whole', '--failures', 'stringing', '--seed', '4']);
    expect(answer).toMatchObject({
      runs: [
        { runId: 'run_00001', folder: 'whole/batch_0000/run_00001', failures: [], skipped: false },
        { runId: 'run_00002', folder: run, failures: ['stringing'], skipped: false },
      ],
      failures: { stringing: 1 },
      skipped: 0,
    });
  }, 120_000);

  test('metadata.json says what is there, with the hash of every file', () => {
    const metadata = RUN_METADATA.parse(JSON.parse(textOf(run, 'metadata.json')));
    const hashes = hashesOf(run);
    expect([...hashes.keys()]).toEqual(expect.arrayContaining([...REQUIRED_FILES]));
    const stated = new Map(Object.entries(metadata.files ?? {}));
    expect([...stated.keys()].toSorted()).toEqual(
      [...hashes.keys()].filter((name) => name !== 'metadata.json'),
    );
    for (const [name, { sha256: hash, bytes }] of stated) {
      expect(hashes.get(name)).toBe(hash);
      expect(statSync(at(run, name)).size).toBe(bytes);
    }
    expect(metadata).toMatchObject({
      ...{ run_id: 'run_00002', material: 'PLA', scenario: 'stringing', source: 'sim-v1' },
      sim: { noise: 0.5, healthy_twin: 'run_00001' },
      gcode: { sha256: hashes.get('print.gcode'), slicer: '3dpai 1', flavor: 'klipper' },
      labels: [{ kind: 'stringing' }],
    });
    const present = metadata.channels?.filter((channel) => channel.present).map(({ name }) => name);
    expect(present).toEqual([
      ...CHANNELS.map(({ name }) => name),
      ...['accelerometer', 'audio', 'layer_images'],
    ]);
  });

  test('its documents are as their schemas say, and agree with each other', () => {
    const metadata = RUN_METADATA.parse(JSON.parse(textOf(run, 'metadata.json')));
    const truth = RUN_TRUTH.parse(JSON.parse(textOf(run, 'truth.json')));
    expect(truth).toMatchObject({ run_id: 'run_00002', index: 1, seed: metadata.sim?.seed });
    expect(truth.parameters).toEqual(metadata.sim?.parameters);
    const events = textOf(run, 'events.jsonl')
      .trimEnd()
      .split('\n')
      .map((line) => RUN_EVENT.parse(JSON.parse(line)));
    expect(events.length).toBeGreaterThan(5);
    const images = readdirSync(at(run, 'images'));
    expect(images.length).toBe(metadata.gcode?.layers);
    expect(images.length).toBe(truth.layers.length);
    for (const name of images)
      expect(decode(readFileSync(at(run, 'images', name)))).toMatchObject({ channels: 3 });
    const [header = '', ...rows] = textOf(run, 'sensors.csv').trimEnd().split('\n');
    expect(header.split(',')).toEqual(CHANNELS.map(({ name }) => name));
    const seconds = readFileSync(at(run, 'audio/print_audio.wav')).readUInt32LE(40) / 16_000;
    expect(Math.abs(seconds - rows.length / 20)).toBeLessThan(0.2);
  });

  test('until the onset, pictures and sound are those of the healthy twin', () => {
    const truth = RUN_TRUTH.parse(JSON.parse(textOf(run, 'truth.json')));
    const twin = 'whole/batch_0000/run_00001';
    const [{ onset_s: onset } = { onset_s: 0 }] = truth.failures;
    const sound = (name: string) => readFileSync(at(name, 'audio/print_audio.wav')).subarray(44);
    const end = Math.floor(onset * 8_000 - 1_000) * 2;
    expect(end).toBeGreaterThan(16_000);
    expect(sound(run).subarray(0, end).equals(sound(twin).subarray(0, end))).toBe(true);
    const images = (name: string) => [...hashesOf(`${name}/images`).values()];
    const before = truth.layers.filter(({ end_s }) => end_s < onset).length;
    expect(images(run).slice(0, before)).toEqual(images(twin).slice(0, before));
    expect(images(run).at(-1)).not.toBe(images(twin).at(-1));
  });

  test('what is left out is stated absent', async () => {
    const without = ['--no-images', '--no-audio', '--no-accel', '--noise', '0'];
    await simulated(['small.gcode', '--out', 'less', ...without]);
    const run = 'less/batch_0000/run_00001';
    expect([...hashesOf(run).keys()]).toEqual([
      'clean.csv',
      'events.jsonl',
      'metadata.json',
      'print.gcode',
      'sensors.csv',
      'truth.json',
    ]);
    const { channels } = RUN_METADATA.parse(JSON.parse(textOf(run, 'metadata.json')));
    const absent = channels?.filter(({ present }) => !present).map(({ name }) => name);
    expect(absent).toEqual(['accelerometer', 'audio', 'layer_images']);
    // Without noise, sensors read what is.
    expect(textOf(run, 'sensors.csv')).toBe(textOf(run, 'clean.csv'));
    expect(textOf(run, 'print.gcode')).toBe(SMALL_PRINT);
  });
});

describe('the same request', { timeout: 120_000 }, () => {
  const words = ['small.gcode', '--failures', 'layer_shift,nozzle_clog,heat_creep', '--seed', '9'];
  let reference: ReadonlyMap<string, string> = new Map();

  beforeAll(async () => {
    const { runs } = await simulated([...words, '--out', 'first', '--jobs', '1']);
    expect(runs).toHaveLength(6);
    reference = hashesOf('first');
  }, 120_000);

  test.each([['1'], ['2'], ['5']])('gives the same bytes with --jobs %s', async (jobs) => {
    await simulated([...words, '--out', `jobs${jobs}`, '--jobs', jobs]);
    expect(hashesOf(`jobs${jobs}`)).toEqual(reference);
  });

  test('gives the same bytes run by run and shard by shard', async () => {
    for (const index of ['4', '1']) await simulated([...words, '--out', 'alone', '--index', index]);
    for (const [name, hash] of hashesOf('alone')) expect(reference.get(name)).toBe(hash);
    expect(readdirSync(at('alone/batch_0000')).toSorted()).toEqual(['run_00002', 'run_00005']);
    const parts = [];
    for (const shard of ['2/2', '1/2'])
      parts.push(await simulated([...words, '--out', 'sharded', '--shard', shard]));
    expect(parts.map(({ runs }) => runs.length)).toEqual([2, 4]);
    expect(hashesOf('sharded')).toEqual(reference);
  });

  test('parts of our own: alone, by other jobs and beside others', async () => {
    const own = ['--failures', 'warping,stringing', '--no-accel', '--no-audio'];
    await simulated([...own, '--out', 'own', '--jobs', '2']);
    await simulated([...own, '--out', 'own1', '--index', '3']);
    const all = hashesOf('own');
    expect(all.size).toBeGreaterThan(4 * 8);
    for (const [name, hash] of hashesOf('own1')) expect(all.get(name)).toBe(hash);
  });

  test('leaves what is there, and makes what is missing', async () => {
    const { mtimeMs, ino } = statSync(at('first/batch_0000/run_00001'));
    rmSync(at('first/batch_0000/run_00003'), { recursive: true });
    const answer = await simulated([...words, '--out', 'first']);
    expect(answer.runs.map(({ skipped }) => skipped)).toEqual([
      true,
      true,
      false,
      true,
      true,
      true,
    ]);
    expect(answer).toMatchObject({ skipped: 5, failures: { layer_shift: 1, nozzle_clog: 2 } });
    expect(statSync(at('first/batch_0000/run_00001'))).toMatchObject({ mtimeMs, ino });
    expect(hashesOf('first')).toEqual(reference);
  });

  test('more runs of it are put behind those that are there', async () => {
    const { skipped, runs } = await simulated([...words, '--out', 'first', '--runs', '7']);
    expect({ skipped, runs: runs.length }).toEqual({ skipped: 6, runs: 7 });
    for (const [name, hash] of reference) expect(hashesOf('first').get(name)).toBe(hash);
    rmSync(at('first/batch_0000/run_00007'), { recursive: true });
  });

  test.each([
    [['--seed', '8'], 'seed'],
    [['--noise', '0.7'], 'noise'],
    [['--material', 'ABS'], 'choice of materials'],
    [['--no-audio'], 'choice of --no-audio'],
    [['--profile', 'voron-0'], 'printer'],
    [['--sweep', 'sobol:resonanceXHz=30..60'], 'sweep'],
  ])('another one is not written over it: %j', async (others, what) => {
    const { stderr, exitCode, stdout } = await simulate([...words, '--out', 'first', ...others]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toBe(
      `3dpai: first/batch_0000/run_00001 holds a run with another ${what}, which is never overwritten; name another folder with --out or remove it.\n`,
    );
    expect(hashesOf('first')).toEqual(reference);
  });

  test('a folder that is no run, or a broken one, is not touched', async () => {
    mkdirSync(at('taken/batch_0000/run_00001'), { recursive: true });
    writeFileSync(at('taken/batch_0000/run_00001/notes.txt'), 'mine');
    for (const metadata of [undefined, '{', '{"run_id":"run_00001"}']) {
      if (metadata !== undefined)
        writeFileSync(at('taken/batch_0000/run_00001/metadata.json'), metadata);
      const { stderr, exitCode } = await simulate([...words, '--out', 'taken']);
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^3dpai: taken\/batch_0000\/run_00001 holds [^\n]+\.\n$/);
    }
    expect(readdirSync(at('taken/batch_0000'))).toEqual(['run_00001']);
  });
});

describe('ended in the middle', { timeout: 240_000 }, () => {
  const words = ['small.gcode', '--runs', '14', '--failures', 'all', '--seed', '2', '--jobs', '2'];
  let reference: ReadonlyMap<string, string> = new Map();
  let fullMs = 0;

  beforeAll(async () => {
    const begin = performance.now();
    await simulated([...words, '--out', 'reference']);
    fullMs = performance.now() - begin;
    reference = hashesOf('reference');
  }, 120_000);

  /** Every run that has its name is whole; hidden folders do not count. */
  function expectWholeRuns(name: string): number {
    if (!existsSync(at(name, 'batch_0000'))) return 0;
    const runs = readdirSync(at(name, 'batch_0000')).filter((each) => !each.startsWith('.'));
    for (const run of runs) {
      const wanted = [...reference].filter(([file]) => file.startsWith(`batch_0000/${run}/`));
      expect([...hashesOf(`${name}/batch_0000/${run}`)]).toEqual(
        wanted.map(([file, hash]) => [file.slice(`batch_0000/${run}/`.length), hash]),
      );
    }
    return runs.length;
  }

  async function endedBy(signal: NodeJS.Signals, afterMs: number, out: string): Promise<void> {
    const child = start3dpai(['simulate', ...words, '--out', out], { cwd: folder });
    child.stdout?.resume();
    child.stderr?.resume();
    const closed = once(child, 'close');
    await setTimeout(afterMs);
    child.kill(signal);
    await closed;
  }

  test.runIf(onUnix)(
    'killed 20 times at random moments: only whole runs, and the rest is made',
    async () => {
      let interrupted = 0;
      for (let round = 0; round < 20; round++) {
        await endedBy('SIGKILL', fullMs * (0.15 + 0.85 * Math.random()), 'killed');
        const runs = expectWholeRuns('killed');
        if (runs > 0 && runs < 14) interrupted += 1;
        if (runs === 14) rmSync(at('killed'), { recursive: true });
      }
      // Otherwise the moments were badly chosen and nothing was tried.
      expect(interrupted).toBeGreaterThan(2);
      await simulated([...words, '--out', 'killed']);
      expect(hashesOf('killed')).toEqual(reference);
      expect(readdirSync(at('killed/batch_0000')).filter((name) => name.startsWith('.'))).toEqual(
        [],
      );
    },
  );

  test.runIf(onUnix).each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s: nothing is left but whole runs',
    async (signal) => {
      for (const share of [0.65, 0.85]) {
        await endedBy(signal, fullMs * share, signal);
        expectWholeRuns(signal);
        if (!existsSync(at(signal))) continue;
        const names = readdirSync(at(signal), { recursive: true, encoding: 'utf8' });
        expect(names.filter((name) => path.basename(name).startsWith('.'))).toEqual([]);
      }
    },
  );
});

test.runIf(isAdministrator && process.platform === 'linux')(
  'a full disk is told in one sentence, and what is there is whole',
  { timeout: 120_000 },
  async () => {
    mkdirSync(at('disk'));
    // Some containers have an administrator who may not mount.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', at('disk')]).status !== 0)
      return;
    try {
      const words = ['small.gcode', '--runs', '30', '--seed', '1', '--jobs', '2'];
      const { stderr, stdout, exitCode } = await simulate([...words, '--out', 'disk/raw']);
      expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 75 });
      expect(stderr).toMatch(
        /^3dpai: disk\/raw\/batch_0000\/run_\d{5} cannot be written: the disk is full; make room and try again\.\n$/,
      );
      const runs = readdirSync(at('disk/raw/batch_0000'));
      expect(runs.length).toBeGreaterThan(0);
      for (const run of runs) {
        expect(run).toMatch(/^run_\d{5}$/);
        const { files } = RUN_METADATA.parse(
          JSON.parse(textOf('disk/raw/batch_0000', run, 'metadata.json')),
        );
        for (const [name, { sha256: hash }] of Object.entries(files ?? {}))
          expect(sha256(readFileSync(at('disk/raw/batch_0000', run, name)))).toBe(hash);
      }
    } finally {
      spawnSync('umount', [at('disk')]);
    }
  },
);

describe('what is simulated', { timeout: 120_000 }, () => {
  test('a real file, on the printer that --profile names', async () => {
    const file = path.join(FIXTURES, 'prusaslicer/badge-klipper.gcode');
    const less = ['--no-audio', '--no-accel', '--no-images'];
    const answer = await simulated([file, '--out', 'real', '--profile', 'voron-0', ...less]);
    const run = 'real/batch_0000/run_00001';
    const metadata = RUN_METADATA.parse(JSON.parse(textOf(run, 'metadata.json')));
    expect(metadata.printer_model).toMatch(/Voron 0/);
    expect(metadata.gcode?.slicer).toMatch(/^PrusaSlicer \d/);
    expect(readFileSync(at(run, 'print.gcode')).equals(readFileSync(file))).toBe(true);
    const time = await run3dpai(['gcode', 'time', file, '--profile', 'voron-0', '--json']);
    expect(answer.seconds).toBeGreaterThan(JSON.parse(time.stdout).seconds);
  });

  test('the material of the file, or those that are named', async () => {
    writeFileSync(at('petg.gcode'), `${SMALL_PRINT}; filament_type = PETG\n`);
    const materialOf = async (words: readonly string[], out: string) => {
      await simulated([...words, '--out', out, '--no-audio', '--no-accel', '--no-images']);
      const runs = readdirSync(at(out, 'batch_0000'));
      return runs.map(
        (run) => JSON.parse(textOf(out, 'batch_0000', run, 'metadata.json')).material,
      );
    };
    expect(await materialOf(['small.gcode'], 'm1')).toEqual(['PLA']);
    expect(
      new Set(await materialOf(['small.gcode', '--material', 'abs,nylon', '--runs', '12'], 'm2')),
    ).toEqual(new Set(['ABS', 'PA']));
    const mine = JSON.parse((await simulate(['--describe', 'materials', '--json'])).stdout)
      .materials[0];
    writeFileSync(at('mine.json'), JSON.stringify({ ...mine, name: 'PLA Mine' }));
    expect(await materialOf(['small.gcode', '--material', 'mine.json'], 'm3')).toEqual([
      'PLA Mine',
    ]);
  });

  test('noise that grows from run to run, and a sweep', async () => {
    const words = ['small.gcode', '--out', 'grown', '--runs', '3', '--noise', '0..1'];
    await simulated([
      ...words,
      '--sweep',
      'grid:resonanceXHz=30..60/3',
      '--no-audio',
      '--no-accel',
    ]);
    const sims = [1, 2, 3].map(
      (run) => JSON.parse(textOf(`grown/batch_0000/run_0000${run}/metadata.json`)).sim,
    );
    expect(sims.map(({ noise }) => noise)).toEqual([0, 0.5, 1]);
    expect(sims.map(({ parameters }) => parameters.resonanceXHz)).toEqual([30, 45, 60]);
  });

  test('batches hold a hundred runs', async () => {
    const less = ['--no-audio', '--no-accel', '--no-images'];
    await simulated(['small.gcode', '--out', 'far', '--index', '1234567', ...less]);
    expect(readdirSync(at('far'))).toEqual(['batch_12345']);
    expect(readdirSync(at('far/batch_12345'))).toEqual(['run_1234568']);
  });
});

test('progress as JSON has rate and time left', async () => {
  const less = ['--no-audio', '--no-accel', '--no-images', '--progress', 'json'];
  const { stderr, exitCode } = await simulate([
    'small.gcode',
    '--out',
    'shown',
    '--runs',
    '8',
    ...less,
  ]);
  expect(exitCode).toBe(0);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.at(-1)).toEqual({
    ...{ file: 'shown', phase: 'simulating', fraction: 1, done: 8, total: 8, secondsLeft: 0 },
    perSecond: expect.any(Number),
  });
});

test('what it says to people', async () => {
  const less = ['--no-audio', '--no-accel', '--no-images'];
  const words = ['small.gcode', '--out', 'said', '--failures', 'layer_shift,stringing', ...less];
  expect((await simulate(words)).stdout).toMatch(
    /^said: 4 runs written; [\dms. ]+ of printing in [\d.]+s\.\nFailures: layer_shift 1, stringing 1\.\n$/,
  );
  expect((await simulate([...words, '--runs', '2'])).stdout).toMatch(
    /^said: 0 runs written, 2 there already; [\d.]+s of printing\.\nFailures: layer_shift 1\.\n$/,
  );
});

describe('--describe', () => {
  test('parameters', async () => {
    const { stdout } = await simulate(['--describe', 'parameters', '--json']);
    expect(JSON.parse(stdout)).toEqual({ parameters: PARAMETERS });
    const text = (await simulate(['--describe', 'parameters'])).stdout;
    for (const { name, meaning } of PARAMETERS) {
      expect(text).toContain(`${name} `);
      expect(text).toContain(meaning);
    }
  });

  test('failures and materials', async () => {
    const { stdout } = await simulate(['--describe', 'failures', '--json']);
    expect(JSON.parse(stdout).failures).toEqual(FAILURES);
    expect((await simulate(['--describe', 'materials'])).stdout).toMatch(/^material +nozzle °C/);
  });
});

describe('wrong use is told in one sentence and writes nothing', () => {
  test.each([
    [['small.gcode'], 'simulate needs --out'],
    [['nothing.gcode', '--out', 'bad'], 'nothing.gcode is not there'],
    [['small.gcode', 'small.gcode', '--out', 'bad'], 'one too many'],
    [['--out', 'bad', '--runs', '0'], '--runs cannot be "0"; it takes a whole number from 1'],
    [['--out', 'bad', '--runs', '1.5'], '--runs cannot be "1.5"'],
    [['--out', 'bad', '--seed', '-1'], '--seed cannot be "-1"'],
    [['--out', 'bad', '--failures', 'nozzle_clogg'], 'did you mean nozzle_clog?'],
    [['--out', 'bad', '--failures', 'all,none'], '--failures cannot be "all"'],
    [['--out', 'bad', '--noise', '1.5'], '--noise cannot be "1.5"; it takes a number from 0 to 1'],
    [['--out', 'bad', '--noise', '0.2..'], '--noise cannot be "0.2.."'],
    [['--out', 'bad', '--severity', '0'], 'Severities must lie above 0'],
    [['--out', 'bad', '--onset', '0.9..0.1'], 'the lower end first'],
    [['--out', 'bad', '--material', 'cheese'], '--material cannot be "cheese"'],
    [['--out', 'bad', '--material', 'none.json'], 'none.json is not there'],
    [['--out', 'bad', '--sweep', 'sobol:resonance=1..2'], 'A sweep cannot set "resonance"'],
    [['--out', 'bad', '--index', 'one'], '--index cannot be "one"'],
    [['--out', 'bad', '--shard', '3/2'], '--shard cannot be "3/2"'],
    [['--out', 'bad', '--index', '1', '--shard', '1/2'], 'cannot be given together'],
    [['--out', 'bad', '--jobs', '0'], '--jobs cannot be "0"'],
    [['--out', 'bad', '--profile', 'none'], '--profile cannot be "none"'],
    [['--out', 'bad', '--describe', 'all'], '--describe cannot be "all"'],
    [
      ['small.gcode', '--out', 'small.gcode'],
      'small.gcode/batch_0000 cannot be written: a part of its path is a file',
    ],
    [['--out'], '--out needs a value'],
  ])('%j', async (words, message) => {
    const { stdout, stderr, exitCode } = await simulate(words);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^3dpai: [^\n]+[.?]\n$/);
    expect(stderr).toContain(message);
    expect(existsSync(at('bad'))).toBe(false);
  });

  test('a file that takes no time', async () => {
    writeFileSync(at('still.gcode'), 'M104 S0\n');
    const { stderr, exitCode } = await simulate([
      'still.gcode',
      '--out',
      'bad',
      '--jobs',
      '2',
      '--runs',
      '4',
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^3dpai: The G-code prints nothing that takes time, [^\n]+\n$/);
    expect(existsSync(at('bad'))).toBe(false);
  });
});
