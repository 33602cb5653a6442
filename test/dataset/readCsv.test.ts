import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunFinding } from '#core/run/findings';
import { longDecimal } from '../../pipeline/src/dataset/longDecimal.ts';
import { readSensorsCsv } from '../../pipeline/src/dataset/readCsv.ts';
import { propertyRuns } from '../support/propertyRuns.ts';

const HEADER = 'timestamp,temperature,vibration';

describe('numbers', () => {
  test.each([
    ['0.05', 0.05],
    ['-12.250', -12.25],
    ['+3', 3],
    ['-0', -0],
    ['.5', 0.5],
    ['5.', 5],
    ['0.1234567890123456', 0.1234567890123456],
    ['123456789012345678', 123456789012345680],
    ['999999999999999', 999999999999999],
    ['2.5e-3', 0.0025],
    ['1E+2', 100],
    ['', Number.NaN],
    ['nan', Number.NaN],
    ['NULL', Number.NaN],
    ['  7.5 ', 7.5],
    ['"8.25"', 8.25],
    ['" 9 "', 9],
    ['""', Number.NaN],
  ])('%s', (cell, value) => {
    const { table, findings } = read(`${HEADER}\n1,${cell},2\n`);
    expect(table.columns.get('temperature')).toEqual(Float64Array.of(value));
    expect(table.columns.get('vibration')).toEqual(Float64Array.of(2));
    expect(findings).toEqual([]);
  });

  test('every double comes back from its shortest text and from fixed decimals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 }),
        fc.nat(12),
        (values, decimals) => {
          const texts = values.map((value, i) => (i % 2 ? `${value}` : value.toFixed(decimals)));
          const { table, findings } = read(`timestamp\n${texts.join('\n')}\n`);
          expect(table.columns.get('timestamp')).toEqual(Float64Array.from(texts, Number));
          expect(findings).toEqual([]);
        },
      ),
      { numRuns: propertyRuns(200) },
    );
  });
});

describe('numbers of more digits than a double holds', () => {
  test('are as near as Number has them', () => {
    const digits = fc.string({
      unit: fc.constantFrom(...'0123456789'),
      minLength: 1,
      maxLength: 12,
    });
    const half = fc.bigInt(2n ** 52n, 2n ** 53n).map((whole) => `${whole}.5`);
    const text = fc.oneof(
      fc.tuple(digits, digits, digits).map(([a, b, c]) => `${a}${b}.${c}`),
      fc.tuple(digits, digits, digits).map(([a, b, c]) => `0.${a}${b}${c}`),
      // Right between two doubles, and a little beside.
      half,
      half.map((number) => `${number}001`),
      fc.bigInt(2n ** 53n, 2n ** 63n).map(String),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 50 }), (texts) => {
        const { table, findings } = read(`timestamp\n${texts.join('\n')}\n`);
        expect(table.columns.get('timestamp')).toEqual(Float64Array.from(texts, Number));
        expect(findings).toEqual([]);
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  test('are rarely left to Number', () => {
    const texts = Array.from({ length: 1000 }, (_, i) => String(Math.sin(i + 1) * 300)).filter(
      (each) => /^-?\d+\.\d{13,17}$/.test(each),
    );
    const left = texts.filter((each) => {
      const bytes = new TextEncoder().encode(each.replace('-', ''));
      return Number.isNaN(longDecimal(bytes, 0, bytes.length, each.split('.')[1]?.length ?? 0));
    });
    expect(texts.length).toBeGreaterThan(900);
    expect(left).toEqual([]);
  });
});

describe('equals csv-parse', () => {
  const names = ['timestamp', 'temperature', 'position_x', 'vibration', 'power'];
  const cell = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.double({ min: -1e4, max: 1e4, noNaN: true }).map((n) => n.toFixed(3)),
    },
    { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom('', 'nan', '"1.5"', '7', '-0.0', '"-2"') },
  );
  const file = fc
    .tuple(fc.integer({ min: 2, max: names.length }), fc.constantFrom('\n', '\r\n'), fc.boolean())
    .chain(([width, lineEnd, endsWithLineEnd]) =>
      fc
        .array(fc.array(cell, { minLength: width, maxLength: width }), {
          minLength: 1,
          maxLength: 40,
        })
        .map((rows) => {
          const lines = [names.slice(0, width), ...rows].map((cells) => cells.join(','));
          return lines.join(lineEnd) + (endsWithLineEnd ? lineEnd : '');
        }),
    );

  test('on generated files', () => {
    fc.assert(
      fc.property(file, fc.boolean(), (text, hasMark) => {
        const rows: Record<string, string>[] = parse(text, { columns: true });
        const { table, findings } = read(hasMark ? `\ufeff${text}` : text);
        expect(findings).toEqual([]);
        expect(table.rowCount).toBe(rows.length);
        for (const [name, column] of table.columns)
          expect(column).toEqual(
            Float64Array.from(rows, (row) => (row[name] === '' ? Number.NaN : Number(row[name]))),
          );
      }),
      { numRuns: propertyRuns(200) },
    );
  });

  test('on a file of many rows, which the columns grow for', () => {
    const rows = Array.from({ length: 5000 }, (_, i) => `${i / 20},${'9'.repeat(i % 7)},1`);
    const { table, findings } = read([HEADER, ...rows, ''].join('\n'));
    expect(findings).toEqual([]);
    expect(table.rowCount).toBe(5000);
    expect(table.columns.get('timestamp')).toEqual(Float64Array.from(rows, (_, i) => i / 20));
  });
});

