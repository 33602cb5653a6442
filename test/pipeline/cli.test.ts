import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { PROGRAM, run3dpai, start3dpai } from '../support/commandLine.ts';

const onUnix = process.platform !== 'win32';
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-cli-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function makeFile(name: string, content: string | Uint8Array): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

/** Wrong use is told in one sentence on stderr, and nothing is printed. */
async function expectRefused(words: readonly string[], message: string | RegExp): Promise<void> {
  const { exitCode, stdout, stderr } = await run3dpai(words, { cwd: folder });
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/^3dpai: [^\n]+\n$/);
}

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])('%s', async (word) => {
    const { exitCode, stdout, stderr } = await run3dpai([word]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    for (const command of ['outline', 'meta', 'check', 'state'])
      expect(stdout).toContain(`gcode ${command} FILE`);
    expect(stdout).toContain('Example:\n  3dpai ');
  });

  test.each([['outline'], ['meta'], ['check'], ['state']])('gcode %s --help', async (name) => {
    const { exitCode, stdout } = await run3dpai(['gcode', name, '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Usage: 3dpai gcode /);
    expect(stdout).toMatch(/\nExamples:\n {2}3dpai gcode /);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  test('gcode check --help', async () => {
    expect((await run3dpai(['gcode', 'check', '-h'])).stdout).toMatchInlineSnapshot(`
      "Usage: 3dpai gcode check FILE [OPTION]...

      Finds what the printer would stumble over, in the words of its firmware.

      Exits with 1 when it reports an error or a warning, so that a script can stop
      there; with --severity, when it reports anything. FILE may be "-" for stdin.

      Options:
        --flavor klipper|marlin|reprap|auto
                                  read the file as this firmware does (auto: what the
                                  file says, else Klipper)
        --profile PRINTER         the printer: its printer.cfg, the folder that holds
                                  it, or a preset ("presets" lists them)
        --severity error|warning|information|hint
                                  report this and worse (default: hint, which is
                                  everything)
        --disable RULE,...        leave out these rules
        --rule RULE=SEVERITY      how grave a rule's problems are: off, error,
                                  warning, information, hint; once for each rule
        --json                    print one JSON document and nothing else
        --sarif                   print a SARIF 2.1.0 log, as code scanning reads it
        --progress bar|json|none  show progress on stderr (default: a bar where stderr
                                  is a terminal)
        --help                    show this help

      Examples:
        3dpai gcode check cube.gcode
        3dpai gcode check cube.gcode --flavor klipper --severity warning --json
        3dpai gcode check cube.gcode --rule unknown-macro=off --rule inches=warning
        3dpai gcode check cube.gcode --sarif > cube.sarif
      "
    `);
  });

  test('gcode --help', async () => {
    const { exitCode, stdout } = await run3dpai(['gcode', '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('gcode outline FILE');
  });

  test('--version', async () => {
    const { stdout } = await run3dpai(['--version']);
    expect(stdout).toBe(`3dpai ${packageJson.version}\n`);
  });

  test('nothing at all shows the help and is wrong use', async () => {
    const { exitCode, stdout, stderr } = await run3dpai([]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toMatch(/^Usage: /);
  });
});

describe('wrong use', () => {
  test.each<[readonly string[], string]>([
    [['frobnicate'], 'There is no command "frobnicate"; there are gcode outline'],
    [['gcode'], '"gcode" needs one of its commands: gcode outline'],
    [['gcode', 'frobnicate'], 'There is no command "gcode frobnicate"'],
    [['gcode', 'outline'], 'gcode outline needs FILE, as in: 3dpai gcode outline cube.gcode'],
    [['gcode', 'outline', 'a', 'b'], 'takes FILE only, so "b" is one too many'],
    [['gcode', 'outline', 'a', '--jsn'], 'gcode outline has no option --jsn; it has --json'],
    [['gcode', 'outline', 'a', '--progress', 'loud'], '--progress cannot be "loud"'],
    [['gcode', 'outline', '--', '--json'], '--json is not there'],
  ])('%j', (words, message) => expectRefused(words, message));
});

test('a defect of ours says so and ends with 70', async () => {
  const sabotage = 'data:text/javascript,performance.now=()=>{throw%20new%20Error(`sabotage`)}';
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'outline', 'broken/sound.gcode'], {
    environment: { NODE_OPTIONS: `--import=${sabotage}` },
  });
  expect({ exitCode, stdout }).toEqual({ exitCode: 70, stdout: '' });
  expect(stderr).toMatch(
    /^3dpai: this is a defect of 3dpai; please report it .*\nError: sabotage\n/,
  );
});

describe('files', () => {
  test('one that is not there', () =>
    expectRefused(['gcode', 'meta', 'gone.gcode', '--json'], 'gone.gcode is not there'));

  test('a folder', () => {
    mkdirSync(path.join(folder, 'models'));
    return expectRefused(['gcode', 'outline', 'models'], 'models is a folder');
  });

  test('a path through a file', () => {
    makeFile('file', '');
    return expectRefused(['gcode', 'outline', 'file/cube.gcode'], 'is not there');
  });

  test.skipIf(!onUnix)('a named pipe that nobody writes to', () => {
    execFileSync('mkfifo', [path.join(folder, 'pipe')]);
    return expectRefused(['gcode', 'outline', 'pipe'], 'pipe is no regular file');
  });

  test.skipIf(!onUnix)('a device', () =>
    expectRefused(['gcode', 'outline', '/dev/zero'], 'is no regular file'),
  );

  test.skipIf(!onUnix)('a link that leads to itself', () => {
    symlinkSync('loop', path.join(folder, 'loop'));
    return expectRefused(['gcode', 'outline', 'loop'], 'leads back to itself');
  });

  test.skipIf(!onUnix || process.getuid?.() === 0)('one that may not be read', () => {
    makeFile('secret.gcode', 'G28\n');
    chmodSync(path.join(folder, 'secret.gcode'), 0);
    return expectRefused(['gcode', 'outline', 'secret.gcode'], 'may not be read');
  });

  test('one that is too large', () => {
    makeFile('huge.gcode', '');
    truncateSync(path.join(folder, 'huge.gcode'), 3 * 1024 ** 3);
    return expectRefused(['gcode', 'outline', 'huge.gcode'], /huge\.gcode has 3\.2 GB, more than/);
  });

  test.each([
    ['binary G-code', 'GCDE\u0001', 'is binary G-code (.bgcode)'],
    ['a ZIP archive', 'PK\u0003\u0004', 'is a ZIP archive such as .3mf'],
    ['UTF-16', Buffer.from('\ufeffG28\n', 'utf16le'), 'is UTF-16 text'],
  ])('%s', (_name, content, message) =>
    expectRefused(['gcode', 'check', makeFile('other.gcode', content)], escaped(message)),
  );

  test('a name that would command the terminal', () =>
    expectRefused(['gcode', 'outline', '\x1b[31mred'], /: \\u001b\[31mred is not there/));

  test('content that would command the terminal', async () => {
    const name = makeFile(
      'wild.gcode',
      ';LAYER_CHANGE\n;TYPE:\x1b]0;owned\x07\nG1 X1 E1\nG\x9b31m\n',
    );
    for (const command of [['outline', '--features'], ['check'], ['check', '--json'], ['meta']]) {
      const [word = '', ...options] = command;
      const { stdout, stderr } = await run3dpai(['gcode', word, name, ...options], { cwd: folder });
      expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
      expect(stderr).toBe('');
    }
  });

  test('random bytes', async () => {
    const bytes = Uint8Array.from({ length: 50_000 }, (_none, i) => (i * 7919 + (i >> 3)) & 255);
    const name = makeFile('random.gcode', bytes);
    for (const command of ['outline', 'meta', 'check']) {
      const { exitCode, stdout } = await run3dpai(['gcode', command, name, '--json'], {
        cwd: folder,
      });
      expect(exitCode).toBeOneOf([0, 1]);
      expect(JSON.parse(stdout)).toMatchObject({ file: name });
    }
  });
});

describe('a large file', () => {
  /** Enough that the answer does not fit into a pipe and the reading takes a while. */
  const layers = 40_000;
  const text = Array.from(
    { length: layers },
    (_none, i) =>
      `;LAYER_CHANGE\n;Z:${(i + 1) / 5}\n;TYPE:Perimeter\nG1 X${i % 200} Y10 E.5 F1800\n;TYPE:Solid infill\n${'G1 X5 Y5 E.02\nG1 X6 Y9 E.03\n'.repeat(20)}`,
  ).join('');
  let large = '';

  beforeAll(() => {
    large = path.join(folder, makeFile('large.gcode', text));
  });

  test('its whole answer is one JSON document', async () => {
    const { stdout } = await run3dpai(['gcode', 'outline', large, '--json']);
    const answer = JSON.parse(stdout);
    expect(answer.layers).toHaveLength(layers);
    expect(answer.layers[layers - 1].features).toHaveLength(2);
  });

  test('a reader that closes the pipe is no error', async () => {
    const child = start3dpai(['gcode', 'outline', large, '--json']);
    let errors = '';
    child.stderr?.on('data', (piece: Buffer) => {
      errors += piece.toString();
    });
    child.stdout?.once('data', () => child.stdout?.destroy());
    const [exitCode] = await once(child, 'close');
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
  });

  test.skipIf(!onUnix)('Ctrl-C ends it with 130', async () => {
    // Nobody reads its answer, so it is still there when the signal comes.
    const child = start3dpai(['gcode', 'outline', large, '--json', '--progress', 'json']);
    child.stderr?.once('data', () => child.kill('SIGINT'));
    const [exitCode] = await once(child, 'exit');
    child.stdout?.destroy();
    expect(exitCode).toBe(130);
  });

  test.skipIf(process.platform !== 'linux')('a full disk is said', () => {
    const words = ['gcode', 'meta', large, '--json'];
    const command = [process.execPath, PROGRAM, ...words].map((word) => `'${word}'`).join(' ');
    const { status, stderr } = spawnSync(`${command} > /dev/full`, { shell: true });
    expect(status).toBe(75);
    expect(stderr.toString()).toMatch(/^3dpai: the output cannot be written .*try again\.\n$/);
  });

  test('--progress json tells each step on stderr, and nothing on stdout', async () => {
    const words = ['gcode', 'meta', large, '--json', '--progress', 'json'];
    const { stdout, stderr } = await run3dpai(words);
    JSON.parse(stdout);
    const steps = stderr
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    for (const step of steps) {
      expect(step).toEqual({
        file: large,
        phase: expect.any(String),
        fraction: expect.any(Number),
      });
      expect(step.fraction).toBeGreaterThanOrEqual(0);
      expect(step.fraction).toBeLessThanOrEqual(1);
    }
    const ends = steps.filter((step) => step.fraction === 1).map((step) => step.phase);
    expect(ends).toEqual(['reading', 'analyzing']);
  });
});

function escaped(text: string): RegExp {
  return new RegExp(text.replace(/[.()]/g, '\\$&'));
}
