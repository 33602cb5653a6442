import { nearestName } from '#core/commands/nearestName';
import { Failure } from '../exit.ts';
import { PARAMETERS, type Parameter, type ParameterName } from './parameters.ts';
import { SOBOL_DIMENSIONS } from './sobol.ts';
import type { Sweep, SweepRange } from './sweep.ts';

const LATIN_EXAMPLE = 'latin/200:hotendLossWPerK=0.13..0.19';
const GRID_EXAMPLE = 'grid:resonanceXHz=30..60/4';
const SOBOL_EXAMPLE = 'sobol:hotendLossWPerK=0.13..0.19,resonanceXHz=30..60';
const MOST_POINTS = 1e9;

/**
 * A sweep as it is written on the command line: `sobol:NAME=FROM..TO,NAME=FROM..TO`, `latin/POINTS:…` or
 * `grid:NAME=FROM..TO/VALUES,…`; `NAME=VALUE` sets a parameter.
 * @throws Failure with one sentence that names what is wrong and how to write it
 */
export function readSweep(text: string): Sweep {
  const colon = text.indexOf(':');
  const [method = '', points] = splitAt(text.slice(0, Math.max(colon, 0)), '/');
  const known = method === 'grid' || method === 'latin' || method === 'sobol';
  if (!known || text.slice(colon + 1).trim() === '')
    throw new Failure(
      `A sweep begins with "grid:", "latin/POINTS:" or "sobol:", such as "${SOBOL_EXAMPLE}", not as "${text}".`,
    );
  const ranges = text
    .slice(colon + 1)
    .split(',')
    .map((written) => readRange(written.trim()));
  refuseRepeats(ranges);
  if (method === 'grid') {
    if (points !== undefined)
      throw new Failure(
        `A grid has its number of values at each range, such as "${GRID_EXAMPLE}".`,
      );
    return {
      method,
      ranges: ranges.map((range) => ({ ...plain(range), values: valuesOf(range) })),
    };
  }
  refuseValues(method, ranges);
  if (method === 'latin') return { method, points: pointsOf(points), ranges: ranges.map(plain) };
  if (points !== undefined)
    throw new Failure(`A Sobol sweep has no number of points; write "${SOBOL_EXAMPLE}".`);
  if (ranges.length > SOBOL_DIMENSIONS)
    throw new Failure(
      `A Sobol sweep has ${SOBOL_DIMENSIONS} ranges at most, not ${ranges.length}; use latin/POINTS for more.`,
    );
  return { method, ranges: ranges.map(plain) };
}

function plain({ name, from, to }: WrittenRange): SweepRange {
  return { name, from, to };
}

interface WrittenRange extends SweepRange {
  readonly written: string;
  readonly values: string | undefined;
}

function readRange(written: string): WrittenRange {
  const [name = '', range] = splitAt(written, '=');
  const parameter = parameterOf(name.trim());
  const [ends = '', values] = splitAt(range ?? '', '/');
  const [fromText = '', toText = fromText] = splitAt(ends, '..');
  const from = numberOf(fromText);
  const to = numberOf(toText);
  if (from === undefined || to === undefined)
    throw new Failure(
      `"${written}" is no range of a sweep; write ${parameter.name}=FROM..TO, such as ${parameter.name}=${exampleOf(parameter)}.`,
    );
  if (from > to)
    throw new Failure(
      `${parameter.name} goes from ${from} down to ${to}; write the lower end first.`,
    );
  const positive = parameter.min > 0 && parameter.nominal > 0;
  if (parameter.min >= 0 && (positive ? from <= 0 : from < 0))
    throw new Failure(
      `${parameter.name} cannot be ${from}: it must be ${positive ? 'above' : 'at least'} 0, such as ${exampleOf(parameter)}.`,
    );
  return { name: parameter.name, from, to, written, values };
}

type NamedParameter = Parameter & { readonly name: ParameterName };

function parameterOf(name: string): NamedParameter {
  const parameters: readonly NamedParameter[] = PARAMETERS;
  const found = parameters.find((parameter) => parameter.name === name);
  if (found) return found;
  const names = parameters.map((parameter) => parameter.name);
  const near = nearestName(name, names);
  const cure = near === undefined ? `there are ${names.join(', ')}` : `did you mean ${near}?`;
  throw new Failure(`A sweep cannot set "${name}": ${cure}${near === undefined ? '.' : ''}`);
}

function refuseRepeats(ranges: readonly WrittenRange[]): void {
  const seen = new Set<string>();
  for (const { name } of ranges) {
    if (seen.has(name)) throw new Failure(`The sweep sets ${name} twice; name it once.`);
    seen.add(name);
  }
}

function refuseValues(method: string, ranges: readonly WrittenRange[]): void {
  const wrong = ranges.find((range) => range.values !== undefined);
  if (wrong)
    throw new Failure(
      `"${wrong.written}" has a number of values, which only a grid has; write it without "/${wrong.values}" in a ${method} sweep.`,
    );
}

function valuesOf(range: WrittenRange): number {
  const values = countOf(range.values ?? (range.from === range.to ? '1' : ''));
  if (values === undefined)
    throw new Failure(
      `"${range.written}" needs how many values the grid takes of it, a whole number from 1 on, such as "${GRID_EXAMPLE}".`,
    );
  return values;
}

function pointsOf(written: string | undefined): number {
  const points = countOf(written ?? '');
  if (points === undefined)
    throw new Failure(
      `A latin sweep needs its number of points, a whole number from 1 on, such as "${LATIN_EXAMPLE}".`,
    );
  return points;
}

function countOf(written: string): number | undefined {
  const count = /^[1-9]\d*$/.test(written.trim()) ? Number(written) : Number.NaN;
  return count <= MOST_POINTS ? count : undefined;
}

function numberOf(written: string): number | undefined {
  const number = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(written.trim())
    ? Number(written)
    : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

function exampleOf({ min, max }: Parameter): string {
  return min === max ? `${min}` : `${min}..${max}`;
}

/** The text before the first `mark` and behind it; without one, all of it and undefined. */
function splitAt(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + mark.length)];
}
