import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { nearestName } from '#core/commands/nearestName';
import { CASCADES, type CascadeKind, FAILURES, type FailureKind } from '#core/run/failures';
import { type Given, JSON_OPTION, type Option } from '../command.ts';
import { Failure } from '../exit.ts';
import { PROFILE_OPTION } from '../profile.ts';
import type { Material } from './material.ts';
import { MATERIALS, materialNamed, readMaterial } from './materials.ts';
import { readSweep } from './readSweep.ts';
import type { NoiseSchedule } from './scenarioAt.ts';
import type { Sweep } from './sweep.ts';

export const SIMULATE_OPTIONS: readonly Option[] = [
  { name: 'out', letter: 'o', value: 'DIR', help: 'folder for the runs: DIR/batch_0000/run_00001' },
  { name: 'runs', value: 'N', help: 'how many runs (default: each failure once, with its twin)' },
  { name: 'seed', value: 'S', help: 'seed of all randomness (default 0)' },
  {
    name: 'failures',
    value: 'none|all|KIND,...',
    help: 'failures and cascades to inject, each in its turn (default none)',
  },
  { name: 'severity', value: 'A..B', help: 'range of their severity, up to 1 (default 0.3..1)' },
  {
    name: 'onset',
    value: 'A..B',
    help: 'when they begin, as shares of the print (default 0.25..0.75)',
  },
  {
    name: 'noise',
    value: '0..1',
    help: 'a level from 0, none, to 1; A..B lets it grow from the first run to the last (default 0.5)',
  },
  {
    name: 'material',
    value: 'NAME,...|FILE',
    help: 'materials, or "all", or a material file (default: what the G-code says, else PLA)',
  },
  {
    name: 'sweep',
    value: 'METHOD:...',
    help: 'parameters over the runs, such as sobol:resonanceXHz=30..60',
  },
  PROFILE_OPTION,
  { name: 'index', value: 'I', help: 'only this run, counted from 0' },
  { name: 'shard', value: 'i/n', help: 'only part i of n, to spread the runs over machines' },
  { name: 'no-images', help: 'leave out the pictures of the layers' },
  { name: 'no-audio', help: 'leave out the sound' },
  { name: 'no-accel', help: 'leave out the raw accelerometer' },
  { name: 'jobs', value: 'N', help: 'how many processors to use (default: all)' },
  {
    name: 'describe',
    value: 'WHAT',
    choices: ['parameters', 'failures', 'materials'],
    help: 'show what can be simulated, and simulate nothing',
  },
  JSON_OPTION,
];

const MOST_RUNS = 1e9;
const MOST_JOBS = 256;

/** What the command line asks for, apart from G-code and printer. */
export interface SimulateOptions {
  readonly out: string;
  readonly indexes: readonly number[];
  readonly seed: number;
  readonly failures: readonly (FailureKind | CascadeKind)[];
  readonly severity: readonly [number, number];
  readonly onset: readonly [number, number];
  readonly noise: number | NoiseSchedule;
  /** Undefined where the G-code may say. */
  readonly materials: readonly Material[] | undefined;
  readonly sweep: Sweep | undefined;
  readonly jobs: number;
}

/** Throws a `Failure` that names the option and what it takes. */
export function simulateOptions(given: Given): SimulateOptions {
  const out = given.value('out');
  if (out === undefined)
    throw new Failure('simulate needs --out, the folder that the runs are written to.');
  const failures = failuresOf(given.value('failures') ?? 'none');
  const runs = whole(given, 'runs', 1, MOST_RUNS) ?? Math.max(1, 2 * failures.length);
  const sweep = given.value('sweep');
  return {
    out,
    indexes: indexesOf(given, runs),
    seed: whole(given, 'seed', 0, Number.MAX_SAFE_INTEGER) ?? 0,
    failures,
    severity: rangeOf(given, 'severity') ?? [0.3, 1],
    onset: rangeOf(given, 'onset') ?? [0.25, 0.75],
    noise: noiseOf(given, runs),
    materials: materialsOf(given.value('material')),
    sweep: sweep === undefined ? undefined : readSweep(sweep),
    jobs: whole(given, 'jobs', 1, MOST_JOBS) ?? availableParallelism(),
  };
}

