import { detectorTable } from '../support/featurePage.ts';
import {
  type FalseAlarms,
  type Figures,
  falseAlarmsOf,
  figuresOf,
  type Share,
} from './detectorFigures.ts';
import type { MeasuredPair, MeasuredSpec } from './detectorRuns.ts';

/** What makes this page. */
const FIGURES_COMMAND = 'npm run detectors';

/** From here on a failure counts as severe. */
export const SEVERE = 0.65;

/** docs/detectors.md. */
export function detectorPage(pairs: readonly MeasuredPair[], spec: MeasuredSpec): string {
  return [introduction(), detectorTable(), method(spec, pairs), ...figureTables(pairs, spec)].join(
    '\n',
  );
}

function introduction(): string {
  return `# Detectors

\`3dpai features DIR\` looks for these signals in every aligned run. Each is a function of the columns of one run: it compares what was
measured with what was commanded, or with what the same run was like before. None needs a healthy run to compare with, and none has
thresholds fitted to one. \`anomalies.json\` of a run lists what was found: detector, start and end in planned seconds, score (1
is just enough), and the row of the timeline at which it is strongest. A signal says that something is odd, not what broke.

The first six are the signals that the planning documents name; the others find what leaves none of those.
`;
}

function method(
  { seed, pairsOfEach, noise, severity, onset }: MeasuredSpec,
  pairs: readonly MeasuredPair[],
): string {
  const count = pairs.filter(({ isAligned }) => !isAligned).length;
  const unaligned = count === 0 ? '' : `; ${count} of the pairs could not be, and count as missed`;
  return `## How well they find failures

Measured on simulated runs: ${pairsOfEach} of each failure beside its healthy twin, which is the same run without the failure. Each pair
prints a small part of its own (about a minute) in PLA, PETG or ABS, on a printer of its own: parameters drawn at noise ${noise}, severities
from ${severity.join(' to ')}, onsets from ${100 * onset[0]} to ${100 * onset[1]} % of the print, seed ${seed}. The constants were chosen by physics and looked at with other seeds.
Runs were aligned as \`align\` does it${unaligned}. Nothing here was measured on printers.

* **recall**: failing runs in which the detector fires after the onset, with the 95 % interval of Wilson; **severe** is the same for
  severities from ${SEVERE} on. A detection that began before the onset does not count.
* **precision**: of failing runs and their twins, as many of either, in which it fires after that moment, the failing ones.
* **delay**: median time from the onset to the first detection.

Mild failures may change nothing: a heater that lost a third of its power still holds its temperature, and one that is stuck a little
above what it needs warms by less than a degree in the half minute that is left of these prints. They count as missed.

\`${FIGURES_COMMAND}\` makes this page.
`;
}

function* figureTables(pairs: readonly MeasuredPair[], spec: MeasuredSpec): Generator<string> {
  const severe = pairs.filter(({ severity }) => severity >= SEVERE);
  yield '| failure | detector | recall | severe | precision | delay |\n|---|---|---|---|---|--:|';
  for (const kind of spec.kinds) {
    const ofSevere = new Map(figuresOf(kind, severe).map((each) => [each.detector, each.recall]));
    for (const figures of figuresOf(kind, pairs)) {
      if (figures.recall.hits === 0 && figures.detector !== undefined) continue;
      yield row(figures, ofSevere.get(figures.detector));
    }
  }
  const hours = falseAlarmsOf(pairs)[0]?.hours ?? 0;
  yield `\n## False alarms\n\nIn ${hours.toFixed(1)} hours of healthy printing (planned time).\n`;
  yield '| detector | alarms | an hour |\n|---|--:|---|';
  for (const alarms of falseAlarmsOf(pairs)) yield alarmRow(alarms);
  yield '';
}

function row(
  { kind, detector, recall, precision, medianDelaySeconds }: Figures,
  severe: Share | undefined,
): string {
  const name = detector === undefined ? '**any**' : `\`${detector}\``;
  const delay = Number.isNaN(medianDelaySeconds) ? '–' : `${medianDelaySeconds.toFixed(1)} s`;
  return `| ${kind} | ${name} | ${shareText(recall)} | ${severe ? shareText(severe) : ''} | ${shareText(precision)} | ${delay} |`;
}

function shareText({ hits, tries, low, high }: Share): string {
  if (tries === 0) return '–';
  const percent = (share: number): string => (100 * share).toFixed(0);
  return `${percent(hits / tries)} % (${percent(low)}–${percent(high)})`;
}

/** Alarms are rare and come by themselves: an exact interval of Poisson (Garwood 1936) by its quantiles. */
function alarmRow({ detector, count, hours }: FalseAlarms): string {
  const [low, high] = poissonInterval(count);
  const perHour = (value: number): string => (value / hours).toFixed(2);
  return `| ${detector === undefined ? '**all**' : `\`${detector}\``} | ${count} | ${perHour(count)} (${perHour(low)}–${perHour(high)}) |`;
}

/** 95 % interval of the expected count: at its ends, the observed count or one further out has 2.5 %. */
export function poissonInterval(count: number): readonly [number, number] {
  const low = crossing((mean) => 1 - atMost(mean, count - 1) < 0.025, 10 * count + 20);
  const high = crossing((mean) => atMost(mean, count) > 0.025, 10 * count + 20);
  return [count === 0 ? 0 : low, high];
}

/** Probability of `limit` or fewer where `mean` are expected. */
function atMost(mean: number, limit: number): number {
  let term = Math.exp(-mean);
  let sum = limit < 0 ? 0 : term;
  for (let k = 1; k <= limit; k++) {
    term *= mean / k;
    sum += term;
  }
  return sum;
}

/** Where something that holds at 0 ceases to hold. */
function crossing(holds: (value: number) => boolean, most: number): number {
  let [low, high] = [0, most];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (holds(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
