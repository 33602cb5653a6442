import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { byteOfLine, bytesOfRange, editText, textFromBytes } from '#core/gcode/text';
import type { Reading } from '#core/print/reading';
import type { ChunkFindings } from '#core/rules/check';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';
import { propertyRuns } from '../../support/propertyRuns.ts';
import { CASES } from './cases.ts';
import { bytesOf, problemsIn, readText, unmark } from './check.ts';
import { DELTA, DUET, ENDER, IDEX, VORON } from './printers.ts';

/** Lines of all cases: every rule meets what wakes it. */
const LINES = [
  ...new Set(
    Object.values(CASES).flatMap(({ bad, good }) =>
      [...bad, ...good].flatMap((given) =>
        unmark(typeof given === 'string' ? given : given.text).text.split('\n'),
      ),
    ),
  ),
];

const SUPPRESSIONS = [
  '; 3dpai-disable',
  '; 3dpai-disable not-homed cold-extrude decimal-comma',
  '; 3dpai-enable',
  '; 3dpai-enable not-homed unknown-command',
  '; 3dpai-disable-next-line',
  'G1 X1,5 Y2 E3 ; 3dpai-disable-line decimal-comma',
  'M900 K1 ; 3dpai-disable-next-line unknown-command, leading-zero-code',
  '; 3dpai-disable-file leading-zero-code',
];

const line = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...LINES) },
  { weight: 1, arbitrary: fc.constantFrom(...SUPPRESSIONS) },
);
const lineEnd = fc.oneof(
  { weight: 20, arbitrary: fc.constant('\n') },
  { weight: 1, arbitrary: fc.constantFrom('\r\n', '\r', '') },
);
const someText = (maximumLines: number): fc.Arbitrary<string> =>
  fc
    .array(fc.tuple(line, lineEnd), { maxLength: maximumLines })
    .map((lines) => lines.map(([text, end]) => text + end).join(''));
const printer = fc.constantFrom(undefined, VORON, DELTA, IDEX, ENDER, DUET);
const firmware = fc.constantFrom<Firmware | 'auto'>('klipper', 'marlin', 'reprap', 'auto');

function edit(
  reading: Reading<ChunkFindings>,
  startByte: number,
  endByte: number,
  inserted: Uint8Array,
): void {
  reading.applyChange(editText(reading.text, { startByte, endByte, inserted }));
  reading.finish();
}

function expectFresh(reading: Reading<ChunkFindings>, flavor: Firmware | 'auto'): void {
  const { profile } = reading.options;
  expect(problemsIn(reading)).toEqual(problemsIn(readText(reading.text, flavor, profile)));
}

describe('problems', () => {
  test('are the same however the file is cut into chunks', () => {
    fc.assert(
      fc.property(
        someText(80),
        fc.integer({ min: 1, max: 400 }),
        firmware,
        printer,
        (text, size, flavor, profile) => {
          const cut = readText(textFromBytes(bytesOf(text), size), flavor, profile);
          expect(problemsIn(cut)).toEqual(
            problemsIn(readText(textFromBytes(bytesOf(text)), flavor, profile)),
          );
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });

  test('after edits are those of a fresh reading', () => {
    const someEdit = fc.tuple(fc.nat(2_000), fc.nat(60), someText(4));
    fc.assert(
      fc.property(
        someText(80),
        fc.integer({ min: 20, max: 400 }),
        fc.array(someEdit, { minLength: 1, maxLength: 5 }),
        firmware,
        printer,
        (text, size, edits, flavor, profile) => {
          const reading = readText(textFromBytes(bytesOf(text), size), flavor, profile);
          for (const [from, length, inserted] of edits) {
            edit(reading, from, from + length, bytesOf(inserted));
          }
          expectFresh(reading, flavor);
        },
      ),
      { numRuns: propertyRuns(150) },
    );
  });

  test.each(Object.entries(CASES))(
    'of %s follow each line that goes and comes back',
    (_id, cases) => {
      for (const given of [...cases.bad, ...cases.good]) {
        const flavor = typeof given === 'string' ? 'klipper' : given.firmware;
        const profile = typeof given === 'string' ? undefined : given.profile;
        const { text: bare } = unmark(typeof given === 'string' ? given : given.text);
        // Each line is a chunk, and an edit touches its neighbours: what a rule remembers has to get
        // through chunks that are not read again.
        const text = bare.replace(/\n/g, '\n; between\n; between\n');
        const reading = readText(textFromBytes(bytesOf(text), 1), flavor, profile);
        for (let at = 0; at < reading.text.lineCount; at += 3) {
          const startByte = byteOfLine(reading.text, at);
          const endByte = byteOfLine(reading.text, at + 1);
          const gone = bytesOfRange(reading.text, startByte, endByte).slice();
          edit(reading, startByte, endByte, new Uint8Array(0));
          expectFresh(reading, flavor);
          edit(reading, startByte, startByte, gone);
          expectFresh(reading, flavor);
        }
      }
    },
    30_000,
  );

  test('beyond what is shown are counted, whatever the chunks', () => {
    const text = `${'G1 X1,5\n'.repeat(130)}${'M900 K1\n'.repeat(70)}${'G01 X2\n'.repeat(3)}`;
    for (const size of [16, 100, 1_000, 100_000]) {
      const problems = problemsIn(readText(textFromBytes(bytesOf(text), size), 'klipper'));
      const commas = problems.filter(({ rule }) => rule === 'decimal-comma');
      expect(commas).toHaveLength(50);
      expect(commas.at(-1)).toMatchObject({ line: 50, count: 81 });
      expect(commas.at(-1)?.message).toContain('(81 lines like this from here on)');
      expect(problems.filter(({ rule }) => rule === 'unknown-command')).toMatchObject([
        { line: 131, count: 70 },
      ]);
      expect(problems.filter(({ rule }) => rule === 'leading-zero-code')).toHaveLength(3);
    }
  });

  test('of a file full of mistakes are no more than an editor shows, the gravest first', () => {
    const names = Array.from({ length: 40 }, (_each, index) => `M9${index}${index}\nX_${index}\n`);
    const text = LINES.join('\n') + names.join('');
    const problems = problemsIn(readText(textFromBytes(bytesOf(text.repeat(30))), 'klipper'));
    expect(problems.length).toBeLessThanOrEqual(1_000);
    const places = problems.map(({ line: at, column }) => at * 1e6 + column);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('of rules that are switched off are left out', () => {
    const text = textFromBytes(bytesOf('G1 X1,5\nG01 X2'));
    const disabledRules = [
      'decimal-comma',
      'missing-final-newline',
      'not-homed',
      'leading-zero-code',
    ];
    const reading = checkedReading(text, { flavor: 'klipper', disabledRules }).finish();
    const metadata = { size: text.byteCount, config: {} };
    expect(collectProblems(reading, metadata, { disabledRules })).toEqual([]);
  });
});
