import { expect, test } from 'vitest';
import { CHANNELS } from '#core/run/channels';
import {
  computeFeatures,
  FEATURE_FAMILIES,
  LAYER_ROW_FEATURES,
  RUN_FEATURES,
} from '#core/run/features/all';
import { sectionsOf } from '#core/run/features/section';
import { exactRun, runFeature, TWO_SQUARES } from '../../../support/alignedRun.ts';

test('names are unique and say what they are', () => {
  const all = FEATURE_FAMILIES.flatMap(({ features }) => features);
  const names = all.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { name, meaning, source } of all) {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(meaning, name).toMatch(/\.$/);
    expect(source, name).not.toBe('');
  }
});

test('one number for each feature of the run and of each layer', () => {
  const { run, layers } = computeFeatures(exactRun());
  expect(run.length).toBe(RUN_FEATURES.length);
  expect(layers.map((layer) => layer.length)).toEqual([
    LAYER_ROW_FEATURES.length,
    LAYER_ROW_FEATURES.length,
  ]);
  expect([...run, ...layers.flat()].some((value) => value === Number.POSITIVE_INFINITY)).toBe(
    false,
  );
});

test('a run of which nothing was measured has features of the G-code alone, and no zeros', () => {
  const nothing = Object.fromEntries(CHANNELS.map(({ name }) => [name, Number.NaN]));
  const run = exactRun(TWO_SQUARES, nothing);
  const { run: values } = computeFeatures(run);
  const measured = RUN_FEATURES.filter((_, i) => !Number.isNaN(values[i]!)).map(({ name }) => name);
  const planned =
    /^(gcode_|flow_planned|retraction|filament_per_mm|layer_time_|short_layer|acceleration_share|cruise_share|deceleration_share|travel_time|direction_change|time_ratio)/;
  expect(measured.filter((name) => !planned.test(name))).toEqual([]);
});

test('a G-code without layers, and a file that is empty, give no features and no error', () => {
  for (const gcode of ['', 'G28\n', 'G1 X1\n']) {
    const { layers } = computeFeatures(exactRun(gcode));
    expect(layers).toEqual([]);
  }
});

test('rows of a section are those of its layer', () => {
  const run = exactRun();
  const { whole, layers } = sectionsOf(run);
  expect(whole.firstRow).toBe(layers[0]!.firstRow);
  expect(whole.endRow).toBe(layers[1]!.endRow);
  expect(layers[0]!.endRow).toBe(layers[1]!.firstRow);
});

test.each([
  ['gcode_layer_count', 2],
  ['gcode_object_height', 0.4],
  ['gcode_layer_height_median', 0.2],
  ['gcode_filament_planned', 6.4],
  ['gcode_retraction_count', 2],
  ['gcode_first_layer_hotend', 200],
  ['gcode_first_layer_bed', 60],
  ['gcode_overhang_share', 0],
])('%s of two squares is %d', (name, value) => {
  expect(runFeature(exactRun(), name)).toBeCloseTo(value, 9);
});
