import { expect, test } from 'vitest';
import { detectAnomalies } from '#core/run/detectors/all';
import { commandedValues } from '#core/run/features/commanded';
import { observedSpeed } from '#core/run/features/observedSpeed';
import { exactRun, runFeature, squares } from '../../../support/alignedRun.ts';

const GCODE = [
  'M104 S200',
  'G90',
  'M83',
  'G28',
  'G1 X10 Y10 Z0.2 F7200',
  ';LAYER_CHANGE',
  ';Z:0.2',
  'G1 X60 E2 F600',
  'M104 S190',
  'M106 S128',
  'G1 X10 E2',
  'M107',
  '',
].join('\n');

test('without channels of its own the targets and the fan are those of the G-code', () => {
  const run = exactRun(GCODE);
  const t = run.timeline.columns.get('t')!;
  const at = (channel: 'target_temperature' | 'fan' | 'bed_target', seconds: number) =>
    commandedValues(run, channel)[t.findIndex((now) => now >= seconds)];
  expect([at('target_temperature', 1), at('target_temperature', 8)]).toEqual([200, 190]);
  expect(at('fan', 1)).toBe(0);
  expect(at('fan', 8)).toBeCloseTo(0.5, 2);
  expect(at('bed_target', 1)).toBeNaN();
});

test('what was recorded counts more than what was planned', () => {
  const run = exactRun(GCODE, { target_temperature: 215 });
  expect(new Set(commandedValues(run, 'target_temperature'))).toEqual(new Set([215]));
});

test('speed follows from places where nobody recorded it', () => {
  const recorded = exactRun();
  const derived = exactRun(undefined, { velocity: Number.NaN });
  const [own, from] = [observedSpeed(recorded), observedSpeed(derived)];
  const steady = own.findIndex((speed, row) => row > 20 && speed === own[row - 1] && speed > 0);
  expect(from[steady]).toBeCloseTo(own[steady]!, 6);
  for (const name of ['speed_rms', 'sparc'])
    expect(runFeature(derived, name)).toBeCloseTo(runFeature(recorded, name), 0);
});

test('a run of the five columns of the planning documents has a temperature spike', () => {
  const run = exactRun(squares(8, 40), {
    temperature: (t) => 200 + (t > 30 ? Math.min(20, t - 30) : 0),
    ...{ velocity: Number.NaN, extruder_position: Number.NaN, filament_position: Number.NaN },
    flow: Number.NaN,
  });
  expect(detectAnomalies(run).map(({ detector }) => detector)).toEqual(['temperature_spike']);
});
