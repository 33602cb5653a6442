import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { vi } from 'vitest';

// Each run starts Node anew, which takes long where other programs keep the machine busy.
vi.setConfig({ testTimeout: 30_000 });

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The source of the command, which Node runs as it is. */
export const PROGRAM = path.join(ROOT, 'pipeline/src/cli.ts');

/** Without it, every run would strip the types of every source again. */
const COMPILE_CACHE = path.join(ROOT, 'node_modules/.cache/3dpai-tests');

export const FIXTURES = path.join(ROOT, 'test/fixtures');

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the real 3dpai command in a process of its own, in the folder of fixtures. */
export function run3dpai(words: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = start3dpai(words, options);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? new Uint8Array(0));
  return ended(child);
}

/** Starts it and leaves its pipes to the caller. */
export function start3dpai(words: readonly string[], options: RunOptions = {}): ChildProcess {
  // Test runners ask for colours in the environment.
  const { FORCE_COLOR: _force, NO_COLOR: _no, ...environment } = process.env;
  return spawn(process.execPath, [PROGRAM, ...words], {
    cwd: options.cwd ?? FIXTURES,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment, ...options.environment },
  });
}

function ended(child: ChildProcess): Promise<Ended> {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => stdout.push(piece));
  child.stderr?.on('data', (piece: Buffer) => stderr.push(piece));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) =>
      resolve({
        exitCode,
        stdout: Buffer.concat(stdout).toString('utf8'),
        stderr: Buffer.concat(stderr).toString('utf8'),
      }),
    );
  });
}
