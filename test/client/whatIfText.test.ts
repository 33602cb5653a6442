import { describe, expect, it } from 'vitest';
import type { WhatIfRow } from '#core/contract/time';
import {
  csvTable,
  differenceText,
  markdownTable,
  whatIfResult,
  whatIfTable,
} from '../../client/src/time/whatIfText.ts';
import { timeReport } from './timeReports.ts';

const now = timeReport();

function row(set: WhatIfRow['set'], share: number): WhatIfRow {
  return {
    set,
    seconds: now.seconds * share,
    byRole: now.byRole.map((role) => ({ ...role, seconds: role.seconds * share })),
    outsideLayersSeconds: now.outsideLayersSeconds * share,
  };
}

describe('a difference', () => {
  it.each([
    [0, 'no change'],
    [0.04, 'no change'],
    [-0.06, '−0.1 s'],
    [35, '+35 s'],
    [-724, '−12 min 4 s'],
  ])('of %d s is %s', (seconds, text) => {
    expect(differenceText(seconds)).toBe(text);
  });
});

describe('a what-if', () => {
  it('stands beside the time of now, role by role', () => {
    const result = whatIfResult(now, row({ max_accel: 8_000 }, 0.8));
    expect([result.time, result.difference, result.change]).toEqual([
      '1 min 20 s',
      '−20 s (−20 %)',
      'less',
    ]);
    expect(
      result.roles.map((role) => [
        role.name,
        role.now,
        role.changed,
        role.difference,
        role.nowShare,
      ]),
    ).toEqual([
      ['Outer wall', '1 min', '48 s', '−12 s', 1],
      ['Sparse infill', '30 s', '24 s', '−6 s', 0.5],
      ['Custom', '0 s', '0 s', 'no change', 0],
      ['Outside the layers', '10 s', '8 s', '−2 s', 1 / 6],
    ]);
  });

  it('may change nothing', () => {
    const { difference, change } = whatIfResult(now, row({ max_accel: 8_000 }, 1));
    expect([difference, change]).toEqual(['no change', 'same']);
  });
});

describe('a table over several values', () => {
  const rows = [
    row({ max_accel: 2_000, max_velocity: 200 }, 1.1),
    row({ max_accel: 8_000, max_velocity: 200 }, 0.8),
  ];

  it('reads as Markdown', () => {
    expect(markdownTable(whatIfTable(now, rows))).toMatchInlineSnapshot(`
      "| max_accel | max_velocity | Time | Difference | Outer wall | Sparse infill |
      | --- | --- | --- | --- | --- | --- |
      | 2000 | 200 | 1 min 50 s | +10 s (+10 %) | 1 min 6 s | 33 s |
      | 8000 | 200 | 1 min 20 s | −20 s (−20 %) | 48 s | 24 s |
      "
    `);
  });

  it('has nothing in it that Markdown would take for its own', () => {
    expect(markdownTable({ columns: ['a|b'], rows: [['c\\d']] })).toBe(
      '| a\\|b |\n| --- |\n| c\\\\d |\n',
    );
  });

  it('goes into a spreadsheet in seconds', () => {
    expect(csvTable(now, rows)).toMatchInlineSnapshot(`
      "max_accel,max_velocity,seconds,difference_s,outer_wall_s,sparse_infill_s,custom_s,outside_layers_s
      2000,200,110,10,66,33,0,11
      8000,200,80,-20,48,24,0,8
      "
    `);
  });
});
