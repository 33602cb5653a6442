import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import { inputOf, nominalParameters, testScenario } from '../support/simulation.ts';

describe('100 mm at 100 mm/s with 3000 mm/s², from rest to rest, with 5 mm of filament', () => {
  const gcode = 'G90\nM83\nG1 X0 Y0 F6000\nG4 P500\nG1 X100 E5\nG4 P500\n';
  const parameters = nominalParameters({ backlashMm: 0 });
  const { clean } = simulateRun(inputOf(gcode), testScenario({ parameters }));
  const column = (name: string): Float64Array => clean.columns.get(name)!;
  const ramp = 100 / 3000;
  const duration = 1 + ramp;

  /** Way and speed in closed form. */
  function trapezoid(seconds: number): readonly [number, number] {
    const t = Math.max(0, Math.min(duration, seconds));
    const left = duration - t;
    if (t < ramp) return [(3000 * t ** 2) / 2, 3000 * t];
    if (left < ramp) return [100 - (3000 * left ** 2) / 2, 3000 * left];
    return [100 * (t - ramp / 2), 100];
  }

  it('is at every sample where and as fast as the trapezoid says', () => {
    for (let row = 0; row < clean.rowCount; row++) {
      const [way, speed] = trapezoid(row / 20 - 0.5);
      expect(column('position_x')[row]).toBeCloseTo(way, 4);
      expect(column('velocity')[row]).toBeCloseTo(speed, 4);
      expect(column('extruder_position')[row]).toBeCloseTo(way / 20, 5);
    }
  });

  it('the load of the motors is that of friction, acceleration and speed', () => {
    const load = column('axis_load');
    const atSpeed = 0.12 + (100 / 700) ** 2;
    const volts = (row: number): number => 24 / column('voltage')[row]!;
    expect(load[20]! / volts(20)).toBeCloseTo(atSpeed, 3);
    expect(load[11]! / volts(11)).toBeCloseTo(atSpeed + 3000 / 14000, 2);
    expect(load[5]).toBe(0);
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
  '%s: ramps and cruise make up the whole of each move',
  (file) => {
    const { moves } = inputOf(new Uint8Array(readFileSync(file)));
    for (let move = 0; move < moves.count; move++) {
      const [up, down] = [moves.accelerationSeconds[move]!, moves.decelerationSeconds[move]!];
      const [start, cruise, end] = [
        moves.startSpeed[move]!,
        moves.cruiseSpeed[move]!,
        moves.endSpeed[move]!,
      ];
      const cruising = moves.duration[move]! - up - down;
      const way = ((start + cruise) / 2) * up + cruise * cruising + ((cruise + end) / 2) * down;
      if (moves.duration[move]! > 0) expect(way).toBeCloseTo(moves.length[move]!, 4);
      const { unitX, unitY, unitZ } = moves;
      const unit = Math.hypot(unitX[move]!, unitY[move]!, unitZ[move]!);
      expect(Math.abs(unit - 1) < 1e-9 || unit === 0).toBe(true);
    }
  },
);
