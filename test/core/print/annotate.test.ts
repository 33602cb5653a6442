import fs from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import { assumedProfile } from '#core/machine/assumedProfile';
import type { MachineProfile } from '#core/machine/profile';
import { annotate, annotatedBytes, statesTimes } from '#core/print/annotate';
import { mayInsertLines } from '#core/print/annotateInsert';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');

interface Options {
  readonly inserts?: boolean;
  readonly chunkBytes?: number;
  readonly flavor?: Firmware | 'auto';
  readonly profile?: MachineProfile;
}

function read(bytes: Uint8Array, options: Options = {}) {
  const { chunkBytes = 64, flavor = 'klipper', profile } = options;
  return new Reading(textFromBytes(bytes, chunkBytes), { flavor, profile }, NO_COMPANION).finish();
}

function annotated(bytes: Uint8Array, options: Options = {}): Uint8Array {
  const reading = read(bytes, options);
  return Buffer.concat([...annotatedBytes(reading, annotate(reading, options.inserts ?? false))]);
}

/**
 * In a marked text `{9|1}` stands for 9 before and 1 after, and a line that begins with `+ ` is put in. Pauses
 * (`G4 P1000` is a second) make times that can be read off.
 */
function expectAnnotated(marked: string, options: Options = {}): void {
  const before = marked
    .replace(/^\+ .*(?:\r\n|\r|\n|$)/gm, '')
    .replace(/\{([^{}|]*)\|[^{}|]*\}/g, '$1');
  const after = marked.replace(/^\+ /gm, '').replace(/\{[^{}|]*\|([^{}|]*)\}/g, '$1');
  expect(Buffer.from(annotated(bytesOf(before), options)).toString()).toBe(after);
  expect(Buffer.from(annotated(bytesOf(after), options)).toString()).toBe(after);
}

function expectUntouched(line: string): void {
  expectAnnotated(`G4 P60000\n${line}\nG4 P60000\n`);
}

describe('progress', () => {
  test('percentage cut off, minutes rounded, as PrusaSlicer writes them', () => {
    expectAnnotated(
      [
        'M73 P{7|0} R{99|5}',
        'G4 P29900',
        'M73 P{0|9} R{0|5}',
        'G4 P120',
        'M73 P{0|10} R{0|4}',
        'G4 P269980',
        'M73 P{1|100} R{1|0}',
        '',
      ].join('\n'),
    );
  });

  test('values keep their digits and blanks, parameters their order', () => {
    expectAnnotated(
      'G4 P20000\nm73 r {7|1} p{3.00|33.33} ; {hello}\n  M73 P{0.5|33.3}\nN7 M73 P{1|33}\nG4 P40000\n'.replace(
        '{hello}',
        'P1',
      ),
    );
  });

  test('the silent mode is left alone beside the normal one', () => {
    expectAnnotated('M73 P{5|0} R{9|1}\nM73 Q7 S8\nG4 P60000\nM73 P100 R0\nM73 Q99 S7\n');
  });

  test('a file with nothing but the silent mode gets its times', () => {
    expectAnnotated('M73 Q{7|0} S{8|1}\nG4 P60000\nM73 Q{99|100} S{7|0}\n');
  });

  test('the last mark keeps saying that the print is done', () => {
    expectAnnotated('G4 P30000\nM73 P{100|50} R{0|1}\nG4 P20000\nM73 P100 R{1|0}\nG4 P10000\n');
    expectAnnotated('G4 P30000\nM73 P100 R0\nM73 Q100 S0\nG4 P10000\n');
  });

  test('minutes to the next stop', () => {
    expectAnnotated(
      [
        'M73 C{9|2}',
        'G4 P60000',
        'M73 C{9|1}',
        'G4 P30000',
        'M73 C{9.99|0.50}',
        'G4 P30000',
        ';COLOR_CHANGE,T0,#ff0000',
        'M600',
        'M73 C{9|3}',
        'G4 P180000',
        'M73 C{9|0}',
        ';PAUSE_PRINT',
        'M73 C9',
        'G4 P60000',
        '',
      ].join('\n'),
    );
  });

  test.each(['M600', 'M601', 'M0', 'PAUSE', '; PAUSE_PRINTING', ';COLOR_CHANGE'])(
    '%s is a stop',
    (stop) => {
      expectAnnotated(`M73 C{9|1}\nG4 P60000\n${stop}\nG4 P60000\nM73 C9\n`);
    },
  );

  test.each([
    ['a command of the same number', 'M73.2 R1.0'],
    ['a layer number', 'M73 L1'],
    ['no number', 'M73 P R'],
    ['a negative number', 'M73 P-1'],
    ['a number twice', 'M73 P1 P2'],
    ['a placeholder', 'M73 P[percent] R3'],
    ['a checksum', 'N4 M73 P1 R2*33'],
    ['a text', 'M117 M73 P1 R2'],
    ['a macro', 'M73_SHOW P=1 R=2'],
    ['a comment', '; M73 P1 R2'],
  ])('%s is left alone: %s', (_what, line) => expectUntouched(line));
});

