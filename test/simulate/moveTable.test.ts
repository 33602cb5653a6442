import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { distanceAt, speedAt } from '../../pipeline/src/simulate/moveTable.ts';
import { inputOf } from '../support/simulation.ts';

describe('one move of 100 mm at 100 mm/s with 3000 mm/s², from rest to rest', () => {
  const { moves } = inputOf('G90\nG1 X0 Y0 F6000\nG1 X100\n');
  const move = moves.count - 1;
  const ramp = 100 / 3000;

  it.each([
    [0, 0, 0],
    [ramp / 2, (3000 * (ramp / 2) ** 2) / 2, 50],
    [ramp, (100 * ramp) / 2, 100],
    [0.5, 100 * (0.5 - ramp / 2), 100],
    [1 + ramp / 2, 100 - (3000 * (ramp / 2) ** 2) / 2, 50],
    [1 + ramp, 100, 0],
  ])('is after %d s %d mm on its way, at %d mm/s', (seconds, distance, speed) => {
    expect(distanceAt(moves, move, seconds)).toBeCloseTo(distance, 5);
    expect(speedAt(moves, move, seconds)).toBeCloseTo(speed, 4);
  });
});

it("has Klipper's own numbers for its corner test", () => {
  // Golden numbers of Klipper's planner: v 100, a 3000, square corner velocity 5.
  const { moves, path } = inputOf('G90\nG1 X0 Y0 F6000\nG1 X100\nG1 Y100\nG1 X50 Y150\nG1 X0\n');
  const first = path.count - 4;
  const at = (column: Float64Array, index: number) => column[first + index];
  expect(at(moves.accelerationSeconds, 0)).toBeCloseTo(0.033333, 6);
  expect(at(moves.decelerationSeconds, 0)).toBeCloseTo(0.031667, 6);
  expect(at(moves.endSpeed, 0)).toBeCloseTo(5, 6);
  expect(at(moves.endSpeed, 1)).toBeCloseTo(11.210865, 5);
  expect(at(moves.endSpeed, 2)).toBeCloseTo(11.210865, 5);
  const seconds = [0, 1, 2, 3].reduce((sum, index) => sum + (at(moves.duration, index) ?? 0), 0);
  expect(seconds).toBeCloseTo(3.32308, 5);
});

it.each(['samples/vase.gcode', 'samples/bracket-with-supports.gcode'])(
  '%s: the speed is the slope of the way, and no move jumps',
  (file) => {
    const { moves } = inputOf(new Uint8Array(readFileSync(file)));
    for (let move = 0; move < moves.count; move += 7) {
      const duration = moves.duration[move]!;
      const length = moves.length[move]!;
      if (duration === 0) continue;
      expect(distanceAt(moves, move, duration * 0.999999)).toBeCloseTo(length, 2);
      for (const share of [0.1, 0.3, 0.5, 0.7, 0.9]) {
        const [t, h] = [share * duration, duration * 1e-5];
        const slope = (distanceAt(moves, move, t + h) - distanceAt(moves, move, t - h)) / (2 * h);
        expect(Math.abs(slope - speedAt(moves, move, t))).toBeLessThan(0.2);
      }
    }
  },
);
