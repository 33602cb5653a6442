import { expect, test } from 'vitest';
import { exactRun, layerFeature, runFeature, TWO_SQUARES } from '../../../support/alignedRun.ts';

test('times and heights of layers are those of the plan where the printer keeps to it', () => {
  const run = exactRun();
  for (const layer of [1, 2]) {
    expect(layerFeature(run, layer, 'layer_time_ratio')).toBeCloseTo(1, 1);
    expect(layerFeature(run, layer, 'layer_z')).toBeCloseTo(0.2 * layer, 9);
  }
  expect(layerFeature(run, 2, 'layer_z_step_error')).toBeCloseTo(0, 9);
  expect(layerFeature(run, 1, 'layer_z_step_error')).toBeNaN();
  expect(runFeature(run, 'short_layer_share')).toBe(1);
});

test('a Z that rises too far is a step error', () => {
  const z = exactRun().timeline.columns.get('commanded_z')!;
  const run = exactRun(TWO_SQUARES, {
    position_z: (_, row) => z[row]! + (z[row]! > 0.3 ? 0.07 : 0),
  });
  expect(runFeature(run, 'z_step_error_max')).toBeCloseTo(0.07, 9);
});

test('the stand-in for the interlayer temperature is a bead that cools for a layer', () => {
  const run = exactRun(TWO_SQUARES, { temperature: 200 });
  const seconds = layerFeature(run, 2, 'layer_time_observed');
  // ρ·c·A ÷ (h·perimeter) of 0.45 × 0.2 mm: about 4 s.
  const tau = (1250 * 1800 * 0.45e-3 * 0.2e-3) / (60 * (0.45e-3 + 2 * 0.2e-3));
  expect(layerFeature(run, 2, 'layer_interlayer_proxy')).toBeCloseTo(
    23 + 177 * Math.exp(-seconds / tau),
    6,
  );
});
