import { describe, expect, test } from 'vitest';
import { byteOfLine, bytesOfRange, editText, textFromBytes } from '#core/gcode/text';
import { bytesOf, check, problemsIn, rangeOf, readText } from './check.ts';

/** Two problems a line: `decimal-comma` and `leading-zero-code`. */
const BAD = 'G01 X1,5';

/** Rules of a line that are still reported, line by line; only these two are looked at. */
function reported(text: string): string[] {
  const problems = check(`G28\n${text}\n`);
  return text.split('\n').map((line, index) => {
    const here = problems.filter((problem) => problem.line === index + 2).map(({ rule }) => rule);
    const comma = here.includes('decimal-comma') ? 'comma' : '';
    const zero = here.includes('leading-zero-code') ? 'zero' : '';
    return `${line} => ${`${comma} ${zero}`.trim()}`;
  });
}

function expectReported(text: string): void {
  const lines = text.trim().split('\n');
  const bare = lines.map((line) => line.replace(/ +=>.*$/, '')).join('\n');
  expect(reported(bare)).toEqual(lines.map((line) => line.replace(/ +=>/, ' =>')));
}

describe('a comment', () => {
  test('switches rules off from its line on, until another switches them on', () => {
    expectReported(`
${BAD} => comma zero
; 3dpai-disable decimal-comma => 
${BAD} => zero
; 3dpai-disable => 
${BAD} => 
; 3dpai-enable leading-zero-code => 
${BAD} => zero
; 3dpai-enable => 
${BAD} => comma zero
${BAD} ; 3dpai-disable decimal-comma leading-zero-code => 
${BAD} => 
${BAD} ; 3dpai-enable decimal-comma => comma`);
  });

  test('switches rules off for its own line or the next one', () => {
    expectReported(`
${BAD} ; 3dpai-disable-line => 
${BAD} ;3dpai-disable-line decimal-comma => zero
${BAD} => comma zero
; 3dpai-disable-next-line decimal-comma,leading-zero-code => 
${BAD} => 
${BAD} ; 3dpai-disable-next-line decimal-comma => comma zero
${BAD} ; 3dpai-disable-line leading-zero-code => 
${BAD} => comma zero
; 3dpai-disable-next-line => 
; another comment => 
${BAD} => comma zero`);
  });

  test('switches rules off for the whole file, wherever it stands', () => {
    expectReported(`
${BAD} => zero
; 3dpai-disable-file decimal-comma => 
${BAD} => zero
; 3dpai-enable => 
${BAD} => zero`);
  });

  test('may give a reason, and names nothing by mistake', () => {
    expectReported(`
${BAD} ; 3dpai-disable-line decimal-comma -- leading-zero-code is looked at later => zero
${BAD} ; 3dpai-disable-line -- all of them => 
${BAD} ; 3dpai-disable-line desimal-comma => comma zero
${BAD} ; 3dpai-disable-lines decimal-comma => comma zero
${BAD} ; see 3dpai-disable-line decimal-comma => comma zero
${BAD} ; 3DPAI-disable-line => comma zero
M117 3dpai-disable => 
${BAD} => comma zero`);
  });

  test('is none inside a picture', () => {
    expectReported(`
; thumbnail begin 16x16 24 => 
; 3dpai-disable => 
; thumbnail end => 
${BAD} => comma zero`);
  });
});

describe('what is suppressed', () => {
  test('is not counted with what is shown', () => {
    const quiet = 'M900 K1 ; 3dpai-disable-line unknown-command\n';
    const text = `${quiet}M900 K1\n${quiet.repeat(20)}${'M900 K2\n'.repeat(10)}`;
    const commands = check(text).filter(({ rule }) => rule === 'unknown-command');
    expect(commands).toMatchObject([{ line: 2, count: 11 }]);
    const commas = `; 3dpai-disable\n${'G1 X1,5\n'.repeat(80)}; 3dpai-enable\n${'G1 X1,5\n'.repeat(60)}`;
    const shownCommas = check(commas).filter(({ rule }) => rule === 'decimal-comma');
    expect(shownCommas).toHaveLength(50);
    expect(shownCommas[0]).toMatchObject({ line: 83 });
    expect(shownCommas.at(-1)).toMatchObject({ line: 132, count: 11 });
  });

  test('can be what rules find in bytes and at the end of the file', () => {
    const print = 'G28\nM109 S210\nM83\n;LAYER_CHANGE\n;Z:0.2\n;HEIGHT:0.2\nG1 X9 E1 Z.2 F600\n';
    const rules = (text: string) => check(text).map(({ rule }) => rule);
    expect(rules(`${print}M84\n`)).toContain('heater-left-on');
    expect(rules(`${print}M84 ; 3dpai-disable-line heater-left-on\n`)).toEqual([]);
    expect(rules(`; 3dpai-disable heater-left-on\n${print}M84\n`)).toEqual([]);
    expect(rules(`; 3dpai-disable-file heater-left-on\n${print}M84\n`)).toEqual([]);
    const nul = `G28\n; 3dpai-disable-next-line\n;a\0b\n;c\0d\n`;
    const bytes = check(nul).filter(({ rule }) => rule === 'nul-bytes');
    expect(bytes.map(rangeOf)).toEqual(['4:3-4']);
  });

  test('is the same whatever the chunks, and follows every line that goes and comes back', () => {
    const text = [
      `; 3dpai-disable decimal-comma\n${BAD}\n; 3dpai-disable-next-line\n${BAD}\n${BAD}`,
      `; 3dpai-enable\n${BAD}\n; 3dpai-disable-file leading-zero-code\n${BAD}\n`,
      `${BAD} ; 3dpai-disable-next-line decimal-comma\n${BAD}\n;a\0b ; c\n;d\0e\nM104 S200`,
    ].join('\n; between\n; between\n');
    for (const size of [1, 30, 100_000]) {
      const reading = readText(textFromBytes(bytesOf(text), size), 'klipper');
      const fresh = () => problemsIn(readText(reading.text, 'klipper'));
      expect(problemsIn(reading)).toEqual(check(text));
      const edit = (startByte: number, endByte: number, inserted: Uint8Array): void => {
        reading.applyChange(editText(reading.text, { startByte, endByte, inserted }));
        reading.finish();
        expect(problemsIn(reading)).toEqual(fresh());
      };
      for (let line = 0; line < reading.text.lineCount; line++) {
        const start = byteOfLine(reading.text, line);
        const end = byteOfLine(reading.text, line + 1);
        const gone = bytesOfRange(reading.text, start, end).slice();
        edit(start, end, new Uint8Array(0));
        edit(start, start, gone);
      }
    }
  });
});
