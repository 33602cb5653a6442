import { expect, test } from 'vitest';
import {
  type ColumnValues,
  exactRun,
  runFeature,
  TWO_SQUARES,
} from '../../../support/alignedRun.ts';

/** Ten lines there and back along X, at two speeds. */
const THERE_AND_BACK = [
  'G90',
  'M83',
  'G28',
  ';LAYER_CHANGE',
  ';Z:0.2',
  ';HEIGHT:0.2',
  'G1 X10 Y10 Z0.2 F7200',
  ...Array.from(
    { length: 10 },
    (_, i) => `G1 X${i % 2 === 0 ? 50 : 10} E1 F${i < 5 ? 1200 : 3600}`,
  ),
  '',
].join('\n');

test.each([
  ['time_ratio', 1],
  ['position_error_rms', 0],
  ['position_error_max', 0],
  ['position_offset', 0],
  ['backlash_estimate', 0],
])('%s of a printer that does what is planned is %d', (name, value) => {
  expect(runFeature(exactRun(), name)).toBeCloseTo(value, 9);
});

test('the shares of a single trapezoid are those of the kinematics', () => {
  // 100 mm at 100 mm/s and 3000 mm/s² from stop to stop: 1/30 s up, 1/30 s down.
  const run = exactRun(
    'G90\nM83\nG28\nSET_VELOCITY_LIMIT ACCEL=3000 MINIMUM_CRUISE_RATIO=0\nG1 X0 Y0 Z0.2 F600\n;LAYER_CHANGE\n;Z:0.2\nG1 X100 E5 F6000\n',
  );
  const total = 1 + 1 / 30;
  expect(runFeature(run, 'acceleration_share')).toBeCloseTo(1 / 30 / total, 6);
  expect(runFeature(run, 'deceleration_share')).toBeCloseTo(1 / 30 / total, 6);
  expect(runFeature(run, 'cruise_share')).toBeCloseTo(1 - 2 / 30 / total, 6);
  expect(runFeature(run, 'travel_time_share')).toBe(0);
});

test('a square has three corners a layer, and a print without corners none', () => {
  const { toolpath } = exactRun();
  // The second layer has a fourth one: the travel from the first to its own first line.
  const corners = runFeature(exactRun(), 'direction_change_rate') * toolpath.seconds;
  expect(Math.round(corners)).toBe(7);
});

function shifted(by: number): Partial<Record<string, ColumnValues>> {
  const { timeline } = exactRun();
  const x = timeline.columns.get('position_x')!;
  return { position_x: (_, row) => x[row]! + by };
}

test('a shift of the axes is an offset and a distance from the path', () => {
  const run = exactRun(TWO_SQUARES, shifted(0.8));
  expect(runFeature(run, 'position_offset')).toBeCloseTo(0.8, 9);
  expect(runFeature(run, 'position_error_max')).toBeCloseTo(0.8, 9);
  // Along X the shift is not across the path.
  expect(runFeature(run, 'position_error_rms')).toBeLessThan(0.7);
});

test('a clock that is 20 ms off is no error of position', () => {
  const { timeline } = exactRun();
  const late = (axis: 'x' | 'y'): ColumnValues => {
    const place = timeline.columns.get(`commanded_${axis}`)!;
    return (_, row) => place[Math.max(0, row - 1)]! * 0.4 + place[row]! * 0.6;
  };
  const run = exactRun(TWO_SQUARES, { position_x: late('x'), position_y: late('y') });
  // What is left is the chord across corners, less than half a millimetre at 30 mm/s.
  expect(runFeature(run, 'position_error_rms')).toBeLessThan(0.06);
});

test('play is found beside a lag that grows with speed', () => {
  const { timeline } = exactRun(THERE_AND_BACK);
  const x = timeline.columns.get('commanded_x')!;
  const speed = (row: number) =>
    (x[Math.min(x.length - 1, row + 1)]! - x[Math.max(0, row - 1)]!) * 10;
  const run = exactRun(THERE_AND_BACK, {
    position_x: (_, row) => x[row]! - 0.1 * Math.sign(speed(row)) - 0.01 * speed(row),
  });
  expect(runFeature(run, 'backlash_estimate')).toBeCloseTo(0.2, 3);
});

test('a run that takes half as long again says so', () => {
  const run = exactRun(TWO_SQUARES, { source_t: (seconds) => 1.5 * seconds });
  expect(runFeature(run, 'time_ratio')).toBeCloseTo(1.5, 9);
});
