import { expect, test } from 'vitest';
import { nearestName } from '#core/commands/nearestName';

const NAMES = ['START_PRINT', 'END_PRINT', 'PAUSE', 'SET_VELOCITY_LIMIT', 'M117'];

test.each([
  ['PRINT_START', 'START_PRINT'],
  ['PRINT_END', 'END_PRINT'],
  ['STRAT_PRINT', 'START_PRINT'],
  ['SET_VELOCTY_LIMIT', 'SET_VELOCITY_LIMIT'],
  ['PUASE', 'PAUSE'],
  ['RESUME', undefined],
  ['G1', undefined],
  ['X'.repeat(5_000), undefined],
])('%s means %s', (written, meant) => {
  expect(nearestName(written, NAMES)).toBe(meant);
});
