import { expect, test } from 'vitest';
import { CHANNELS } from '#core/run/channels';
import { plannedMoment } from '#core/run/clockMap';
import { alignedTimeline, timelineRows } from '#core/run/timeline';
import { printed } from '../../support/printedModels.ts';

const stretch = { standardError: 0, anchors: 1 };
/** 2 s of printing, 3 s of standing, the rest; the clock of the source is 10 s ahead. */
const MAP = {
  scale: 1,
  stretches: [
    { ...stretch, plannedStart: 0, plannedEnd: 2, offset: -10 },
    { ...stretch, plannedStart: 2, plannedEnd: 6, offset: -13 },
  ],
};

test('moments of the source in planned time', () => {
  const at = (source: number) => plannedMoment(MAP, source);
  expect(at(9)).toEqual({ seconds: 0, stands: true, stretch: 0 });
  expect(at(11)).toEqual({ seconds: 1, stands: false, stretch: 0 });
  expect(at(13)).toEqual({ seconds: 2, stands: true, stretch: 1 });
  expect(at(16)).toEqual({ seconds: 3, stands: false, stretch: 1 });
  expect(at(30)).toEqual({ seconds: 6, stands: true, stretch: 2 });
});

test('rows: twentieths of planned time, and of the source while the plan stands', () => {
  const { count, source, planned, stands } = timelineRows(MAP, 9.9, 19.2);
  const rows = Array.from({ length: count }, (_, i) =>
    [source[i]?.toFixed(2), planned[i]?.toFixed(2), stands[i]].join(' '),
  );
  expect(rows.slice(0, 4)).toEqual(['9.90 0.00 1', '9.95 0.00 1', '10.00 0.00 0', '10.05 0.05 0']);
  expect(rows.slice(40, 45)).toEqual([
    '11.90 1.90 0',
    '11.95 1.95 0',
    '12.00 2.00 0',
    '12.05 2.00 1',
    '12.10 2.00 1',
  ]);
  expect(rows.slice(-6)).toEqual([
    '18.95 5.95 0',
    '19.00 6.00 0',
    '19.05 6.00 1',
    '19.10 6.00 1',
    '19.15 6.00 1',
    '19.20 6.00 1',
  ]);
  for (let i = 1; i < count; i++) {
    expect(source[i]).toBeGreaterThan(source[i - 1] ?? 0);
    expect(planned[i]).toBeGreaterThanOrEqual(planned[i - 1] ?? 0);
  }
});

const { toolpath } = printed(
  ['G28', 'M83', 'G1 X0 Y0 F600', 'G1 X10 E1', 'M109 S200', 'G1 X30 E2', ''].join('\n'),
);
const LAYERS = [
  { firstPiece: 1, endPiece: 2 },
  { firstPiece: 2, endPiece: 3 },
];

/** A recording of the moves above that waits 3 s in between. */
function recording(drop: (source: number) => boolean = () => false) {
  const times = Array.from({ length: 75 }, (_, i) => 10 + i * 0.1).filter((at) => !drop(at));
  return {
    rowCount: times.length,
    columns: new Map([
      ['timestamp', Float64Array.from(times)],
      ['temperature', Float64Array.from(times, (at) => 100 + at)],
      ['target_temperature', Float64Array.from(times, (at) => (at < 12 ? 0 : 200))],
    ]),
  };
}

const STOP = toolpath.start[2] ?? 0;
const TWO = {
  scale: 1,
  stretches: [
    { ...stretch, plannedStart: 0, plannedEnd: STOP, offset: -10 },
    { ...stretch, plannedStart: STOP, plannedEnd: toolpath.seconds, offset: -13 },
  ],
};

test('the plan, the channels and what of them is there', () => {
  const { columns, rowCount, coverage } = alignedTimeline(toolpath, LAYERS, recording(), TWO);
  const at = (row: number): Record<string, number> =>
    Object.fromEntries([...columns].map(([name, values]) => [name, values[row] ?? Number.NaN]));
  const bit = (name: string): number => 2 ** CHANNELS.findIndex((each) => each.name === name);
  expect(at(10)).toEqual({
    t: 0.5,
    source_t: expect.closeTo(0.5, 9),
    line: 4,
    layer: 1,
    piece: 1,
    commanded_x: expect.closeTo(4.98, 1),
    commanded_y: 0,
    commanded_z: 0,
    commanded_velocity: 10,
    commanded_extruder: expect.closeTo(0.498, 2),
    stands: 0,
    temperature: expect.closeTo(110.5, 9),
    target_temperature: 0,
    mask: bit('temperature') + bit('target_temperature'),
  });
  // While the plan stands, the piece behind the stop has not begun.
  expect(at(30)).toMatchObject({ stands: 1, t: STOP, piece: 1, commanded_velocity: 0, line: 4 });
  expect(at(rowCount - 1)).toMatchObject({
    layer: 2,
    piece: 2,
    commanded_extruder: expect.closeTo(3, 1),
  });
  expect(coverage).toBe(1);
});

test('a gap in the recording is masked and not covered', () => {
  const gap = recording((at) => at > 10.25 && at < 10.85);
  const { columns, coverage } = alignedTimeline(toolpath, LAYERS, gap, TWO);
  const mask = columns.get('mask');
  const temperature = columns.get('temperature');
  // A setpoint holds where a temperature is not known.
  expect([temperature?.[10], mask?.[10]]).toEqual([Number.NaN, 2 ** 2]);
  expect(coverage).toBeCloseTo(1 - 12 / (Math.floor(toolpath.seconds * 20) + 1), 1);
});
