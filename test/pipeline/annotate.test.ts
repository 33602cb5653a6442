import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { writeBigFile } from '../../scripts/fixtures/bigFile.mjs';
import { type Ended, FIXTURES, PROGRAM, run3dpai, start3dpai } from '../support/commandLine.ts';

const onUnix = process.platform !== 'win32';
const isAdministrator = process.getuid?.() === 0;

const BEFORE = ';TIME:1\nM73 P5 R9\nG28\nG4 P60000\n; end\n';
const AFTER = ';TIME:60\nM73 P0 R1\nG28\nG4 P60000\n; end\n';
const SAID =
  'a.gcode: 2 lines changed; 1m 00s on Klipper with default limits.\n' +
  'Not in the times, because a file does not tell them: homing (G28).\n' +
  'Name your printer with --profile, so that its limits count.\n';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-annotate-'));
  writeFileSync(at('a.gcode'), BEFORE);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function at(name: string): string {
  return path.join(folder, name);
}

function contentOf(name: string): string {
  return readFileSync(at(name), 'utf8');
}

function run(words: readonly string[], input?: string): Promise<Ended> {
  return run3dpai(['gcode', 'annotate', ...words], {
    cwd: folder,
    ...(input === undefined ? {} : { input: Buffer.from(input) }),
  });
}

/** Wrong use is told in one sentence, `a.gcode` stays as it is and nothing is left behind. */
async function expectRefused(
  words: readonly string[],
  message: string | RegExp,
  exitCode = 2,
): Promise<void> {
  const before = readdirSync(folder);
  const ended = await run(words);
  expect(ended).toMatchObject({ exitCode, stdout: '' });
  expect(ended.stderr).toMatch(message);
  expect(ended.stderr).toMatch(/^3dpai: [^\n]+\n$/);
  expect(contentOf('a.gcode')).toBe(BEFORE);
  expect(readdirSync(folder)).toEqual(before);
}

describe('in place', () => {
  test('the file gets its times, and a second run finds nothing to do', async () => {
    expect(await run(['a.gcode'])).toEqual({ exitCode: 0, stderr: '', stdout: SAID });
    expect(contentOf('a.gcode')).toBe(AFTER);
    const { mtimeMs, ino } = statSync(at('a.gcode'));
    const again = await run(['a.gcode']);
    expect(again.stdout).toMatch(/0 lines changed.*\nThe times it states are those already\.\n/);
    expect(statSync(at('a.gcode'))).toMatchObject({ mtimeMs, ino });
    expect(readdirSync(folder)).toEqual(['a.gcode']);
  });

  test.runIf(onUnix)('its permissions stay', async () => {
    for (const mode of [0o600, 0o664, 0o755]) {
      writeFileSync(at('a.gcode'), BEFORE);
      chmodSync(at('a.gcode'), mode);
      await run(['a.gcode']);
      expect(contentOf('a.gcode')).toBe(AFTER);
      expect(statSync(at('a.gcode')).mode & 0o7777).toBe(mode);
    }
  });

  test.runIf(onUnix)('a link stays a link, the file it leads to is written', async () => {
    mkdirSync(at('real'));
    writeFileSync(at('real/b.gcode'), BEFORE);
    symlinkSync('real', at('link'));
    symlinkSync('link/b.gcode', at('c.gcode'));
    await run(['c.gcode']);
    expect(readlinkSync(at('c.gcode'))).toBe('link/b.gcode');
    expect(lstatSync(at('real/b.gcode')).isFile()).toBe(true);
    expect(contentOf('real/b.gcode')).toBe(AFTER);
  });

  test('a name that begins with a dash, or is long, or has blanks', async () => {
    for (const name of ['-x.gcode', `${'n'.repeat(248)}.gcode`, "a b 'c'.gcode"]) {
      writeFileSync(at(name), BEFORE);
      expect((await run(['--', name])).exitCode).toBe(0);
      expect(contentOf(name)).toBe(AFTER);
    }
  });

  test('as PrusaSlicer calls a script: options first, the path last, its variables set', async () => {
    copyFileSync(path.join(FIXTURES, 'prusaslicer/badge-klipper.gcode'), at('x.gcode.pp'));
    const ended = await run3dpai(['gcode', 'annotate', '--flavor', 'klipper', at('x.gcode.pp')], {
      environment: { SLIC3R_PP_HOST: 'File', SLIC3R_LAYER_HEIGHT: '0.2' },
    });
    expect(ended).toMatchObject({ exitCode: 0, stderr: '' });
    expect(contentOf('x.gcode.pp')).toMatch(
      /^; estimated printing time \(normal mode\) = \d+m \d+s$/m,
    );
  });
});

