import { describe, expect, test } from 'vitest';
import type { ChannelName } from '#core/run/channels';
import type { RunEvent } from '#core/run/metadata';
import { identicalRuns, turnsIn } from '../../pipeline/src/validate/checks/identicalRuns.ts';
import { endedEarly, waitsOf } from '../../pipeline/src/validate/checks/waits.ts';
import { evaluate } from '../../pipeline/src/validate/evaluate.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import type { PlannedPrint } from '../../pipeline/src/validate/plannedPrint.ts';
import {
  type RunParts,
  type RunUnderTest,
  runUnderTest,
} from '../../pipeline/src/validate/runUnderTest.ts';

const ROWS = 1200;

/** Rows of a column, each from its number; `timestamp` is 20 Hz where it is not given. */
type Columns = Partial<Record<ChannelName, (row: number) => number>>;

function runOf(columns: Columns, parts: Partial<RunParts> = {}): RunUnderTest {
  const filled = Object.entries({ timestamp: (row: number) => row / 20, ...columns });
  return runUnderTest({
    sensors: {
      file: 'sensors.csv',
      table: {
        rowCount: ROWS,
        columns: new Map(
          filled.map(([name, value]) => [
            name,
            Float64Array.from({ length: ROWS }, (_, i) => value(i)),
          ]),
        ),
      },
      findings: [],
      placeOf: (row) => ({ line: row + 2, column: 1 }),
    },
    events: [],
    labels: [],
    ...parts,
  });
}

/** `COLUMN: rows that are not as expected, from line` for each column in which an expectation is not met. */
function expectUnmet(id: string, run: RunUnderTest, unmet: readonly string[]): void {
  const { results, findings } = evaluate(
    run,
    EXPECTATIONS.filter((each) => each.id === id),
  );
  expect(results.length, 'it was asked').toBeGreaterThan(0);
  const found = results.filter(({ success }) => !success);
  expect(
    found.map(({ column = '', unexpected_count }) => `${column} ×${unexpected_count}`.trim()),
  ).toEqual(unmet);
  expect(findings.length).toBe(found.length);
}

/** The same numbers in every run, from −1 to 1. */
function random(row: number): number {
  const mixed = Math.imul(row + 1, 0x9e3779b1) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b) >>> 0) / 2 ** 31 - 1;
}

const PLAN: PlannedPrint = {
  seconds: 60,
  layerCount: 5,
  lineCount: 100,
  bounds: { min: [80, 80, 0.2], max: [120, 120, 1] },
  hotendTargetC: 210,
  bedTargetC: 60,
  problems: [],
  profile: undefined,
};

describe('spikes', () => {
  const spikes = (temperature: (row: number) => number, unmet: readonly string[]) =>
    expectUnmet('temperature-without-spikes', runOf({ temperature }), unmet);
  const among = (from: number, to: number) => (row: number) =>
    row >= from && row < to ? 260 : 210;

  test('of one row, of some, of as many as half the window', () => {
    spikes(among(600, 601), ['temperature ×1']);
    spikes(among(600, 603), ['temperature ×3']);
    spikes(among(600, 605), ['temperature ×5']);
  });

  test('down as well as up, and in noise', () => {
    spikes((row) => (row === 600 ? 100 : 210 + random(row)), ['temperature ×1']);
  });

  test('with values missing around', () => {
    spikes((row) => (row === 600 ? 260 : row % 3 === 1 ? Number.NaN : 210), ['temperature ×1']);
  });

  test('a step that stays is none, and neither is noise, a ramp or a table that begins or ends in one', () => {
    spikes((row) => (row < 600 ? 23 : 210), []);
    spikes((row) => 210 + 3 * random(row), []);
    spikes((row) => 23 + row, []);
    spikes(among(0, 3), []);
    spikes(among(ROWS - 3, ROWS), []);
  });

  test('what a sparse signal can do between two rows is none', () => {
    const run = runOf({ timestamp: (row) => row, temperature: among(600, 601) });
    expectUnmet('temperature-without-spikes', run, ['temperature ×1']);
    const slower = runOf({ timestamp: (row) => 5 * row, temperature: among(600, 601) });
    expectUnmet('temperature-without-spikes', slower, []);
  });
});

