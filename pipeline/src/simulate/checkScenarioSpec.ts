import { CASCADES, FAILURES } from '#core/run/failures';
import { Failure } from '../exit.ts';
import type { ScenarioSpec } from './scenarioAt.ts';

/** @throws Failure with one sentence where `scenarioAt` cannot make runs of it. */
export function checkScenarioSpec(spec: ScenarioSpec): void {
  const { seed, printSeconds, failures, materials, noise, severity, onset } = spec;
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new Failure(`The seed must be a whole number from 0 to 2^53 − 1, not ${seed}.`);
  if (!(printSeconds > 0 && Number.isFinite(printSeconds)))
    throw new Failure('The G-code prints nothing that takes time, so there is no run to simulate.');
  const kinds: readonly string[] = [...FAILURES.map(({ kind }) => kind), ...Object.keys(CASCADES)];
  const unknown = failures.find((kind) => !kinds.includes(kind));
  if (unknown !== undefined)
    throw new Failure(`There is no failure "${unknown}"; there are ${kinds.join(', ')}.`);
  if (materials.length === 0) throw new Failure('A simulation needs at least one material.');
  for (const level of typeof noise === 'number' ? [noise] : [noise.from, noise.to])
    if (!(level >= 0 && level <= 1))
      throw new Failure(`Noise must be from 0 (none) to 1 (all there is), not ${level}.`);
  if (!(severity[0] > 0 && severity[0] <= severity[1] && severity[1] <= 1))
    throw new Failure(
      `Severities must lie above 0 and be 1 at most, the lower end first, not ${severity.join('..')}.`,
    );
  if (!(onset[0] >= 0 && onset[0] <= onset[1] && onset[1] <= 1))
    throw new Failure(
      `Onsets must be shares of the print from 0 to 1, the lower end first, not ${onset.join('..')}.`,
    );
}
