import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FIXTURES, PROGRAM } from '../support/commandLine.ts';

// The commands of docs/ci.md, run as they stand there.

const PAGE = fs.readFileSync(path.resolve(import.meta.dirname, '../../docs/ci.md'), 'utf8');

function blocks(language: string): string[] {
  const fences = new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms');
  return [...PAGE.matchAll(fences)].map(([, text = '']) => text);
}

let folder = '';

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), '3dpai-ci-'));
  fs.writeFileSync(path.join(folder, 'check-gcode.sh'), blocks('bash')[0] ?? '');
  // The clone that the page asks for: its command is the one of this clone.
  const clone = path.join(folder, '.3dpai/scripts');
  fs.mkdirSync(clone, { recursive: true });
  const program = JSON.stringify(pathToFileURL(PROGRAM).href);
  fs.writeFileSync(path.join(clone, '3dpai.mjs'), `await import(${program});\n`);
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function addSlice(name: string, fixture: string): void {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.copyFileSync(path.join(FIXTURES, 'broken', fixture), file);
}

/** Runs a command line of the page in a shell, as CI does. */
async function shell(commandLine: string): Promise<{ exitCode: number | null; output: string }> {
  const { FORCE_COLOR: _force, ...env } = process.env;
  const child = spawn('bash', ['-e', '-c', commandLine], { cwd: folder, env });
  const pieces: string[] = [];
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  child.stderr.on('data', (piece: Buffer) => pieces.push(piece.toString()));
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { exitCode, output: pieces.join('') };
}

function logs(): { readonly name: string; readonly uri: string; readonly rules: string[] }[] {
  return fs
    .readdirSync(path.join(folder, 'sarif'))
    .sort()
    .map((name) => {
      const [run] = JSON.parse(fs.readFileSync(path.join(folder, 'sarif', name), 'utf8')).runs;
      return {
        name,
        uri: run.artifacts[0].location.uri,
        rules: run.results.map(({ ruleId }: { ruleId: string }) => ruleId),
      };
    });
}

describe('check-gcode.sh', () => {
  test('passes sound slices', async () => {
    addSlice('parts/a cube.gcode', 'sound.gcode');
    const { exitCode, output } = await shell('bash check-gcode.sh');
    expect({ exitCode, output }).toEqual({
      exitCode: 0,
      output: 'parts/a cube.gcode: no problems by the rules of Klipper.\n',
    });
    expect(logs()).toEqual([
      { name: 'parts_a_cube.gcode.sarif', uri: 'parts/a%20cube.gcode', rules: [] },
    ]);
  });

  test('fails where one has a problem, and writes a log for each', async () => {
    addSlice('parts/cube.gcode', 'sound.gcode');
    addSlice('worn.gcode', 'leading-zero-code.gcode');
    const { exitCode, output } = await shell('bash check-gcode.sh');
    expect(exitCode).toBe(1);
    expect(output).toMatch(/^worn\.gcode:21:1: warning: .* \[leading-zero-code\]$/m);
    expect(logs().map(({ uri, rules }) => [uri, rules])).toEqual([
      ['parts/cube.gcode', []],
      ['worn.gcode', ['leading-zero-code']],
    ]);
  });

  test('looks at the files that are named only, as pre-commit names them', async () => {
    addSlice('cube.gcode', 'sound.gcode');
    addSlice('worn.gcode', 'leading-zero-code.gcode');
    const entry = /entry: (.*)/.exec(PAGE)?.[1] ?? '';
    expect((await shell(`${entry} cube.gcode`)).exitCode).toBe(0);
    expect((await shell(`${entry} cube.gcode worn.gcode`)).exitCode).toBe(1);
  });

  test('has nothing to do without slices', async () => {
    expect(await shell('bash check-gcode.sh')).toEqual({ exitCode: 0, output: '' });
  });
});

test('every job of the page runs that script, and the hook picks slices', () => {
  const jobs = blocks('yaml');
  expect(jobs).toHaveLength(3);
  for (const job of jobs) expect(job).toMatch(/(?:run:|-|entry:) bash check-gcode\.sh$/m);
  expect(jobs[0]).toContain('sarif_file: sarif\n');
  const files = new RegExp(/files: (.*)/.exec(jobs[2] ?? '')?.[1] ?? '');
  expect(['a/b.gcode', 'b.gcode.txt', 'gcode'].filter((name) => files.test(name))).toEqual([
    'a/b.gcode',
  ]);
});
