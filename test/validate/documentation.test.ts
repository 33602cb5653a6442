import fs from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CHANNELS, SEED_COLUMNS } from '#core/run/channels';
import type { Expectation } from '../../pipeline/src/validate/expectation.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { KINDS, type KindName } from '../../pipeline/src/validate/kinds.ts';
import { parameterNames, suiteOf } from '../../pipeline/src/validate/suiteFile.ts';

const FILE = path.resolve(import.meta.dirname, '../../docs/dataset-format.md');
const page = fs.readFileSync(FILE, 'utf8');

test('the tables say what the code says (vitest -u writes them)', async () => {
  const tables = {
    '| Column | Unit | From | To | Between samples | Meaning |': CHANNELS.map(
      ({ name, unit, min, max, kind, meaning }) => [
        `\`${name}\`${SEED_COLUMNS.some((seed) => seed === name) ? ' *' : ''}`,
        unit,
        `${min}`,
        `${max}`,
        BETWEEN[kind],
        meaning,
      ],
    ),
    '| Expectation | Severity | Columns | Kind, with parameters | Why |': EXPECTATIONS.map(
      (each) => [
        `\`${each.id}\``,
        each.severity,
        columnsOf(each),
        `\`${each.kind}\` ${parametersOf(each.parameters)}`.trim(),
        each.why,
      ],
    ),
    '| Kind | Finding | Expected | Parameters |': Object.entries(KINDS).map(
      ([name, { code, meaning }]) => [
        `\`${name}\``,
        name === 'read' ? 'its own' : `\`${code}\``,
        meaning,
        parameterNames(name as KindName)
          .map((each) => `\`${each}\``)
          .join(', '),
      ],
    ),
  };
  let written = page;
  for (const [header, rows] of Object.entries(tables)) {
    const start = page.indexOf(header);
    expect(start, header).toBeGreaterThan(0);
    const before = page.slice(start).match(/^(?:\|.*\n)+/)?.[0] ?? '';
    const rule = header.replaceAll(/[^|]+/g, '---');
    const lines = [header, rule, ...rows.map((cells) => `| ${cells.join(' | ')} |`)];
    written = written.replace(before, () => `${lines.join('\n')}\n`);
  }
  await expect(written).toMatchFileSnapshot(FILE);
});

test('the example of a suite works', () => {
  const [example = ''] = page.match(/(?<=```json\n)\{\n {2}"expectations"[^`]*/) ?? [];
  const suite = suiteOf(example, 'suite.json');
  expect(suite.length).toBe(EXPECTATIONS.length + 1);
  expect(suite.find(({ id }) => id === 'null-share')?.parameters).toEqual({ percent: 5 });
  expect(suite.find(({ id }) => id === 'sampling-even')?.severity).toBe('off');
  expect(suite.at(-1)).toMatchObject({ id: 'bed-is-warm', code: 'constraint-error' });
});

const BETWEEN = {
  continuous: 'interpolated',
  setpoint: 'held',
  state: 'held',
  counter: 'interpolated, only rises',
} as const;

function columnsOf({ columns }: Expectation): string {
  if (columns.length > 6) return 'all but `timestamp`';
  return columns.map((name) => `\`${name}\``).join(', ');
}

function parametersOf(parameters: Expectation['parameters']): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name} ${Array.isArray(value) ? value.join(', ') : value}`)
    .join('; ');
}