describe('a stuck sensor', () => {
  const noise = (temperature: (row: number) => number, unmet: readonly string[]) =>
    expectUnmet('temperature-keeps-its-noise', runOf({ temperature }), unmet);

  test('loses its noise', () => {
    noise((row) => (row < 600 ? 210 + random(row) : 210.25), ['temperature ×600']);
    noise((row) => (row < 600 ? 210.25 : 210 + random(row)), ['temperature ×600']);
  });

  test('is not one that never had noise: a clean ramp that ends, a coarse sensor that settles', () => {
    noise((row) => Math.round(1000 * Math.min(210, 23 + row / 2)) / 1000, []);
    noise((row) => (row < 600 ? 210 + Math.round(random(row)) / 10 : 210), []);
    noise(() => 210, []);
  });

  test('is not one that repeats itself for a moment', () => {
    noise((row) => (row % 400 < 150 ? 210 : 210 + random(row)), []);
  });

  const zigzag = (row: number) => 100 + Math.abs((row % 40) - 20);
  test('stands still while the head moves', () => {
    const stopped = (row: number) => (row < 600 ? zigzag(row + 7) : 103);
    const run = runOf({ position_x: stopped, position_y: zigzag, vibration: stopped });
    expectUnmet('motion-is-seen', run, ['position_x ×600', 'vibration ×600']);
  });

  test('is not one that stands still with the head, or along one long line', () => {
    const paused = (row: number) => (row < 600 ? zigzag(row) : 103);
    expectUnmet(
      'motion-is-seen',
      runOf({ position_x: paused, position_y: paused, vibration: paused }),
      [],
    );
    expectUnmet(
      'motion-is-seen',
      runOf({ position_x: () => 100, position_y: (row) => row / 10 }),
      [],
    );
  });

  test('does not follow a heater that is asked for more', () => {
    const target = (row: number) => (row < 300 ? 0 : 210);
    const run = (temperature: (row: number) => number) =>
      runOf({ temperature, target_temperature: target });
    expectUnmet(
      'temperature-follows-heater',
      run(() => 23),
      ['temperature ×1200'],
    );
    expectUnmet(
      'temperature-follows-heater',
      run((row) => 23 + Math.max(0, row - 300) / 5),
      [],
    );
    expectUnmet(
      'temperature-follows-heater',
      run((row) => (row < 300 ? 23 : 208)),
      [],
    );
  });
});

test('runs of the same value', () => {
  const values = Float64Array.of(1, 1, 1, 2, Number.NaN, Number.NaN, 3, 3, 3, 3);
  expect(identicalRuns(values, 3)).toEqual([
    { start: 0, end: 3 },
    { start: 6, end: 10 },
  ]);
  expect(identicalRuns(new Float64Array(0), 1)).toEqual([]);
});

test('turns after a way of so much', () => {
  const values = Float64Array.of(0, 5, 4.5, 5, 0, Number.NaN, 5, 5, 4);
  expect(turnsIn(values, { start: 0, end: values.length }, 1)).toBe(3);
  expect(turnsIn(values, { start: 0, end: values.length }, 2)).toBe(2);
  expect(turnsIn(values, { start: 0, end: 2 }, 1)).toBe(0);
});

describe('units', () => {
  const celsius = (row: number) => Math.min(210, 23 + row / 2);
  const withPlan = (columns: Columns) => runOf(columns, { plan: PLAN });

  test('°F and K, against the G-code or the recorded target', () => {
    const fahrenheit = (row: number) => 1.8 * celsius(row) + 32;
    const kelvin = (row: number) => celsius(row) + 273.15;
    expectUnmet('temperature-in-celsius', withPlan({ temperature: fahrenheit }), [
      'temperature ×1',
    ]);
    expectUnmet('temperature-in-celsius', withPlan({ temperature: kelvin }), ['temperature ×1']);
    const recorded = runOf({ temperature: kelvin, target_temperature: () => 210 });
    expectUnmet('temperature-in-celsius', recorded, ['temperature ×1']);
  });

  test('a heater that runs away or fails is no unit', () => {
    const runaway = (row: number) => celsius(row) + Math.max(0, row - 600) / 3;
    expectUnmet('temperature-in-celsius', withPlan({ temperature: runaway }), []);
    expectUnmet('temperature-in-celsius', withPlan({ temperature: () => 23 }), []);
  });

  test('milliseconds and microseconds, and neither a long wait nor a part of a run', () => {
    const time = (factor: number) => withPlan({ timestamp: (row) => (factor * row) / 20 });
    expectUnmet('timestamp-in-seconds', time(1e3), ['timestamp ×1']);
    expectUnmet('timestamp-in-seconds', time(1e6), ['timestamp ×1']);
    for (const factor of [0.1, 1, 20]) expectUnmet('timestamp-in-seconds', time(factor), []);
  });

  test('inches and metres, on beds with zero in a corner or in the middle', () => {
    const along = (row: number) => 80 + (row % 41);
    const position = (factor: number, shift = 0) =>
      runOf(
        { position_x: (row) => (along(row) - shift) / factor },
        {
          plan: {
            ...PLAN,
            bounds: { min: [80 - shift, 80, 0], max: [120 - shift, 120, 1] },
          },
        },
      );
    for (const shift of [0, 100]) {
      expectUnmet('positions-in-millimetres', position(25.4, shift), ['position_x ×1']);
      expectUnmet('positions-in-millimetres', position(1000, shift), ['position_x ×1']);
      expectUnmet('positions-in-millimetres', position(1, shift), []);
    }
  });

  test('a run of which little was recorded is not in inches', () => {
    const begun = runOf({ position_x: (row) => 80 + row / ROWS }, { plan: PLAN });
    expectUnmet('positions-in-millimetres', begun, []);
  });
});

