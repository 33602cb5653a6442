import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assumedProfile } from '#core/machine/assumedProfile';
import { changedLimits } from '#core/machine/changedLimits';
import type { MachineProfile } from '#core/machine/profile';
import { plannedSeconds, recordedTimes } from '../../support/plannedTime.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

const KLIPPER = assumedProfile('klipper');

/** Klipper with these limits, begun at rest in the corner. */
function expectSeconds(
  limits: Readonly<Record<string, number>>,
  moves: string,
  seconds: number,
  digits = 5,
): void {
  expect(klipperSeconds(limits, moves)).toBeCloseTo(seconds, digits);
}

function klipperSeconds(limits: Readonly<Record<string, number>>, moves: string): number {
  const profile = changedLimits(KLIPPER, limits);
  return plannedSeconds(`SET_KINEMATIC_POSITION X=0 Y=0 Z=0\nG90\nM83\n${moves}\n`, profile);
}

/** Figures taken from Klipper's own planner. */
describe('golden paths', () => {
  const corner = 'G1 X100 Y0 F6000\nG1 X100 Y100\nG1 X50 Y150\nG1 X0 Y150';
  const zigzag = Array.from({ length: 10 }, (_, i) => {
    const along = ((i + 1) * Math.SQRT1_2).toFixed(9);
    return `G1 X${along} Y${((i % 2 === 0 ? 1 : 0) * Math.SQRT1_2).toFixed(9)} F6000`;
  }).join('\n');
  const circle = Array.from({ length: 72 }, (_, i) => {
    const angle = ((i + 1) * Math.PI) / 36;
    const x = (10 * Math.cos(angle) - 10).toFixed(9);
    return `G1 X${x} Y${(10 * Math.sin(angle)).toFixed(9)} F3600`;
  }).join('\n');
  const fast = { max_velocity: 100, max_accel: 3_000, square_corner_velocity: 5 };

  test.each([0, 0.5])('three corners, minimum cruise ratio %d', (minimum_cruise_ratio) => {
    expectSeconds({ ...fast, minimum_cruise_ratio }, corner, 3.32308);
  });
  test('ten moves of 1 mm in a zigzag', () => {
    expectSeconds({ ...fast, minimum_cruise_ratio: 0 }, zigzag, 0.336515);
    expectSeconds({ ...fast, minimum_cruise_ratio: 0.5 }, zigzag, 0.35827);
  });
  test('a circle of 72 pieces', () => {
    expectSeconds({ ...fast, max_accel: 1_500 }, circle, 1.086865);
  });
});

describe('by hand', () => {
  const limits = { max_velocity: 100, max_accel: 1_000, minimum_cruise_ratio: 0 };
  test.each([
    // Up to 50 mm/s and down again takes 0.05 s and 1.25 mm each; the rest is at 50 mm/s.
    ['a trapezoid', 'G1 X10 F3000', 0.1 + 7.5 / 50],
    // Never reaches its speed: two ramps of half the way.
    ['a triangle', 'G1 X1 F6000', 2 * Math.sqrt(1 / 1_000)],
    ['the printer is the limit', 'G1 X100 F60000', 0.2 + 90 / 100],
    ['a move back stops in between', 'G1 X10 F3000\nG1 X0', 2 * (0.1 + 7.5 / 50)],
    ['one piece or two make no difference', 'G1 X4 F3000\nG1 X10', 0.1 + 7.5 / 50],
    ['a pause is a stop', 'G1 X4 F3000\nG4 P1000\nG1 X10', 1 + 0.1 + 1.5 / 50 + 0.1 + 3.5 / 50],
    ['before the first F: 25 mm/s', 'G1 X10', 0.05 + (10 - 0.625) / 25],
    ['M220 makes the same move faster', 'M220 S200\nG1 X10 F1500', 0.1 + 7.5 / 50],
    ['M204 sets the acceleration', 'M204 S500\nG1 X10 F3000', 0.2 + 5 / 50],
    ['so does SET_VELOCITY_LIMIT', 'SET_VELOCITY_LIMIT ACCEL=500\nG1 X10 F3000', 0.2 + 5 / 50],
    ['and the speed', 'SET_VELOCITY_LIMIT VELOCITY=50\nG1 X10 F30000', 0.1 + 7.5 / 50],
    ['M204 with P alone is no M204', 'M204 P500\nG1 X10 F3000', 0.1 + 7.5 / 50],
    ['M400 stops', 'G1 X4 F3000\nM400\nG1 X10', 0.1 + 1.5 / 50 + 0.1 + 3.5 / 50],
    ['a comment does not', 'G1 X4 F3000\nM117 hello\n;TYPE:Skirt\nG1 X10', 0.1 + 7.5 / 50],
  ])('%s', (_name, moves, seconds) => {
    expectSeconds(limits, moves, seconds, 6);
  });

  test('Z has limits of its own', () => {
    expectSeconds({ ...limits, max_z_velocity: 10, max_z_accel: 100 }, 'G1 Z5 F6000', 0.1 + 0.5);
  });
  test('filament alone has limits of its own, and those of the head do not count', () => {
    const extruder = { max_extrude_only_velocity: 20, max_extrude_only_accel: 100 };
    expectSeconds({ ...limits, ...extruder }, 'G1 E-5 F6000', 0.2 + (5 - 4) / 20 + 0.2);
  });
  test('firmware retraction moves filament as it is configured', () => {
    const profile: MachineProfile = {
      ...changedLimits(KLIPPER, { max_extrude_only_velocity: 100, max_extrude_only_accel: 1_000 }),
      firmwareRetraction: {
        lengthMm: 1,
        speedMmPerS: 20,
        unretractExtraMm: 0,
        unretractSpeedMmPerS: 10,
      },
    };
    const back = 0.04 + (1 - 0.4) / 20;
    const forward = 0.02 + (1 - 0.1) / 10;
    expect(plannedSeconds('G10\n', profile)).toBeCloseTo(back, 6);
    expect(plannedSeconds('G10\nG10\nG11\nG11\n', profile)).toBeCloseTo(back + forward, 6);
  });
});