describe('what is wrong is told', () => {
  test('place by place', () => {
    const texts = {
      'a cell without a number': `${HEADER}\n1,2,3\n2,hot,3\n`,
      'a quoted one': `${HEADER}\n"1;5","2",3\n`,
      'hexadecimal, infinite, too large': `${HEADER}\n0x10,inf,1e999\n`,
      'an accent before the place': `${HEADER}\n1,"é",ü\n`,
      'a quote without its second': `${HEADER}\n1,"2,3\n2,3,4\n`,
      'too many cells': `${HEADER}\n1,2,3,4\n`,
      'decimal commas': `${HEADER}\n1,5,210,0,3,1\n`,
      'too few cells': `${HEADER}\n1,2\n2,3,4\n`,
      'blank rows': `${HEADER}\n1,2,3\n\n  \n2,3,4\n`,
      'the end is missing': `${HEADER}\n1,2,3\n2,3`,
      'a name twice': 'timestamp,temperature,temperature\n1,2,3\n',
      'no timestamp': 'temperature\n1\n',
      'a name nearly right': 'timestamp,Position X,notes\n1,2,"a, ""b""\nc"\n2,3,d\n',
      'no name': 'timestamp,,temperature\n1,2,3\n',
      'no header': '1,2,3\n4,5,6\n',
      'no rows': HEADER,
      'a header without end': `timestamp${','.repeat(100_000)}`,
      semicolons: 'timestamp;temperature\n1;2\n',
      tabs: 'timestamp\ttemperature\n1\t2\n',
      'nothing at all': '',
      'blank lines only': '\r\n\n',
      'zero bytes': 'timestamp,\0\0\0',
    };
    expect(
      Object.entries(texts).flatMap(([name, text]) => [name, ...read(text).findings.map(asLine)]),
    ).toMatchInlineSnapshot(`
      [
        "a cell without a number",
        "3:3 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "a quoted one",
        "2:1 error type-error: "1;5" is no number; correct it, or leave the cell empty where nothing was measured.",
        "hexadecimal, infinite, too large",
        "2:1 error type-error: "0x10" is no number; correct it, or leave the cell empty where nothing was measured.",
        "2:6 error type-error: "inf" is no number; correct it, or leave the cell empty where nothing was measured.",
        "2:10 error type-error: "1e999" is no number; correct it, or leave the cell empty where nothing was measured.",
        "an accent before the place",
        "2:3 error type-error: "é" is no number; correct it, or leave the cell empty where nothing was measured.",
        "2:7 error type-error: "ü" is no number; correct it, or leave the cell empty where nothing was measured.",
        "a quote without its second",
        "2:3 error type-error: ""2" is no number; correct it, or leave the cell empty where nothing was measured.",
        "too many cells",
        "2:1 error empty-file: The table has a header and no rows; record the run again.",
        "2:7 error extra-cell: The header names 3 columns and this row has 4 cells; the row is left out unless the rest is empty; write decimals with a point.",
        "decimal commas",
        "2:1 error empty-file: The table has a header and no rows; record the run again.",
        "2:9 error extra-cell: The header names 3 columns and this row has 6 cells; the row is left out unless the rest is empty; write decimals with a point.",
        "too few cells",
        "2:4 error missing-cell: The header names 3 columns and this row has 2 cells; put the missing cells in, empty where nothing was measured.",
        "blank rows",
        "3:1 warning blank-row: This row is blank and is passed over; take it out.",
        "4:1 warning blank-row: This row is blank and is passed over; take it out.",
        "the end is missing",
        "3:4 error truncated-file: The header names 3 columns and this row has 2 cells and no end, so the table was cut off here; copy the file again, or take the row out.",
        "a name twice",
        "1:23 error duplicate-label: The column "temperature" is there twice and only the first one is read; take the other one out.",
        "no timestamp",
        "1:1 error missing-label: There is no column "timestamp"; add the second at which each row was measured.",
        "a name nearly right",
        "1:11 information extra-label: "Position X" is no channel that we know, so this column is not read; call it "position_x" if that is what it holds.",
        "1:22 information extra-label: "notes" is no channel that we know, so this column is not read.",
        "no name",
        "1:11 warning header-error: Column 2 has no name, so it is not read; name it in the header.",
        "no header",
        "1:1 error header-error: The first row holds no names of columns; put a header above the numbers.",
        "no rows",
        "2:1 error empty-file: The table has a header and no rows; record the run again.",
        "a header without end",
        "1:1 error header-error: The first row has more than 1,000 cells, so this is no table of sensors; record it again.",
        "semicolons",
        "1:1 error header-error: The cells are parted by semicolons; save the table with commas.",
        "tabs",
        "1:1 error header-error: The cells are parted by tabs; save the table with commas.",
        "nothing at all",
        "0:0 error empty-file: The table is empty; record the run again.",
        "blank lines only",
        "0:0 error empty-file: The table is empty; record the run again.",
        "zero bytes",
        "0:0 error encoding-error: There are zero bytes at the beginning, so this is no table of text; record it again.",
      ]
    `);
  });

  test('rows of too many cells are left out, unless the rest is empty', () => {
    const { table } = read(`${HEADER}\n1,2,3,4\n5,6,7,,\n8,9\n`);
    expect([...table.columns.values()].map((column) => [...column])).toEqual([
      [5, 8],
      [6, 9],
      [7, Number.NaN],
    ]);
  });

  test('UTF-16 and gzip are named', () => {
    expect(
      [Uint8Array.of(0xff, 0xfe, 0x74, 0), Uint8Array.of(0x1f, 0x8b, 8)].flatMap((bytes) =>
        readSensorsCsv(bytes).findings.map(asLine),
      ),
    ).toMatchInlineSnapshot(`
      [
        "0:0 error encoding-error: The table is written in UTF-16; save it as UTF-8.",
        "0:0 error format-error: The table is compressed (gzip); unpack it.",
      ]
    `);
  });

  test('many alike are told one by one, then as a number', () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},x,`);
    expect(read([HEADER, ...rows, ''].join('\n')).findings.map(asLine)).toMatchInlineSnapshot(`
      [
        "2:3 error type-error: "x" is no number; correct it, or leave the cell empty where nothing was measured.",
        "3:3 error type-error: "x" is no number; correct it, or leave the cell empty where nothing was measured.",
        "4:3 error type-error: "x" is no number; correct it, or leave the cell empty where nothing was measured.",
        "5:3 error type-error: "x" is no number; correct it, or leave the cell empty where nothing was measured.",
        "6:3 error type-error: "x" is no number; correct it, or leave the cell empty where nothing was measured.",
        "7:3 error type-error ×995: There are 995 more cells of "temperature" that hold no number from here on.",
      ]
    `);
  });
});

describe('places', () => {
  test('a row knows its line and its cells their column', () => {
    const csv = read(
      'timestamp,notes,temperature\r\n1,,2\r\n\r\n2,"a\nb",30\r\n3,"x,y",4\r\n4,é,5\r\n',
    );
    const places = Array.from(csv.table.columns.get('temperature') ?? [], (value, row) => [
      value,
      csv.lineOfRow(row),
      csv.columnOfCell(row, 'temperature'),
    ]);
    expect(places).toEqual([
      [2, 2, 4],
      [30, 4, 9],
      [4, 6, 9],
      [5, 7, 5],
    ]);
  });

  test('the cell at a place is the one that was read', () => {
    const row = fc.oneof(
      fc.tuple(fc.nat(9999), fc.nat(9999)).map(([a, b]) => `${a},${b}`),
      fc.constantFrom('', '5', '1,2,3', '1,2,', '"1","2"'),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 700 }), (rows) => {
        const lines = ['timestamp,temperature', ...rows, '0,0', ''];
        const { table, lineOfRow, columnOfCell } = read(lines.join('\n'));
        const column = table.columns.get('timestamp') ?? new Float64Array();
        const temperature = table.columns.get('temperature') ?? new Float64Array();
        for (let at = 0; at < table.rowCount; at++) {
          const line = lines[lineOfRow(at) - 1] ?? '';
          expect(line.replaceAll('"', '').split(',')[0]).toBe(`${column[at]}`);
          const begin = columnOfCell(at, 'temperature') - 1;
          if (Number.isNaN(temperature[at] ?? 0)) expect(begin).toBe(0);
          else
            expect(line.slice(begin).replaceAll('"', '')).toMatch(
              new RegExp(`^${temperature[at]}`),
            );
        }
      }),
      { numRuns: propertyRuns(30) },
    );
  });
});

test('any bytes give a table', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .array(fc.constantFrom(',', '\n', '\r', '"', '1', '.', '-', 'e', ' ', 'x', '\0', 'é'), {
        maxLength: 200,
      })
      .map((parts) => new TextEncoder().encode(`timestamp,temperature\n${parts.join('')}`)),
  );
  fc.assert(
    fc.property(bytes, (any) => {
      const { table, findings, lineOfRow, columnOfCell } = readSensorsCsv(any);
      for (const column of table.columns.values()) expect(column.length).toBe(table.rowCount);
      for (let row = 0; row < table.rowCount; row++) {
        expect(lineOfRow(row)).toBeGreaterThan(1);
        expect(columnOfCell(row, 'temperature')).toBeGreaterThan(0);
      }
      for (const { message } of findings) expect(message).toMatch(/^[^\n]+[.]$/);
    }),
    { numRuns: propertyRuns(300) },
  );
});

function read(text: string) {
  return readSensorsCsv(new TextEncoder().encode(text));
}

function asLine({ line = 0, column = 0, severity, code, count, message }: RunFinding): string {
  return `${line}:${column} ${severity} ${code}${count === undefined ? '' : ` ×${count}`}: ${message}`;
}
