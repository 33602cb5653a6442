import type { CascadeKind, InjectedFailure } from '#core/run/failures';
import type { Material } from './material.ts';
import type { ParameterName } from './parameters.ts';

/** Everything that decides what a simulated run looks like, apart from its G-code and its printer. */
export interface Scenario {
  /** Place in the virtual dataset, from 0; `scenarioAt` makes any of them alone. */
  readonly index: number;
  readonly runId: string;
  /** All randomness of the run comes from it; a run and its healthy twin share it. */
  readonly seed: number;
  readonly material: Material;
  readonly parameters: Readonly<Record<ParameterName, number>>;
  /** 0: what sensors read is what happened; 1: all noise there is. */
  readonly noise: number;
  readonly failures: readonly InjectedFailure[];
  readonly cascade: CascadeKind | undefined;
  /** run_id of the same run without its failures; undefined where it has none. */
  readonly healthyTwin: string | undefined;
}
