import { expect, test } from 'vitest';
import { exactRun, runFeature } from '../../../support/alignedRun.ts';
import { evenNoises } from '../../../support/noise.ts';

const RATE_HZ = 8000;

function heard(sound: (seconds: number, i: number) => number): ReturnType<typeof exactRun> {
  const samples = Float32Array.from({ length: 6 * RATE_HZ }, (_, i) => sound(i / RATE_HZ, i));
  return exactRun(undefined, {}, { audio: { rateHz: RATE_HZ, startSourceSeconds: 0, samples } });
}

test('a sine of full scale has −3.01 dB', () => {
  const run = heard((t) => Math.sin(2 * Math.PI * 1000 * t));
  expect(runFeature(run, 'audio_rms_db')).toBeCloseTo(-3.01, 1);
});

test('a tone is loudest in its own mel band', () => {
  const run = heard((t) => Math.sin(2 * Math.PI * 440 * t));
  const bands = Array.from({ length: 8 }, (_, i) => runFeature(run, `audio_mel_${i + 1}`));
  expect(bands.indexOf(Math.max(...bands))).toBe(1);
});

test('the step tone of a printer on its speed has no error, one that is 5 % fast has', () => {
  // 30 mm/s and five full steps a millimetre.
  for (const [share, expected] of [
    [1, 0],
    [1.05, 0.05],
  ] as const) {
    const run = heard((t) => 0.5 * Math.sin(2 * Math.PI * 150 * share * t));
    expect(runFeature(run, 'audio_pitch_error')).toBeCloseTo(expected, 2);
  }
});

test('clicks are counted by the minute', () => {
  const noise = evenNoises(6 * RATE_HZ);
  const quiet = heard((_, i) => 0.01 * noise[i]!);
  expect(runFeature(quiet, 'audio_click_rate')).toBe(0);
  const clicking = heard((_, i) => 0.01 * noise[i]! + (i % RATE_HZ < 8 && i > 100 ? 0.5 : 0));
  // One a second, but for the first.
  const minutes = clicking.toolpath.seconds / 60;
  expect(Math.round(runFeature(clicking, 'audio_click_rate') * minutes)).toBe(5);
});

test('a run without sound has none of it', () => {
  for (const name of ['audio_rms_db', 'audio_mel_1', 'audio_pitch_error', 'audio_click_rate'])
    expect(runFeature(exactRun(), name)).toBeNaN();
});