describe('comments', () => {
  test('PrusaSlicer, SuperSlicer, OrcaSlicer', () => {
    expectAnnotated(
      [
        'G4 P5000',
        ';LAYER_CHANGE',
        'G1 X10 E1 F600',
        'G4 P20000',
        ';LAYER_CHANGE',
        'G4 P40000',
        'G1 X10 E1',
        '; estimated printing time (normal mode) = {1d 2h 3m 4s|1m 5s}',
        '; estimated printing time (silent mode) = 1m 9s',
        '; estimated first layer printing time (normal mode) = {1h 0m 0s|20s}',
        '; estimated first layer printing time (silent mode) = 1s',
        ';estimated printing time = {0.500000s|1m 5s}',
        '',
      ].join('\n'),
      { flavor: 'marlin' },
    );
  });

  test('nothing but the silent mode', () => {
    expectAnnotated('; estimated printing time (silent mode) = {1s|1m 0s}\nG4 P60000\n');
  });

  test('Bambu Studio and OrcaSlicer for its printers', () => {
    expectAnnotated(
      [
        '; model printing time: {1h 2m 3s|40s}; total estimated time: {1h 9m 0s|1m 0s}',
        'G4 P20000',
        '; CHANGE_LAYER',
        'G1 X1 E1 F60000',
        'G4 P40000',
        '',
      ].join('\n'),
    );
  });

  test('Cura', () => {
    expectAnnotated(
      ';FLAVOR:Marlin\n;TIME:{6666|70}\nG4 P10500\n;TIME_ELAPSED:{1.5|10.5}\nG4 P60000\n;TIME_ELAPSED:{1.234567|70.500000}\n',
    );
    expectAnnotated(';START_OF_HEADER\n;PRINT.TIME:{12|61}\n;END_OF_HEADER\nG4 P61999\n');
  });

  test('ideaMaker, whose last time left stays 0', () => {
    expectAnnotated(
      'G4 P12000\n;PRINTING_TIME: {1|12}\n;REMAINING_TIME: {0|48}\nG4 P43000\n;PRINTING_TIME: {50|55}\n;REMAINING_TIME: 0\nG4 P5000\n;Print Time: {744|60}\n',
    );
    expectUntouched(';PRINTING_TIME: UNKNOWN');
  });

  test.each([
    ['KISSlicer 1', '; Estimated Build Time:   {332.83|2.10} minutes'],
    ['KISSlicer 2', '; Calculated-during-export Build Time: {7.9|2.1} minutes'],
    ['Simplify3D', ';   Build time: {1 hour 42 minutes|0 hours 2 minutes}'],
    ['Simplify3D 5', ';   Build Time: {12 hours 1 minute|0 hours 2 minutes}'],
    ['Kiri:Moto', '; --- print time: {744|126}s ---'],
    ['IceSL', '; estimated_print_time_s :\t{150.5|126.0}'],
    ['Luban', ';estimated_time(s): {5112|126}'],
    ['with blanks behind it', ';TIME:{5112|126}  '],
    ['behind a byte order mark', '\ufeff;TIME:{5112|126}'],
  ])('%s', (_slicer, line) => expectAnnotated(`${line}\nG4 P126000\n`));

  test('the plural is the file’s own', () => {
    expectAnnotated(';   Build time: {1 hours 23 minutes|1 hours 1 minutes}\nG4 P3660000\n');
    expectAnnotated(';   Build time: {0 hours 23 minutes|1 hour 1 minute}\nG4 P3660000\n');
  });

  test.each([
    ['0s', 400],
    ['59s', 59_999],
    ['1m 0s', 60_000],
    ['59m 59s', 3_599_999],
    ['1h 0m 0s', 3_600_000],
    ['1d 2h 3m 4s', 93_784_000],
    ['12d 0h 0m 1s', 1_036_801_000],
  ])('%s', (text, milliseconds) => {
    expectAnnotated(
      `; estimated printing time (normal mode) = {7m 7s|${text}}\nG4 P${milliseconds}\n`,
    );
  });

  test.each([
    ['another spelling', ';   Build time: 2:11:47'],
    ['a clock', ';TIME:12:30'],
    ['a name that goes on', ';TIMEOUT:12'],
    ['a setting with G-code in it', '; end_gcode = M104 S0 ;TIME:300'],
    ['text behind the number', ';TIME:300 or so'],
    ['a comment behind a command', 'M106 S0 ;TIME:300'],
    ['no value', ';TIME:'],
    ['a long line', `;TIME:300${' '.repeat(300)}`],
  ])('%s is left alone: %s', (_what, line) => expectUntouched(line));

  test('what no layer tells is left alone', () => {
    expectUntouched('; estimated first layer printing time (normal mode) = 7s');
  });
});

