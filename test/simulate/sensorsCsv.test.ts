import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHANNELS, type ChannelName } from '#core/run/channels';
import { CHANNEL_DECIMALS, sensorsCsv } from '../../pipeline/src/simulate/sensorsCsv.ts';

type Columns = Partial<Record<ChannelName, readonly number[]>>;

function csvOf(columns: Columns): string {
  const lists = Object.entries(columns).map(
    ([name, values]) => [name, Float64Array.from(values)] as const,
  );
  const rowCount = lists[0]?.[1].length ?? 0;
  return new TextDecoder().decode(sensorsCsv({ rowCount, columns: new Map(lists) }));
}

/** Rows of cells, as any reader of CSV sees them; an empty cell is NaN. */
function parse(text: string): { header: readonly string[]; rows: readonly (readonly number[])[] } {
  const [header = '', ...rows] = text.trimEnd().split('\n');
  return {
    header: header.split(','),
    rows: rows.map((row) => row.split(',').map((cell) => (cell === '' ? Number.NaN : +cell))),
  };
}

test('a small table', () => {
  expect(
    csvOf({
      position_x: [1.23456, -0.00004, -12.5],
      timestamp: [0, 0.05, 100_000.1],
      temperature: [Number.NaN, 210.0005, 99.9996],
      filament_present: [1, 0, Number.NaN],
      file_position: [0, 2 ** 31, 999_999_999_999],
    }),
  ).toBe(
    [
      'timestamp,temperature,position_x,filament_present,file_position',
      '0.00000,,1.2346,1,0',
      '0.05000,210.001,0.0000,0,2147483648',
      '100000.10000,100.000,-12.5000,,999999999999',
      '',
    ].join('\n'),
  );
});

test('no rows', () => {
  expect(csvOf({ timestamp: [], temperature: [] })).toBe('timestamp,temperature\n');
});

test('what is read back is within half a unit of the last decimal, for every channel', () => {
  const value = ({ name, min, max }: (typeof CHANNELS)[number]) =>
    fc
      .oneof(
        fc.double({ min, max, noNaN: true }),
        fc.double({ min: Math.max(min, -300), max: Math.min(max, 300), noNaN: true }),
        fc
          .integer({ min: -2_000, max: 2_000 })
          .map((units) => units / 10 ** CHANNEL_DECIMALS[name]),
        fc.constant(Number.NaN),
      )
      .map((number) => [name, number] as const);
  fc.assert(
    fc.property(fc.tuple(...CHANNELS.map(value)), (row) => {
      const { header, rows } = parse(
        csvOf(Object.fromEntries(row.map(([name, number]) => [name, [number]]))),
      );
      expect(header).toEqual(CHANNELS.map(({ name }) => name));
      row.forEach(([name, number], i) => {
        const read = rows[0]?.[i] ?? Number.NaN;
        const most = 0.5 / 10 ** CHANNEL_DECIMALS[name] + Math.abs(number) * 2 ** -51;
        if (Number.isNaN(number)) expect(read).toBeNaN();
        else expect(Math.abs(read - number)).toBeLessThanOrEqual(most);
      });
    }),
  );
});

test('every row is as long as the header and has the decimals of its channel', () => {
  const number = fc.double({ min: -1e9, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 40 }), (values) => {
      const text = csvOf({ timestamp: values, velocity: values, filament_present: values });
      const rows = text.trimEnd().split('\n').slice(1);
      expect(rows).toHaveLength(values.length);
      for (const row of rows) expect(row).toMatch(/^-?\d+\.\d{5},-?\d+\.\d{4},-?\d+$/);
    }),
  );
});