describe('-o', () => {
  test('another file, and this one stays', async () => {
    const { exitCode, stdout } = await run(['a.gcode', '-o', 'b.gcode']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: SAID });
    expect([contentOf('a.gcode'), contentOf('b.gcode')]).toEqual([BEFORE, AFTER]);
  });

  test('a file that is there is replaced', async () => {
    writeFileSync(at('b.gcode'), 'older and longer'.repeat(100));
    await run(['a.gcode', '--out=b.gcode']);
    expect(contentOf('b.gcode')).toBe(AFTER);
  });

  test('a copy is written even where nothing changes', async () => {
    writeFileSync(at('a.gcode'), 'G1 X1\n');
    const { stdout } = await run(['a.gcode', '-o', 'b.gcode']);
    expect(contentOf('b.gcode')).toBe('G1 X1\n');
    expect(stdout).toContain('has no move that takes time');
  });

  test('stdout, with the summary on stderr', async () => {
    expect(await run(['a.gcode', '-o', '-'])).toEqual({ exitCode: 0, stdout: AFTER, stderr: SAID });
    expect(contentOf('a.gcode')).toBe(BEFORE);
  });

  test('stdin goes to stdout', async () => {
    expect(await run(['-'], BEFORE)).toMatchObject({ exitCode: 0, stdout: AFTER });
    await run(['-', '-o', 'b.gcode'], BEFORE);
    expect(contentOf('b.gcode')).toBe(AFTER);
  });

  test.runIf(onUnix)('a link to a file that is not there yet', async () => {
    symlinkSync('b.gcode', at('link'));
    await run(['a.gcode', '-o', 'link']);
    expect(lstatSync(at('link')).isSymbolicLink()).toBe(true);
    expect(contentOf('b.gcode')).toBe(AFTER);
  });
});

describe('--json', () => {
  const answer = z.strictObject({
    file: z.literal('a.gcode'),
    profile: z.strictObject({ name: z.string(), source: z.literal('assumed') }),
    seconds: z.literal(60),
    changedLines: z.literal(2),
    insertedLines: z.int(),
    unknown: z.tuple([
      z.strictObject({
        kind: z.literal('homing'),
        name: z.literal('G28'),
        count: z.literal(1),
        line: z.literal(3),
      }),
    ]),
    changes: z.array(z.unknown()).optional(),
  });

  test('what was done', async () => {
    const { stdout, stderr } = await run(['a.gcode', '--json']);
    expect(stderr).toBe('');
    expect(answer.parse(JSON.parse(stdout))).not.toHaveProperty('changes');
    expect(contentOf('a.gcode')).toBe(AFTER);
  });

  test('what would be done', async () => {
    const { stdout } = await run(['a.gcode', '--json', '--dry-run']);
    expect(answer.parse(JSON.parse(stdout)).changes).toEqual([
      { line: 1, before: ';TIME:1', after: ';TIME:60' },
      { line: 2, before: 'M73 P5 R9', after: 'M73 P0 R1' },
    ]);
    expect(contentOf('a.gcode')).toBe(BEFORE);
  });
});

test('--add and --dry-run', async () => {
  writeFileSync(at('a.gcode'), 'G28\r\n;TIME_ELAPSED:7\r\nG4 P60000\r\n');
  const { stdout } = await run(['a.gcode', '--add', '--dry-run']);
  expect(stdout).toMatchInlineSnapshot(`
    "a.gcode:1: + ; estimated printing time (normal mode) = 1m 0s
    a.gcode:1: + M73 P0 R1
    a.gcode:2: ;TIME_ELAPSED:7 → ;TIME_ELAPSED:0
    a.gcode:4: + M73 P100 R0
    a.gcode: 1 line would be changed, 3 put in; 1m 00s on Klipper with default limits.
    Not in the times, because a file does not tell them: homing (G28).
    Name your printer with --profile, so that its limits count.
    "
  `);
  await run(['a.gcode', '--add']);
  expect(contentOf('a.gcode')).toBe(
    '; estimated printing time (normal mode) = 1m 0s\r\nM73 P0 R1\r\nG28\r\n;TIME_ELAPSED:0\r\nG4 P60000\r\nM73 P100 R0\r\n',
  );
});

test('--profile plans with the printer’s limits', async () => {
  copyFileSync(path.join(FIXTURES, 'prusaslicer/badge-klipper.gcode'), at('b.gcode'));
  const profile = path.join(FIXTURES, 'config/corexy');
  const { stdout, stderr } = await run([
    'b.gcode',
    '--profile',
    profile,
    '-o',
    'c.gcode',
    '--json',
  ]);
  expect(stderr.match(/^3dpai: this is a defect/m)).toBe(null);
  const { seconds, profile: named } = JSON.parse(stdout);
  const time = await run3dpai(['gcode', 'time', at('c.gcode'), '--profile', profile, '--json']);
  const report = JSON.parse(time.stdout);
  expect({ seconds, named }).toEqual({ seconds: report.seconds, named: report.profile });
  expect(named.source).toBe('printer.cfg');
  expect(report.slicerSeconds).toBe(Math.floor(seconds));
});