describe('bytes', () => {
  test.each([['\r\n'], ['\r']])('line ends %j stay', (lineEnd) => {
    expectAnnotated(
      ['M73 P{9|0} R{9|1}', ';TIME:{1|60}', 'G4 P60000', ';TIME_ELAPSED:{0|60}'].join(lineEnd),
    );
  });

  test('odd bytes stay', () => {
    const odd = Uint8Array.of(0xff, 0, 0xc3, 0x28, 9, 10);
    const before = Buffer.concat([odd, bytesOf(';TIME:1\nG4 P60000\n'), odd]);
    const after = Buffer.concat([odd, bytesOf(';TIME:60\nG4 P60000\n'), odd]);
    expect(Buffer.from(annotated(before))).toEqual(after);
  });

  test('a file that takes no time stays as it is', () => {
    expectAnnotated(';TIME:12\nM73 P3 R4\nM84\n', { inserts: true });
    expectAnnotated('', { inserts: true });
  });
});

describe('lines that are put in', () => {
  test('the total, and progress where percentage or minutes change', () => {
    expectAnnotated(
      [
        '; made by hand',
        '+ ; estimated printing time (normal mode) = 1m 40s',
        '+ M73 P0 R2',
        'M107',
        'G1 F600',
        'G4 P400',
        'G1 F600',
        'G4 P10000',
        'G4 P200',
        '+ M73 P10 R1',
        'G1 F600',
        'G4 P89400',
        '+ M73 P100 R0',
        'M84',
        '; bye',
        '',
      ].join('\n'),
      { inserts: true },
    );
  });

  test('Cura’s own words', () => {
    expectAnnotated(
      ';FLAVOR:Marlin\n;Generated with Cura_SteamEngine 5.0\n+ ;TIME:60\n+ M73 P0 R1\nM82\nG4 P60000\n+ M73 P100 R0\n;End\n',
      { inserts: true },
    );
  });

  test('only what is missing', () => {
    expectAnnotated(';TIME:{1|60}\n+ M73 P0 R1\nG4 P60000\n+ M73 P100 R0\nM84\n', {
      inserts: true,
    });
    expectAnnotated(
      '+ ; estimated printing time (normal mode) = 1m 0s\nM73 P{4|0}\nG4 P60000\nG1 F60\n',
      { inserts: true },
    );
  });

  test('the file’s line ends, and none behind a last line that has none', () => {
    expectAnnotated(';TIME:60\r\n+ M73 P0 R1\r\nG4 P60000\r\n+ M73 P100 R0\r\n', {
      inserts: true,
    });
    expect(exactly(annotated(bytesOf(';TIME:60\nG4 P60000'), { inserts: true }))).toBe(
      ';TIME:60\nM73 P0 R1\nG4 P60000\nM73 P100 R0',
    );
    expect(exactly(annotated(bytesOf(';TIME:60\rG4 P60000\n\n'), { inserts: true }))).toBe(
      ';TIME:60\rM73 P0 R1\rG4 P60000\nM73 P100 R0\n\n',
    );
  });

  test('a printer with a macro for M73 comes to no stop there', () => {
    const profile: MachineProfile = {
      ...assumedProfile('klipper'),
      macros: [{ name: 'M73' } as MachineProfile['macros'][number]],
    };
    const moves = Array.from({ length: 40 }, (_, i) => `G1 X${i * 7} F6000\n`).join('');
    expectSound(bytesOf(moves), { profile, inserts: true });
  });

  test('a file with line numbers takes none', () => {
    const numbered = read(bytesOf('N1 G1 X1 F600*77\nN2 G1 X2*33\n'));
    expect(mayInsertLines(numbered.text)).toBe(false);
    expect(mayInsertLines(read(bytesOf('NEXT_LAYER\nG1 X1\n')).text)).toBe(true);
  });
});

test('whether a file states times', () => {
  expect(statesTimes(read(bytesOf('G1 X1\nM73 P1\n')))).toBe(true);
  expect(statesTimes(read(bytesOf('G1 X1\n;TIME\n')))).toBe(false);
});

// What may differ, told apart by other means than those of the code: numbers on lines that look like times.
const TIME_LINE =
  /^(?:\ufeff?\s*(?:N\d+\s*)?M\s*0*73\b|\ufeff?\s*;[;\s]*(?:estimated|model printing|total estimated|TIME|PRINT|REMAINING_TIME|Print Time|Build|Calculated|Estimated|--- print time))/i;

