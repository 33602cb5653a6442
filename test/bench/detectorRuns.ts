import { detectAnomalies } from '#core/run/detectors/all';
import type { Detection } from '#core/run/detectors/detector';
import { FAILURES, type FailureKind } from '#core/run/failures';
import { geometryOf } from '../../pipeline/src/simulate/geometryGcode.ts';
import { MATERIALS } from '../../pipeline/src/simulate/materials.ts';
import { type ScenarioSpec, scenarioAt } from '../../pipeline/src/simulate/scenarioAt.ts';
import { printedFile, simulatedAlignedRun } from '../support/simulatedAlignedRun.ts';

/** A failure and the same run without it, with what the detectors say of both. */
export interface MeasuredPair {
  readonly kind: FailureKind;
  readonly severity: number;
  /** Planned print time at which it begins. */
  readonly onsetSeconds: number;
  readonly failing: readonly Detection[];
  readonly healthy: readonly Detection[];
  /** Planned time of the print. */
  readonly healthySeconds: number;
  /** Both could be aligned; in a run that could not, nothing is found. */
  readonly isAligned: boolean;
}

export interface MeasuredSpec {
  readonly seed: number;
  readonly pairsOfEach: number;
  readonly noise: number;
  readonly severity: readonly [number, number];
  /** Shares of the print. */
  readonly onset: readonly [number, number];
  readonly kinds: readonly FailureKind[];
}

export const ALL_KINDS: readonly FailureKind[] = FAILURES.map(({ kind }) => kind);

/** The materials that are printed most; the figures hold for them. */
const MEASURED_MATERIALS = ['PLA', 'PETG', 'ABS'];

/** Simulates pair after pair, each with a part of its own. */
export function* measuredPairs(spec: MeasuredSpec): Generator<MeasuredPair> {
  const { seed, noise, severity, onset, kinds, pairsOfEach } = spec;
  const materials = MATERIALS.filter(({ name }) => MEASURED_MATERIALS.includes(name));
  const scenarios = (printSeconds: number): ScenarioSpec => ({
    seed,
    printSeconds,
    failures: kinds,
    materials,
    noise,
    severity,
    onset,
  });
  for (let pair = 0; pair < pairsOfEach * kinds.length; pair++) {
    // Seed and material do not depend on how long the print takes.
    const draft = scenarioAt(scenarios(1), 2 * pair);
    const printed = printedFile(geometryOf(draft.seed, draft.material).gcode);
    const printSeconds = printed.input.path.seconds;
    const healthy = simulatedAlignedRun(printed, scenarioAt(scenarios(printSeconds), 2 * pair));
    const scenario = scenarioAt(scenarios(printSeconds), 2 * pair + 1);
    const failing = simulatedAlignedRun(printed, scenario);
    const [failure] = scenario.failures;
    if (!failure) continue;
    yield {
      kind: failure.kind,
      severity: failure.severity,
      onsetSeconds: failure.onsetPlannedSeconds,
      failing: failing ? detectAnomalies(failing) : [],
      healthy: healthy ? detectAnomalies(healthy) : [],
      isAligned: failing !== undefined && healthy !== undefined,
      healthySeconds: printSeconds,
    };
  }
}
