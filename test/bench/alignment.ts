// How well recordings are laid on planned print time, and how often a recording is refused that should not be
// or the other way round. Everything is generated from seeds, so the figures are the same everywhere.
//
//   npm run alignment               a few hundred cases of each kind
//   npm run alignment -- 40         so many
//   npm run alignment -- 40 pairs   only what is named: accuracy, simulated, long, pairs
import process from 'node:process';
import { alignRun, type RunAlignment } from '#core/run/runAlignment';
import { quantile, wilsonInterval } from '#core/run/statistics';
import {
  type AlignmentCase,
  drawnModel,
  drawnRecorder,
  draws,
  generatedCase,
  SOURCES,
  type Source,
  simulatedCase,
  simulatedModel,
} from '../support/alignmentCases.ts';
import { alignmentError } from '../support/alignmentError.ts';
import { MISHAPS, rightPair, WRONG_PAIRS, wrongPair } from '../support/alignmentPairs.ts';
import { CUBE, printedModel } from '../support/printedModels.ts';

const [count = '200', only = ''] = process.argv.slice(2);
const CASES = Number(count);

const GROUPS: Readonly<Record<string, () => void>> = { accuracy, simulated, long, pairs };
for (const [name, group] of Object.entries(GROUPS)) if (name.startsWith(only)) group();

function say(...words: readonly unknown[]): void {
  process.stdout.write(`${words.join(' ')}\n`);
}

function accuracy(): void {
  say(`Generated prints, clock off by ±5 s and ±200 ppm, waits, pauses; ${CASES} of each:`);
  for (const source of SOURCES) {
    tell(
      source,
      Array.from({ length: CASES }, (_, i) => {
        const draw = draws(1_000 + i);
        const model = printedModel(drawnModel(draw));
        const recorder = drawnRecorder(source, model.toolpath.seconds, draw);
        return () => generatedCase('', model, source, recorder);
      }),
    );
  }
}

function simulated(): void {
  say(`\nRuns of the simulator, every other one with a failure; ${CASES} of each:`);
  for (const source of SOURCES) {
    tell(
      source,
      Array.from({ length: CASES }, (_, i) => () => simulatedCase(i, source, 5)),
    );
  }
}

function long(): void {
  say('\nPrints of four hours, drifting by 200 ppm (2.9 s in all):');
  const layers = 1_250;
  const model = printedModel({ ...CUBE, layers, layerHeightMm: 0.2 });
  for (const source of ['sim-v1', 'seed-v1', 'klipper', 'file position'] as const)
    for (const driftPpm of [-200, 200]) {
      const recorder = drawnRecorder(source, model.toolpath.seconds, draws(driftPpm + 300));
      tell(`${source} ${driftPpm} ppm`, [
        () => generatedCase('', model, source, { ...recorder, driftPpm }),
      ]);
    }
}

function tell(name: string, cases: readonly (() => AlignmentCase)[]): void {
  const p95: number[] = [];
  const drift: number[] = [];
  const missed: number[] = [];
  let unaligned = 0;
  let refused = 0;
  let seconds = 0;
  for (const make of cases) {
    const truth = make();
    const begun = performance.now();
    const { clock, pair } = alignRun(truth.recording);
    seconds += (performance.now() - begun) / 1_000;
    if (pair.kind === 'wrong') refused++;
    if (!clock) {
      unaligned++;
      continue;
    }
    const error = alignmentError(clock.map, truth);
    p95.push(error.p95);
    missed.push(error.missed);
    drift.push(Math.abs(clock.driftPpm - truth.driftPpm));
  }
  const within = p95.filter((each) => each <= 0.02).length;
  say(
    `  ${name.padEnd(22)}`,
    `error p95: half of them below ${ms(quantile(p95, 0.5))}, 95 % below ${ms(quantile(p95, 0.95))},`,
    `the worst ${ms(Math.max(...p95))};`,
    `${within} of ${cases.length} within 20 ms; not aligned ${unaligned}; refused ${refused};`,
    `drift off by p95 ${quantile(drift, 0.95).toFixed(1)} ppm; missed ${(Math.max(...missed) * 100).toFixed(2)} %;`,
    `${((seconds / cases.length) * 1_000).toFixed(0)} ms each`,
  );
}