describe('refused', () => {
  test.each([
    [['nothing.gcode'], 'nothing.gcode is not there'],
    [['a.gcode', '-o', 'none/b.gcode'], 'none/b.gcode cannot be written: its folder is not there'],
    [['a.gcode', '-o', 'a.gcode/b'], 'a.gcode/b cannot be written: a part of its path is a file'],
    [['a.gcode', '-o', '.'], '. is a folder; name a file in it'],
    [['a.gcode', '-o', 'x'.repeat(300)], 'its name is too long'],
    [['a.gcode', '-o', '-', '--json'], 'cannot both go to stdout'],
    [['a.gcode', '-o'], '--out needs a value'],
  ])('%j', (words, message) => expectRefused(words, message));

  test('line numbers and --add', async () => {
    writeFileSync(at('b.gcode'), 'N1 G1 X1\n');
    await expectRefused(['b.gcode', '--add'], 'b.gcode numbers its lines');
  });

  test.runIf(onUnix)('a device, and a link that leads back to itself', async () => {
    await expectRefused(['a.gcode', '-o', '/dev/null'], '/dev/null is no regular file');
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    symlinkSync('loop', at('loop'));
    await expectRefused(['a.gcode', '-o', 'loop'], 'loop is a link that leads back to itself');
  });

  test.runIf(onUnix)('a file that grows larger than it may', () => {
    copyFileSync(path.join(FIXTURES, 'prusaslicer/badge-klipper.gcode'), at('b.gcode'));
    const before = contentOf('b.gcode');
    const limited = `ulimit -f 20; exec '${process.execPath}' '${PROGRAM}' gcode annotate b.gcode`;
    const { status, stderr } = spawnSync('sh', ['-c', limited], { cwd: folder, encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 2,
      stderr:
        '3dpai: b.gcode cannot be written: it is too large for this disk; name a file elsewhere.\n',
    });
    expect(contentOf('b.gcode')).toBe(before);
    expect(readdirSync(folder)).toEqual(['a.gcode', 'b.gcode']);
  });

  test.runIf(onUnix && !isAdministrator)('a folder or a file that may not be written', async () => {
    chmodSync(at('a.gcode'), 0o444);
    await expectRefused(['a.gcode'], 'a.gcode may not be written');
    chmodSync(at('a.gcode'), 0o644);
    chmodSync(folder, 0o555);
    try {
      await expectRefused(['a.gcode'], 'you may not write to its folder');
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});

describe('a file of 68 MB', { timeout: 120_000 }, () => {
  let bigFolder = '';
  let original: Buffer;

  beforeAll(() => {
    bigFolder = mkdtempSync(path.join(tmpdir(), '3dpai-annotate-big-'));
    writeBigFile(path.join(bigFolder, 'big.gcode'), 68);
    original = readFileSync(path.join(bigFolder, 'big.gcode'));
  }, 120_000);

  afterAll(() => rmSync(bigFolder, { recursive: true, force: true }));

  /** Ends the program in the middle of writing. */
  async function endedWhileWriting(signal: NodeJS.Signals): Promise<readonly string[]> {
    const watcher = watch(bigFolder);
    const child = start3dpai(['gcode', 'annotate', 'big.gcode'], { cwd: bigFolder });
    child.stdout?.resume();
    watcher.on('change', (_event, name) => {
      if (child.killed || !String(name).endsWith('.tmp')) return;
      const written = statSync(path.join(bigFolder, String(name)), { throwIfNoEntry: false })?.size;
      if ((written ?? 0) > 8_000_000) child.kill(signal);
    });
    const [exitCode, endedBy] = await once(child, 'close');
    watcher.close();
    expect(exitCode ?? endedBy).toBe(signal === 'SIGINT' ? 130 : signal);
    expect(readFileSync(path.join(bigFolder, 'big.gcode')).equals(original)).toBe(true);
    return readdirSync(bigFolder);
  }

  test.runIf(onUnix)('killed while it writes: the file is whole', async () => {
    const left = await endedWhileWriting('SIGKILL');
    expect(left.filter((name) => !/^\.3dpai-\d+-\w+\.tmp$/.test(name))).toEqual(['big.gcode']);
    for (const name of left) if (name !== 'big.gcode') rmSync(path.join(bigFolder, name));
  });

  test.runIf(onUnix).each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    '%s while it writes: the file is whole and nothing is left',
    async (signal) => expect(await endedWhileWriting(signal)).toEqual(['big.gcode']),
  );

  test('only times differ', async () => {
    const { exitCode } = await run3dpai(['gcode', 'annotate', 'big.gcode', '-o', 'out.gcode'], {
      cwd: bigFolder,
    });
    expect(exitCode).toBe(0);
    const result = readFileSync(path.join(bigFolder, 'out.gcode'));
    expect(withoutTimes(result).equals(withoutTimes(original))).toBe(true);
    expect(result.equals(original)).toBe(false);
  });
});

/** This file has no times but these. */
function withoutTimes(bytes: Buffer): Buffer {
  return Buffer.from(
    bytes
      .toString('latin1')
      .replace(/^M73 P\d+ R\d+$/gm, 'M73')
      .replace(/^(; estimated printing time .*=) .*$/gm, '$1'),
    'latin1',
  );
}