describe('waits', () => {
  const still = (row: number) => (row < 600 ? 0 : row);
  const event = (t: number, name: RunEvent['event']): RunEvent => ({ t, event: name });

  test('are what events say, else standstills', () => {
    const position = { position_x: still, position_y: still, position_z: () => 0.2 };
    expect(waitsOf(runOf(position), 5)).toEqual({ all: 29.95, leading: 29.95 });
    expect(waitsOf(runOf(position), 40)).toEqual({ all: 0, leading: 0 });
    const events = [
      event(0, 'wait_begin'),
      event(12, 'wait_end'),
      event(20, 'pause'),
      event(21, 'wait_begin'),
      event(22, 'wait_end'),
      event(25, 'resume'),
      event(50, 'pause'),
    ];
    expect(waitsOf(runOf(position, { events }), 5)).toEqual({ all: 17, leading: 17 });
    expect(waitsOf(runOf({}), 5)).toEqual({ all: 0, leading: 0 });
  });

  test('a run ends early by a shutdown or a pause without end', () => {
    expect(endedEarly([])).toBe(false);
    expect(endedEarly([event(1, 'shutdown')])).toBe(true);
    expect(endedEarly([event(1, 'pause'), event(2, 'resume')])).toBe(false);
    expect(endedEarly([event(1, 'pause'), event(2, 'resume'), event(3, 'pause')])).toBe(true);
  });

  test('make a run neither too long nor, when it was shut down, too short', () => {
    const plan = (seconds: number) => ({ plan: { ...PLAN, seconds } });
    const position = { position_x: still, position_y: still, position_z: () => 0.2 };
    expectUnmet('duration-as-planned', runOf({}, plan(30)), ['×1']);
    expectUnmet('duration-as-planned', runOf(position, plan(30)), []);
    expectUnmet('duration-as-planned', runOf({}, plan(200)), ['×1']);
    const events = [event(59, 'shutdown')];
    expectUnmet('duration-as-planned', runOf({}, { ...plan(200), events }), []);
  });

  test('and a run that was shut down has the images of the layers that it began', () => {
    const events = [event(1, 'layer'), event(20, 'layer'), event(40, 'shutdown')];
    const images = (imageCount: number) => runOf({}, { plan: PLAN, events, imageCount });
    expectUnmet('images-match-layers', images(1), []);
    expectUnmet('images-match-layers', images(5), ['×1']);
  });
});

describe('pace', () => {
  test('is uneven where more than one interval of a hundred is long', () => {
    let time = 0;
    const every = (rows: number) => (row: number) => {
      if (row === 0) time = 0;
      time += row % rows === 1 ? 0.2 : 0.05;
      return time;
    };
    expectUnmet('sampling-even', runOf({ timestamp: every(50) }), ['timestamp ×24']);
    expectUnmet('sampling-even', runOf({ timestamp: every(150) }), []);
  });

  test('rows without a time are no gaps, and a run without times is not asked', () => {
    const holes = runOf({ timestamp: (row) => (row % 2 ? Number.NaN : row / 20) });
    expectUnmet('no-gaps', holes, []);
    const { results } = evaluate(
      runOf({ timestamp: () => Number.NaN }),
      EXPECTATIONS.filter(({ id }) => id === 'no-gaps'),
    );
    expect(results).toEqual([]);
  });
});