function withoutTimes(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString('latin1')
    .replace(/^(?:ï»¿)/, '\ufeff')
    .split(/(?<=\r\n|\n|\r(?!\n))/)
    .map((line) =>
      TIME_LINE.test(line)
        ? line
            .replace(/(?:\d+(?:\.\d+)?[dhms] ?)+(?=[\s;]|$)/g, '#')
            .replace(/\d+ hours? \d+ minutes?/g, '#')
            .replace(/\d+(?:\.\d+)?/g, '#')
        : line,
    )
    .join('');
}

const TIME_LINES = [
  'M73 P1 R2',
  'M73 Q1 S2',
  'M73 P100 R0',
  'M73 C1',
  'M73 D1.50 P3.5',
  'M600',
  ';PAUSE_PRINT',
  ';TIME:12',
  ';TIME_ELAPSED:12.500000',
  ';PRINTING_TIME: 3',
  ';REMAINING_TIME: 0',
  '; estimated printing time (normal mode) = 1m 25s',
  '; estimated first layer printing time (normal mode) = 2d 0h 0m 1s',
  '; estimated printing time (silent mode) = 1m 25s',
  '; model printing time: 1h 2m 3s; total estimated time: 1h 9m 0s',
  ';   Build time: 1 hour 2 minutes',
  '; --- print time: 744s ---',
  'G4 P1234567',
  'N5 M73 P2*7',
  'G1 X80 Y10 E3 F1200',
];

function timedText(): fc.Arbitrary<string> {
  const lineEnd = fc.constantFrom('\n', '\n', '\n', '\r\n', '\r', '');
  const timed = fc.tuple(fc.constantFrom(...TIME_LINES), lineEnd).map(([line, end]) => line + end);
  return fc
    .array(fc.oneof({ weight: 3, arbitrary: timed }, { weight: 2, arbitrary: gcodeText(4) }), {
      maxLength: 25,
    })
    .map((parts) => parts.join(''));
}

/** Only times differ, a second run changes nothing, and chunks of any size give the same. */
function expectSound(bytes: Uint8Array, options: Options): void {
  const once = annotated(bytes, options);
  if (!options.inserts) expect(withoutTimes(once)).toBe(withoutTimes(bytes));
  expect(exactly(annotated(once, options))).toBe(exactly(once));
  expect(exactly(annotated(bytes, { ...options, chunkBytes: 1 << 20 }))).toBe(exactly(once));
}

/** A letter for each byte. */
function exactly(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** The annotated text without the lines that the edits say were put in, which must stand where they say. */
function withoutInsertions(bytes: Uint8Array, options: Options): Uint8Array {
  const reading = read(bytes, options);
  const result = exactly(annotated(bytes, options));
  let kept = '';
  let from = 0;
  let growth = 0;
  for (const { index, edits } of annotate(reading, true)) {
    for (const { start, end, text, inserts } of edits) {
      const at = (reading.text.chunkByte[index] ?? 0) + start + growth;
      growth += text.length - (end - start);
      if (!inserts) continue;
      expect(result.slice(at, at + text.length)).toBe(text);
      kept += result.slice(from, at);
      from = at + text.length;
    }
  }
  return Buffer.from(kept + result.slice(from), 'latin1');
}

describe('properties', () => {
  const runs = { numRuns: propertyRuns(150) };
  const firmware = fc.constantFrom<Firmware>('klipper', 'marlin', 'reprap');

  test('only times differ, and a second run changes nothing', () => {
    fc.assert(
      fc.property(
        timedText(),
        firmware,
        fc.integer({ min: 1, max: 300 }),
        (text, flavor, chunkBytes) => expectSound(bytesOf(text), { flavor, chunkBytes }),
      ),
      runs,
    );
  });

  test('lines that are put in are all that is put in, and once only', () => {
    fc.assert(
      fc.property(
        timedText(),
        firmware,
        fc.integer({ min: 1, max: 300 }),
        (text, flavor, chunkBytes) => {
          const bytes = bytesOf(text);
          if (!mayInsertLines(read(bytes).text)) return;
          const options = { flavor, chunkBytes, inserts: true };
          expectSound(bytes, options);
          const kept = withoutInsertions(bytes, options);
          expect(withoutTimes(kept)).toBe(withoutTimes(bytes));
        },
      ),
      runs,
    );
  });

  test.each(fixtureFiles())('%s', (name) => {
    const bytes = new Uint8Array(fs.readFileSync(path.join(FIXTURES, name)));
    const options: Options = { flavor: 'auto', chunkBytes: 32_768 };
    expectSound(bytes, options);
    const isShort = bytes.length < 50_000;
    if (isShort && mayInsertLines(read(bytes).text))
      expectSound(bytes, { ...options, inserts: true });
  });
});

function fixtureFiles(): string[] {
  return fs
    .readdirSync(FIXTURES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(gcode|gco|g)$/.test(name))
    .sort();
}