function ms(seconds: number): string {
  return `${(seconds * 1_000).toFixed(2)} ms`;
}

function pairs(): void {
  const each = Math.ceil(CASES / 4);
  say('\nPairs: how many are refused (wrong), held back (times differ) or taken:');
  const all = { right: { tries: 0, refused: 0, held: 0 }, wrong: { tries: 0, taken: 0, held: 0 } };
  for (const source of ['seed-v1', 'klipper', 'sim-v1'] as const) {
    for (const mishap of Object.keys(MISHAPS)) {
      const counts = judged(each, (i) => alignRun(rightPair(mishap, source, 10_000 + i)));
      all.right.tries += each;
      all.right.refused += counts.wrong;
      all.right.held += counts['times differ'];
      say(`  ${source.padEnd(8)} right, ${mishap.padEnd(26)} ${line(counts)}`);
    }
    for (const kind of Object.keys(WRONG_PAIRS)) {
      const counts = judged(each, (i) => alignRun(wrongPair(kind, source, 20_000 + i)));
      all.wrong.tries += each;
      all.wrong.taken += counts.right + counts.unknown;
      all.wrong.held += counts['times differ'];
      say(`  ${source.padEnd(8)} wrong, ${kind.padEnd(26)} ${line(counts)}`);
    }
    const right = judged(each, (i) => alignRun(simulatedCase(i, source, 7).recording));
    all.right.tries += each;
    all.right.refused += right.wrong;
    all.right.held += right['times differ'];
    say(`  ${source.padEnd(8)} right, ${'simulator, with failures'.padEnd(26)} ${line(right)}`);
    const wrong = judged(each, (i) => crossed(i, source));
    all.wrong.tries += each;
    all.wrong.taken += wrong.right + wrong.unknown;
    all.wrong.held += wrong['times differ'];
    say(`  ${source.padEnd(8)} wrong, ${'simulator, another part'.padEnd(26)} ${line(wrong)}`);
  }
  const { right, wrong } = all;
  say(
    `  right pairs refused: ${rate(right.refused, right.tries)}, held back ${rate(right.held, right.tries)}`,
  );
  say(
    `  wrong pairs taken: ${rate(wrong.taken, wrong.tries)}, held back ${rate(wrong.held, wrong.tries)}`,
  );
}

type Counts = Record<RunAlignment['pair']['kind'], number>;

function judged(tries: number, make: (index: number) => RunAlignment): Counts {
  const counts: Counts = { right: 0, unknown: 0, 'times differ': 0, wrong: 0 };
  for (let i = 0; i < tries; i++) {
    const result = make(i);
    counts[result.pair.kind]++;
    if (process.env.SHOW) say(JSON.stringify({ i, ...result.pair, ...result.evidence }));
  }
  return counts;
}

/** The recording of one part beside the plan of another. */
function crossed(index: number, source: Source): RunAlignment {
  const { recording } = simulatedCase(index, source, 7);
  const { toolpath, reading } = simulatedModel(index + 5_000);
  return alignRun({ ...recording, toolpath, text: reading.text });
}

function line({ right, unknown, wrong, 'times differ': held }: Counts): string {
  return `taken ${right}${unknown > 0 ? ` (and ${unknown} too short to tell)` : ''}, held back ${held}, refused ${wrong}`;
}

function rate(hits: number, tries: number): string {
  const [low, high] = wilsonInterval(hits, tries);
  return `${hits} of ${tries} (95 %: ${(low * 100).toFixed(2)} to ${(high * 100).toFixed(2)} %)`;
}
