import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scanNumber } from '#core/gcode/bytes';
import {
  commentText,
  GcodeLine,
  LINE_FLAG,
  lineCommandName,
  parameterEnd,
  parameterValue,
  textOf,
} from '#core/gcode/line';
import { scanLine } from '#core/gcode/scan';
import { anyBytes, bytesOf } from '../../support/gcodeText.ts';

/** A line as one row: command, parameters in alphabetical order, flags, comment. */
function scanned(text: string): string {
  const line = new GcodeLine();
  const bytes = bytesOf(text);
  expect(scanLine(bytes, 0, line)).toBe(bytes.length);
  const parameters: string[] = [];
  for (let letter = 0; letter < 26; letter++) {
    const value = parameterValue(line, letter);
    if (value === undefined) continue;
    const written = textOf(bytes, line.parameterStart[letter]!, parameterEnd(line, letter));
    parameters.push(`${String.fromCharCode(65 + letter)}=${value}(${written})`);
  }
  const flags = Object.entries(LINE_FLAG)
    .filter(([, bit]) => (line.flags & bit) !== 0)
    .map(([name]) =>
      line.flagEnd > line.flagStart
        ? `${name}<${textOf(bytes, line.flagStart, line.flagEnd)}>`
        : name,
    );
  return [lineCommandName(line) || '–', ...parameters, ...flags, commentText(line)]
    .filter((part) => part !== '')
    .join(' ');
}

describe('scan', () => {
  test('what slicers write', () => {
    expect(
      [
        'G1 X10.5 Y-20 E.04',
        'G1X1.5F3000',
        'g1 x3 ; wall',
        'G1\tX4',
        'G92 E0',
        'M862.3 P "MK3S"',
        'M486 S0 A"a;b"',
        'T1',
        ';TYPE:Skirt',
        '',
        '   ',
        'M117 hello X5; x',
        'SET_FAN_SPEED FAN=a SPEED=1 ; on',
        'N3 G1 X8*99',
        'G1 X 10 Y -2',
      ].map(scanned),
    ).toMatchInlineSnapshot(`
      [
        "G1 E=0.04(E.04) X=10.5(X10.5) Y=-20(Y-20)",
        "G1 F=3000(F3000) X=1.5(X1.5)",
        "G1 X=3(x3) ; wall",
        "G1 X=4(X4)",
        "G92 E=0(E0)",
        "M862.3 emptyParameter<P>",
        "M486 S=0(S0)",
        "T1",
        "– ;TYPE:Skirt",
        "–",
        "–",
        "M117 ; x",
        "SET_FAN_SPEED ; on",
        "G1 X=8(X8) checksum lineNumber",
        "G1 X=10(X 10) Y=-2(Y -2)",
      ]
    `);
  });

  test('what hands and other programs write', () => {
    expect(
      [
        'G01 X20',
        'M 104 S0',
        'G1 X1e-5',
        'G1X1E-5F300',
        'G1 X10 (comment)',
        'G1 X9 #c',
        'G1 X1,5',
        'G1 X1.2.3',
        'G1 X',
        'G28 X Y',
        'G1 X5 X7',
        'G1 X[layer_z]',
        'M104 S{first_layer_temperature[0]}',
        '%',
        '/G1 X1',
        '( c )',
        'G1 X5\u00e9',
        'G1 X"open',
        'G',
        '*',
        '\ufeffG28',
      ].map(scanned),
    ).toMatchInlineSnapshot(`
      [
        "G1 X=20(X20) leadingZero<G01>",
        "M104 S=0(S0) spaceInCode<M 1>",
        "G1 E=-5(e-5) X=1(X1) scientificNotation<X1e-5>",
        "G1 E=-5(E-5) F=300(F300) X=1(X1)",
        "G1 X=10(X10) parenthesisComment<(comment)>",
        "G1 X=9(X9) hashComment<#c>",
        "G1 X=1(X1) badNumber<X1,5>",
        "G1 X=1.2(X1.2.3) badNumber<X1.2.3>",
        "G1 emptyParameter<X>",
        "G28 emptyParameter<X>",
        "G1 X=7(X7) duplicateParameter<X7>",
        "G1 placeholder<X[layer_z]>",
        "M104 placeholder<S{first_layer_temperature[0]}>",
        "% strayCharacter<%>",
        "/G1 strayCharacter</G1>",
        "( parenthesisComment<( c )>",
        "G1 X=5(X5) oddByte<�>",
        "G1 openQuote<"open>",
        "G strayCharacter<G>",
        "* strayCharacter<*>",
        "G28",
      ]
    `);
  });

  test('any bytes: every scan moves on, and everything it points at lies inside the line', () => {
    fc.assert(
      fc.property(anyBytes(), (bytes) => {
        const line = new GcodeLine();
        let at = 0;
        while (at < bytes.length) {
          const next = scanLine(bytes, at, line);
          expect(next).toBeGreaterThan(at);
          expect(line.end).toBeLessThanOrEqual(next);
          expect(line.commentStart).toBeLessThanOrEqual(line.end);
          expect(line.wordEnd).toBeLessThanOrEqual(line.end);
          for (let letter = 0; letter < 26; letter++) {
            if (((line.present >>> letter) & 1) === 0) continue;
            expect(line.parameterStart[letter]).toBeGreaterThanOrEqual(at);
            expect(parameterEnd(line, letter)).toBeLessThanOrEqual(line.end);
            expect(Number.isInteger(line.values[letter])).toBe(true);
          }
          at = next;
        }
        expect(at).toBe(bytes.length);
      }),
    );
  });

  test('numbers are exact to the millionth, as long as they may be', () => {
    const number = fc.tuple(
      fc.boolean(),
      fc.nat(99_999_999),
      fc.option(fc.stringMatching(/^\d{1,6}$/)),
    );
    fc.assert(
      fc.property(number, ([negative, whole, decimals]) => {
        const text = `${negative ? '-' : ''}${whole}${decimals === null ? '' : `.${decimals}`}`;
        const expected = (negative ? -1 : 1) * Number(`${whole}${(decimals ?? '').padEnd(6, '0')}`);
        const line = new GcodeLine();
        scanLine(bytesOf(`G1 X${text}`), 0, line);
        expect(line.values[23]! + 0).toBe(expected + 0);
        expect(scanNumber(bytesOf(text), 0, text.length) + 0).toBe(expected + 0);
      }),
    );
  });
});