function indexesOf(given: Given, runs: number): readonly number[] {
  const index = whole(given, 'index', 0, MOST_RUNS);
  const shard = given.value('shard');
  if (index !== undefined && shard !== undefined)
    throw new Failure('--index and --shard cannot be given together; leave one of them out.');
  if (index !== undefined) return [index];
  const [part, parts] = shard === undefined ? [1, 1] : shardOf(shard);
  // A run and its healthy twin print the same file, so both belong to one part.
  return Array.from({ length: runs }, (_, i) => i).filter(
    (i) => Math.floor(i / 2) % parts === part - 1,
  );
}

function shardOf(text: string): readonly [number, number] {
  const [, part, parts] = /^([1-9]\d{0,8})\/([1-9]\d{0,8})$/.exec(text) ?? [];
  const [i, n] = [Number(part), Number(parts)];
  if (i <= n) return [i, n];
  throw new Failure(`--shard cannot be "${text}"; it takes a part of all parts, 1/4 to 4/4.`);
}

function whole(given: Given, option: string, least: number, most: number): number | undefined {
  const text = given.value(option);
  if (text === undefined) return undefined;
  const number = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new Failure(
    `--${option} cannot be "${text}"; it takes a whole number from ${least} to ${most}.`,
  );
}

const NUMBER = '(\\d+(?:\\.\\d+)?|\\.\\d+)';
const RANGE = new RegExp(`^${NUMBER}(?:\\.\\.${NUMBER})?$`);

/** `A..B`, or one number for both ends; all of them from 0 to 1. */
function rangeOf(given: Given, option: string): readonly [number, number] | undefined {
  const text = given.value(option);
  if (text === undefined) return undefined;
  const [, from, to = from] = RANGE.exec(text) ?? [];
  const [least, most] = [Number(from), Number(to)];
  if (least <= 1 && most <= 1) return [least, most];
  throw new Failure(
    `--${option} cannot be "${text}"; it takes a number from 0 to 1, or a range such as 0.2..0.8.`,
  );
}

function noiseOf(given: Given, runs: number): number | NoiseSchedule {
  const [from, to] = rangeOf(given, 'noise') ?? [0.5, 0.5];
  return from === to ? from : { from, to, runs };
}

const FAILURE_NAMES = FAILURES.map(({ kind }) => kind);
const CASCADE_NAMES = Object.keys(CASCADES) as CascadeKind[];

function failuresOf(text: string): readonly (FailureKind | CascadeKind)[] {
  if (text === 'none') return [];
  if (text === 'all') return FAILURE_NAMES;
  const names: readonly (FailureKind | CascadeKind)[] = [...FAILURE_NAMES, ...CASCADE_NAMES];
  return text.split(',').map((word) => {
    const found = names.find((name) => name === word.trim());
    if (found) return found;
    throw unknownName('failures', word, names, 'none, all');
  });
}

function materialsOf(text: string | undefined): readonly Material[] | undefined {
  if (text === undefined) return undefined;
  if (text === 'all') return MATERIALS;
  if (/\.json$/i.test(text)) return [readMaterial(contentOf(text), text)];
  return text.split(',').map((word) => {
    const found = materialNamed(word);
    if (found) return found;
    const names = MATERIALS.map(({ name }) => name);
    throw unknownName('material', word, names, 'all, a file that ends with .json');
  });
}

function contentOf(file: string): string {
  if (!existsSync(file)) throw new Failure(`${file} is not there; check the name and the folder.`);
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new Failure(`${file} cannot be read; it must be a JSON file that you may read.`);
  }
}

function unknownName(
  option: string,
  word: string,
  names: readonly string[],
  others: string,
): Failure {
  const near = nearestName(word.trim(), names);
  const cure =
    near === undefined ? `it takes ${others}, ${names.join(', ')}` : `did you mean ${near}`;
  return new Failure(
    `--${option} cannot be "${word.trim()}"; ${cure}${near === undefined ? '.' : '?'}`,
  );
}
