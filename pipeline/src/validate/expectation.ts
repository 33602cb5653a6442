import type { ChannelName } from '#core/run/channels';
import type { FindingCode, RunFinding } from '#core/run/findings';
import { KINDS, type KindName, type ParametersOf } from './kinds.ts';

/** One thing that is expected of every run. Pure data: a suite is a list of them. */
export type Expectation = { [Name in KindName]: ExpectationOf<Name> }[KindName];

export interface ExpectationOf<Name extends KindName> {
  /** Stable: suites, results and documents name it. */
  readonly id: string;
  readonly kind: Name;
  /** The columns of sensors.csv that it is about; none where it is about other things. */
  readonly columns: readonly ChannelName[];
  readonly parameters: ParametersOf[Name];
  /** How grave it is when a run does not meet it. An error keeps the run out; `off` asks nothing. */
  readonly severity: RunFinding['severity'] | 'off';
  /** What its findings are called. */
  readonly code: FindingCode;
  /** Why it matters, in one sentence. */
  readonly why: string;
}

export function expectation<Name extends KindName>(
  id: string,
  kind: Name,
  columns: readonly ChannelName[],
  parameters: ParametersOf[Name],
  severity: RunFinding['severity'],
  why: string,
): ExpectationOf<Name> {
  return { id, kind, columns, parameters, severity, code: KINDS[kind].code, why };
}
