import {
  CASCADES,
  type CascadeKind,
  type FailureKind,
  type InjectedFailure,
} from '#core/run/failures';
import { drawParameters } from './drawParameters.ts';
import type { Material } from './material.ts';
import { type RandomStream, randomStream } from './random.ts';
import type { Scenario } from './scenario.ts';
import { type Sweep, type SweepPoint, sweepPoint } from './sweep.ts';

/** What decides a whole virtual dataset; `checkScenarioSpec` says what is wrong with one. */
export interface ScenarioSpec {
  /** A whole number from 0 on. */
  readonly seed: number;
  /** Planned print time of the G-code. */
  readonly printSeconds: number;
  /**
   * None: every run is healthy. Otherwise runs come in pairs: the even index is the healthy twin, the odd one
   * the same run with a failure of the list, each in its turn.
   */
  readonly failures: readonly (FailureKind | CascadeKind)[];
  /** Each run is printed from one of these. */
  readonly materials: readonly Material[];
  readonly noise: number | NoiseSchedule;
  /** What severities are drawn from, above 0 and at most 1. */
  readonly severity: readonly [min: number, max: number];
  /** What onsets are drawn from, as shares of the planned print time. */
  readonly onset: readonly [min: number, max: number];
  /** With failures, each of its points comes with each failure once. */
  readonly sweep?: Sweep | undefined;
}

/** Noise that grows evenly from the first run to the last of `runs`, and stays there. */
export interface NoiseSchedule {
  readonly from: number;
  readonly to: number;
  readonly runs: number;
}

/** Seconds from one failure of a cascade to the next, where the print is long enough. */
const CASCADE_GAP_S = [2, 8] as const;

/**
 * Run `index` (from 0) of a virtual dataset, made alone: what it costs does not depend on the index, and
 * no other run changes it.
 */
export function scenarioAt(spec: ScenarioSpec, index: number): Scenario {
  const paired = spec.failures.length > 0;
  const place = paired ? Math.floor(index / 2) : index;
  const seed = seedOf(spec.seed, place);
  const noise = noiseAt(spec, place, paired);
  const healthy: Scenario = {
    index,
    runId: runIdOf(index),
    seed,
    material: randomStream(seed, 'material').pick(spec.materials),
    parameters: drawParameters(seed, noise, sweptAt(spec, place)),
    noise,
    failures: [],
    cascade: undefined,
    healthyTwin: undefined,
  };
  if (!paired || index % 2 === 0) return healthy;
  const kind = spec.failures[place % spec.failures.length] as FailureKind | CascadeKind;
  return {
    ...healthy,
    failures: injected(spec, kind, randomStream(seed, 'failure')),
    cascade: isCascade(kind) ? kind : undefined,
    healthyTwin: runIdOf(index - 1),
  };
}

/** `run_00001` for index 0; the numbers grow longer when five digits are not enough. */
export function runIdOf(index: number): string {
  return `run_${String(index + 1).padStart(5, '0')}`;
}

/** 53 bits, so that among ten million pairs hardly two have the same. */
function seedOf(seed: number, place: number): number {
  const stream = randomStream(seed, 'run', place);
  return (stream.nextUint32() >>> 11) * 4294967296 + stream.nextUint32();
}

/**
 * Were the point counted like the failures, a grid or Sobol sequence of as many points as there are failures
 * would give each failure a point of its own.
 */
function sweptAt({ sweep, failures, seed }: ScenarioSpec, place: number): SweepPoint | undefined {
  return sweep && sweepPoint(sweep, Math.floor(place / Math.max(1, failures.length)), seed);
}

function noiseAt({ noise }: ScenarioSpec, place: number, paired: boolean): number {
  if (typeof noise === 'number') return noise;
  // Twins share their noise, or they would differ before the onset.
  const last = (paired ? Math.ceil(noise.runs / 2) : noise.runs) - 1;
  const share = last > 0 ? Math.min(1, place / last) : 0;
  return noise.from * (1 - share) + noise.to * share;
}

function injected(
  spec: ScenarioSpec,
  kind: FailureKind | CascadeKind,
  stream: RandomStream,
): readonly InjectedFailure[] {
  const kinds: readonly FailureKind[] = isCascade(kind) ? CASCADES[kind] : [kind];
  const first = stream.between(...spec.onset) * spec.printSeconds;
  const gaps = kinds.map((_, step) => (step === 0 ? 0 : stream.between(...CASCADE_GAP_S)));
  // All of a cascade happens in the first half of what is left of the print.
  const wanted = gaps.reduce((sum, gap) => sum + gap, 0);
  const pace = wanted > 0 ? Math.min(1, (spec.printSeconds - first) / (2 * wanted)) : 1;
  let onsetPlannedSeconds = first;
  return kinds.map((one, step) => {
    onsetPlannedSeconds += (gaps[step] as number) * pace;
    return { kind: one, onsetPlannedSeconds, severity: stream.between(...spec.severity) };
  });
}

function isCascade(kind: FailureKind | CascadeKind): kind is CascadeKind {
  return Object.hasOwn(CASCADES, kind);
}
