import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import {
  inputOf,
  noisyParameters,
  nominalParameters,
  ringsGcode,
  testScenario,
} from '../support/simulation.ts';
import { type BenchRow, row } from './row.ts';

const ROUNDS = 7;
const RUNS_A_ROUND = 40;

/**
 * Simulated prints a second on one core, reckoned for a print of one minute: all numeric channels at 20 Hz and
 * three axes of acceleration at 1 kHz. Beside it a loop that only fills tables of that size with one number.
 */
export function simulationRows(): BenchRow[] {
  const input = inputOf(ringsGcode({ layers: 8 }));
  const minutes = input.path.seconds / 60;
  const scenarios = [
    ['no noise', testScenario({ parameters: nominalParameters() })],
    ['all noise', testScenario({ noise: 1, parameters: noisyParameters() })],
  ] as const;
  return scenarios.map(([name, scenario]) => {
    const run = simulateRun(input, scenario);
    const numbers = run.clean.rowCount * run.clean.columns.size * 2;
    const samples = run.accelerometer.x.length * 3;
    const ours: number[] = [];
    const peer: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      peer.push(cpuMilliseconds(() => fill(numbers, samples)));
      ours.push(cpuMilliseconds(() => simulateRun(input, scenario)));
    }
    const perSecond = (rounds: number[]): number => (1000 / middle(rounds)) * minutes;
    return row(
      `simulation: one-minute prints, ${name}`,
      'runs/s of a core',
      perSecond(ours),
      'a loop that fills as many numbers',
      perSecond(peer),
    );
  });
}

/** Of one call, all threads of this process together: others may be busy on the machine. */
function cpuMilliseconds(work: () => void): number {
  const before = process.cpuUsage();
  for (let i = 0; i < RUNS_A_ROUND; i++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / RUNS_A_ROUND;
}

function fill(numbers: number, samples: number): void {
  const table = new Float64Array(numbers);
  const accelerometer = new Float32Array(samples);
  for (let i = 0; i < numbers; i++) table[i] = i * 0.05;
  for (let i = 0; i < samples; i++) accelerometer[i] = i * 0.001;
}

function middle(values: number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  process.stdout.write(`${JSON.stringify(simulationRows(), null, 2)}\n`);
