import { expect, it } from 'vitest';
import type { Step } from '../../pipeline/src/simulate/timetable.ts';
import { inputOf } from '../support/simulation.ts';

function textOf(step: Step): string {
  switch (step.kind) {
    case 'moves':
      return `${step.isPlanned ? 'print' : 'drive'} ${step.to - step.from}`;
    case 'dwell':
    case 'stand':
      return `${step.kind} ${step.seconds} s`;
    case 'wait':
      return `wait for ${step.heater}`;
    case 'set':
      return `${step.what} ${step.value}`;
    default:
      return `${step.kind} ${step.of}`;
  }
}

function stepsOf(lines: readonly string[]): string[] {
  const { timetable } = inputOf(lines.join('\n'));
  return [...timetable.steps.map(textOf), ...(timetable.startsHot ? ['(starts hot)'] : [])];
}

it('heats, homes and waits in the order of the file', () => {
  expect(
    stepsOf([
      ...['M140 S60', 'M104 S200', 'G28', 'M190 S60', 'M109 S200', 'G90', 'M83'],
      ...['G1 X10 Y10 Z0.2 F3000', 'M106 S255', 'G1 X20 E1', 'G4 P500', 'G1 X30 E1'],
      ...['M104 S0', 'G28 X0'],
    ]),
  ).toMatchInlineSnapshot(`
    [
      "bed 60",
      "hotend 200",
      "begin homing",
      "drive 1",
      "drive 1",
      "drive 1",
      "stand 1.5 s",
      "drive 2",
      "end homing",
      "wait for bed",
      "wait for hotend",
      "print 1",
      "fan 1",
      "print 1",
      "dwell 0.5 s",
      "print 1",
      "hotend 0",
      "begin homing",
      "drive 1",
      "drive 1",
      "stand 1.5 s",
      "end homing",
    ]
  `);
});

it('a start macro heats, with the temperatures that it is given', () => {
  expect(
    stepsOf([
      'PRINT_START BED_TEMP=60 EXTRUDER_TEMP=215',
      ...['G90', 'M83', 'G1 X10 Y10 Z0.2 F3000', 'TIMELAPSE_TAKE_FRAME', 'G1 X20 E1', 'PRINT_END'],
    ]),
  ).toMatchInlineSnapshot(`
    [
      "bed 60",
      "hotend 215",
      "begin homing",
      "drive 1",
      "drive 1",
      "drive 1",
      "stand 1.5 s",
      "drive 2",
      "end homing",
      "wait for bed",
      "wait for hotend",
      "print 1",
      "print 1",
    ]
  `);
});

it('a start macro without temperatures takes those of the material', () => {
  expect(stepsOf(['START_PRINT', 'G90', 'M83', 'G1 X10 E1 F600']).slice(0, 2)).toEqual([
    'bed NaN',
    'hotend NaN',
  ]);
});

it('a file that heats nothing is printed on a hot printer', () => {
  expect(stepsOf(['G90', 'M83', 'G1 X10 E1 F600'])).toEqual(['print 1', '(starts hot)']);
});

it('a tool that is there already is not fetched', () => {
  const steps = stepsOf(['T0', 'M109 S200', 'G1 X10 E1 F600', 'T1', 'G1 X20 E1', 'T1']);
  expect(steps.filter((step) => step.includes('tool'))).toEqual([
    'tool 1',
    'begin tool change',
    'end tool change',
  ]);
});

it('a pause and a probe have a begin and an end', () => {
  const steps = stepsOf(['M109 S200', 'G29', 'G1 X10 E1 F600', 'M600', 'G1 X20 E1']);
  expect(steps.filter((step) => /^(begin|stand|end)/.test(step))).toMatchInlineSnapshot(`
    [
      "begin probing",
      "stand 27 s",
      "end probing",
      "begin pause",
      "stand 30 s",
      "end pause",
    ]
  `);
});

it('what homing does leads from where the head was to where the next move begins', () => {
  const { moves, path } = inputOf('G28\nG90\nM83\nG1 X10 Y20 Z0.3 F3000\nG1 X40 E1\n');
  for (let move = path.count; move + 1 < moves.count; move++) {
    for (const [from, unit] of [
      [moves.fromX, moves.unitX],
      [moves.fromY, moves.unitY],
      [moves.fromZ, moves.unitZ],
    ] as const) {
      const end = from[move]! + unit[move]! * moves.length[move]!;
      expect(end).toBeCloseTo(from[move + 1]!, 9);
    }
  }
  const last = moves.count - 1;
  expect(moves.fromX[last]! + moves.unitX[last]! * moves.length[last]!).toBeCloseTo(
    path.fromX[0]!,
    9,
  );
});
