import { expect, test } from 'vitest';
import { missingChannels, sensorCellAt } from '../../client/src/dataset/sensorCells.ts';

const HEADER = 'timestamp,temperature,own_thing,fan';

// `|` marks where the mouse is.
test.each([
  [0, 'timestamp,temp|erature,own_thing,fan', 10, 21, 'temperature, °C'],
  [3, '0.05,21|0.25,1,0.5', 5, 11, 'temperature = 210.25 °C'],
  [3, '|0.05,210.25,1,0.5', 0, 4, 'timestamp = 0.05 s'],
  [3, '0.05,|,1,0.5', 5, 5, 'temperature = not measured'],
  [3, '0.05,210.25,1,0.5|', 14, 17, 'fan = 0.5'],
])('line %i, %s', (line, marked, start, end, title) => {
  const text = marked.replace('|', '');
  const cell = sensorCellAt(HEADER, text, line, marked.indexOf('|'));
  expect(cell).toMatchObject({ start, end, title });
});

test.each(['0.05,210.25,1|,0.5', '0.05,210.25,1,0.5,9|9'])('nothing to say of %s', (marked) => {
  expect(sensorCellAt(HEADER, marked.replace('|', ''), 2, marked.indexOf('|'))).toBeUndefined();
});

test('a header is offered what it lacks', () => {
  const names = missingChannels(`${HEADER}, position_x`).map(({ name }) => name);
  expect(names).not.toContain('temperature');
  expect(names).not.toContain('position_x');
  expect(names.slice(0, 3)).toEqual(['target_temperature', 'bed_temperature', 'bed_target']);
});
