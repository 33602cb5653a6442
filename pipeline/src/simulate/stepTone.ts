import { ACCELEROMETER_RATE_HZ } from './simulatedRun.ts';

/** Assumed: how much full steps shake the head, mm/s², once they come fast enough. */
const LEVEL = 120;
const FULL_LEVEL_HZ = 50;
/** From here on the sensor's own filter takes it. */
const HALF_RATE_HZ = ACCELEROMETER_RATE_HZ / 2;

/** How strongly an accelerometer on the head reads a motor's full steps, mm/s². @param hertz full steps a second */
export function toneLevel(hertz: number): number {
  if (hertz >= HALF_RATE_HZ) return 0;
  const share = hertz * (1 / HALF_RATE_HZ);
  return LEVEL * (1 - share * share) * Math.min(1, hertz * (1 / FULL_LEVEL_HZ));
}

/** One wave a step, of two parabolas: a sine with 3 % of odd harmonics. @param steps place in full steps */
export function stepWave(steps: number): number {
  const phase = steps - Math.floor(steps) - 0.5;
  return phase * (8 - 16 * Math.abs(phase));
}
