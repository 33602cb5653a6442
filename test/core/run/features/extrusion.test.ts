import { expect, test } from 'vitest';
import {
  type ColumnValues,
  exactRun,
  layerFeature,
  runFeature,
  TWO_SQUARES,
} from '../../../support/alignedRun.ts';

const AREA_MM2 = (Math.PI * 1.75 ** 2) / 4;
const extruder = exactRun().timeline.columns.get('commanded_extruder')!;

test('what the G-code asks for has its closed forms', () => {
  const run = exactRun();
  // 0.8 mm of filament on 20 mm at 30 mm/s, but for the ramps at both ends.
  expect(runFeature(run, 'filament_per_mm')).toBeCloseTo(0.04, 1);
  expect(runFeature(run, 'flow_planned_max')).toBeLessThanOrEqual(0.04 * 30 * AREA_MM2 * 1.001);
  expect(runFeature(run, 'retraction_length')).toBeCloseTo(0.8, 9);
  const retractions = (runFeature(run, 'retractions_per_minute') * run.toolpath.seconds) / 60;
  expect(Math.round(retractions)).toBe(2);
});

test.each([0, 0.1, 0.5])('a sensor that misses a share of %d says so', (missing) => {
  const run = exactRun(TWO_SQUARES, {
    filament_position: (_, row) => 7 + (1 - missing) * extruder[row]!,
  });
  expect(runFeature(run, 'filament_mismatch')).toBeCloseTo(missing, 9);
  expect(layerFeature(run, 2, 'filament_mismatch')).toBeCloseTo(missing, 9);
});

test('a first-order lag of the flow is found', () => {
  const lag = 0.2;
  const kept = Math.exp(-0.05 / lag);
  const commanded = extruder.map((value, row) =>
    row === 0 ? 0 : (value - extruder[row - 1]!) * 20 * AREA_MM2,
  );
  const sensed = new Float64Array(commanded.length);
  for (let i = 1; i < sensed.length; i++)
    sensed[i] = commanded[i]! + kept * (sensed[i - 1]! - commanded[i]!);
  const flow: ColumnValues = (_, row) => sensed[row]!;
  const run = exactRun(TWO_SQUARES, { flow });
  expect(runFeature(run, 'pressure_lag')).toBeCloseTo(lag, 6);
  expect(runFeature(run, 'pressure_lag_residual')).toBeCloseTo(0, 6);
});

test('headroom is what the flow leaves of what the hot end melts', () => {
  const run = exactRun();
  const flow = runFeature(run, 'flow_planned_p95');
  const limited = { ...run, printer: { ...run.printer, maxFlowMm3PerS: 2 * flow } };
  expect(runFeature(limited, 'flow_headroom')).toBeCloseTo(0.5, 9);
  expect(runFeature(run, 'flow_headroom')).toBeNaN();
});

test('a run without a filament sensor has no mismatch', () => {
  const run = exactRun(TWO_SQUARES, { filament_position: Number.NaN, flow: Number.NaN });
  expect(runFeature(run, 'filament_mismatch')).toBeNaN();
  expect(runFeature(run, 'flow_mean')).toBeNaN();
});