/** A move that sets off with some speed, reaches its full one and ends at rest. */
function rampedSeconds(way: number, speed: number, acceleration: number, first: number): number {
  const up = (speed ** 2 - first ** 2) / (2 * acceleration);
  const down = speed ** 2 / (2 * acceleration);
  return (2 * speed - first) / acceleration + (way - up - down) / speed;
}

describe('Marlin and RepRapFirmware', () => {
  const marlin = assumedProfile('marlin');
  test('each axis keeps to its own limits, which the file may change', () => {
    // Z: 5 mm/s, 100 mm/s², and off with the 0.3 mm/s that its jerk allows.
    const usual = 'G28\nG1 Z0\nG1 Z10 F6000\n';
    expect(plannedSeconds(usual, marlin)).toBeCloseTo(rampedSeconds(10, 5, 100, 0.3), 5);
    const changed = `M203 Z10\nM201 Z50\n${usual}`;
    expect(plannedSeconds(changed, marlin)).toBeCloseTo(rampedSeconds(10, 10, 50, 0.3), 5);
  });
  test('more acceleration never takes longer', () => {
    const path = 'G28\nG1 X0 Y0 F6000\nG1 X20\nG1 Y20\nG1 X0\nG1 Y0\n';
    const slow = plannedSeconds(`M204 P500 T500\n${path}`, marlin);
    const fast = plannedSeconds(`M204 P2000 T2000\n${path}`, marlin);
    expect(fast).toBeLessThan(slow);
  });
  test('RepRapFirmware counts M203 and M566 by the minute', () => {
    const reprap = assumedProfile('reprap');
    const slow = plannedSeconds('M203 X600\nG28\nG1 X0\nG1 X100 F12000\n', reprap);
    expect(slow).toBeGreaterThan(10);
    expect(slow).toBeLessThan(10.2);
  });
});

describe('real files', () => {
  test.each(recordedTimes())('$file on $profile is within 0.1 % of Klipper', (recorded) => {
    const { klipper, ours } = recorded;
    expect(Math.abs(ours - klipper) / klipper).toBeLessThan(0.001);
  });
});

describe('any path', () => {
  const point = fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }));
  const path = fc.array(fc.tuple(point, fc.integer({ min: 1, max: 30 })), { maxLength: 60 });

  test('takes at least its length at its speed, and no more than with a stop after each move', () => {
    fc.assert(
      fc.property(path, (points) => {
        const limits = { max_velocity: 300, max_accel: 2_000 };
        let least = 0;
        let from: readonly [number, number] = [0, 0];
        const moves = points.map(([[x, y], speed]) => {
          least += Math.hypot(x - from[0], y - from[1]) / 10 / (speed * 10);
          from = [x, y];
          return `G1 X${x / 10} Y${y / 10} F${speed * 600}`;
        });
        const seconds = klipperSeconds(limits, moves.join('\n'));
        const stopping = klipperSeconds(limits, moves.join('\nM400\n'));
        expect(seconds).toBeGreaterThanOrEqual(least - 1e-5);
        expect(seconds).toBeLessThanOrEqual(stopping + 1e-5);
      }),
      { numRuns: propertyRuns(100) },
    );
  });
});
