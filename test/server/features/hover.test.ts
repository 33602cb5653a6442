import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hover } from 'vscode-languageserver';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import { hover } from '../../../server/src/features/hover.ts';
import { escapeMarkdown } from '../../../server/src/markdown.ts';
import { bytesOf, gcodeText } from '../../support/gcodeText.ts';
import { propertyRuns } from '../../support/propertyRuns.ts';

/** The hover at `<|>`: its Markdown, with the text that its range covers above it. */
function hoverAt(marked: string, flavor: Firmware = 'klipper'): string {
  const at = marked.indexOf('<|>');
  const before = marked.slice(0, at).split('\n');
  const source = marked.replace('<|>', '');
  const position = { line: before.length - 1, character: before.at(-1)!.length };
  const reading = checkedReading(textFromBytes(bytesOf(source)), { flavor }).finish();
  const answer = hover(reading, position)!;
  const { start, end } = answer.range!;
  expect(start.line).toBe(end.line);
  const covered = source.split('\n')[start.line]!.slice(start.character, end.character);
  return `[${covered}]\n${markdownOf(answer)}`;
}

function markdownOf(answer: Hover): string {
  if (typeof answer.contents === 'string' || !('kind' in answer.contents))
    throw new Error('The hover is no markup.');
  expect(answer.contents.kind).toBe('markdown');
  return answer.contents.value;
}

/** Without the table of the machine's state. */
function subjectAt(marked: string, flavor?: Firmware): string {
  return hoverAt(marked, flavor).split('\n\n| Line')[0]!;
}

function rowsAt(marked: string, flavor?: Firmware): string[] {
  return hoverAt(marked, flavor)
    .split('\n')
    .filter((row) => row.startsWith('| ') && !row.startsWith('| Line'));
}

const TWO_LAYERS = `G90
M83
G28
M104 S210
M140 S60
;LAYER_CHANGE
;Z:0.2
;HEIGHT:0.2
;TYPE:External perimeter
G1 X10 Y10 Z0.2 F6000
M106 S128
G1 X20 E0.5 F1800
;LAYER_CHANGE
;Z:0.4
;HEIGHT:0.2
G1 Z0.4
;TYPE:Internal infill
G1 X10 Y10 E0.7
G1 E-0.8 F2400
`;

/** `TWO_LAYERS` with the cursor before the n-th character of a line counted from 1. */
function inTwoLayers(line: number, character: number): string {
  const lines = TWO_LAYERS.split('\n');
  const text = lines[line - 1]!;
  lines[line - 1] = `${text.slice(0, character)}<|>${text.slice(character)}`;
  return lines.join('\n');
}

describe('a hover on a command', () => {
  test('names it, its parameters and the state on its line', () => {
    expect(hoverAt(inTwoLayers(12, 1))).toMatchInlineSnapshot(`
      "[G1]
      **G1 · Linear move** — Moves in a straight line to the given point while feeding E millimetres of filament.

      - X 20 mm — End point on X, or the distance when relative.
      - E 0.5 mm — Extruder position in absolute mode, feed length in relative mode.
      - F 1800 mm/min (30 mm/s) — Speed, kept for the moves that follow.

      *Klipper stops the print when a value cannot be read, F is not above zero, or the end point lies outside the axis limits.*

      | Line 12 | |
      |:--|:--|
      | Layer | 1 of 2 at z 0.2 mm |
      | Feature | External perimeter (outer wall) |
      | Position | X 10 → **20** · Y 10 · Z 0.2 |
      | Move | 10 mm at 30 mm/s, extrudes 0.5 mm of filament |
      | Feed rate | 6000 mm/min (100 mm/s) → **1800 mm/min (30 mm/s)** |
      | Temperature | nozzle 210 °C · bed 60 °C |
      | Fan | 50 % |
      | Tool | T0 |
      | Time | 0.342 s · begins at 0 s · 0.419 s left |
      | So far | 0.5 mm filament · 10 mm of path |

      *Times with Klipper’s default limits; choose your printer.*"
    `);
  });

  test('puts the parameter under the cursor first', () => {
    expect(subjectAt('G1 X10 E0.5 F18<|>00')).toMatchInlineSnapshot(`
      "[F1800]
      **G1 · Linear move** — Moves in a straight line to the given point while feeding E millimetres of filament.

      - **F 1800 mm/min (30 mm/s)** — Speed, kept for the moves that follow.
      - X 10 mm — End point on X, or the distance when relative.
      - E 0.5 mm — Extruder position in absolute mode, feed length in relative mode.

      *Klipper stops the print when a value cannot be read, F is not above zero, or the end point lies outside the axis limits.*"
    `);
    expect(subjectAt('G1 X<|>10')).toContain('**X 10 mm**');
    expect(subjectAt('g1x<|>10y5')).toContain('**X 10 mm**');
  });

  test('reads the words of Klipper', () => {
    expect(
      subjectAt('SET_VELOCITY_LIMIT ACCEL=30<|>00 ACCEL_TO_DECEL=1500'),
    ).toMatchInlineSnapshot(`
      "[ACCEL=3000]
      **SET\\_VELOCITY\\_LIMIT · Speed and acceleration limits** — Changes the limits for speed, acceleration and cornering until the next restart.

      - **ACCEL 3000 mm/s²** — Highest acceleration.
      - ACCEL\\_TO\\_DECEL 1500 mm/s² — Former limit for short moves; MINIMUM_CRUISE_RATIO took its place. ⚠ Klipper ignores it.

      *The limits may also be raised above the configuration. ACCEL_TO_DECEL left Klipper in August 2025 and no longer has an effect.*"
    `);
    expect(subjectAt("SET_FAN_SPEED FAN='my f<|>an' SPEED=0.5")).toContain('**FAN my fan**');
  });

  test.each([
    ['a parameter that the firmware ignores', 'M104 S200 R<|>180', 'Klipper ignores it'],
    ['a parameter of another firmware', 'G1 X1 H<|>2', 'Klipper ignores it'],
    ['a command of another firmware', 'G2<|>6', 'Klipper does not know this command; Marlin'],
    ['a letter that no reference has', 'G28 Q<|>1', 'no parameter of G28 that is documented'],
    ['a macro', 'START_<|>PRINT BED=60', 'a macro of printer.cfg, or unknown'],
    ['a command that nobody knows', 'G99<|>77', 'Klipper does not know this command.'],
    ['a section that Klipper needs', 'G1<|>0', 'Needs `[firmware_retraction]` in printer.cfg'],
    ['the choice of a fixed value', 'RESPOND TYPE=err<|>or MSG=x', 'TYPE error'],
    ['a letter without a value', 'G28 X<|>', '- **X** — '],
    ['a range of values', 'M106 S<|>128', '**S 128 (0–255)**'],
  ])('says of %s what matters', (_name, marked, expected) => {
    expect(subjectAt(marked)).toContain(expected);
  });

  test('says inches behind G20', () => {
    expect(subjectAt('G20\nG1 X<|>1', 'marlin')).toContain('**X 1 inch**');
  });

  test('lists eight parameters and counts the rest', () => {
    const line = `START_PRINT ${Array.from({ length: 11 }, (_, i) => `P${i}=1`).join(' ')}`;
    expect(subjectAt(`<|>${line}`)).toContain('- and 3 more');
  });
});

describe('the state on a line', () => {
  test.each([
    [
      'a travel',
      'G90\nG1 X0 Y0 F6000\nG1 <|>X3 Y4',
      '| Move | 5 mm at 100 mm/s, without filament |',
    ],
    ['a retraction', inTwoLayers(19, 0), '| Move | pulls 0.8 mm of filament back at 40 mm/s |'],
    ['a wait', 'G4 P<|>1500', '| Move | waits 1.5 s |'],
    ['an unknown start', 'G1 <|>X5 F600', '| Move | an unknown way at 10 mm/s, without filament |'],
    ['M220', 'M220 S150\nG1 <|>X5 F600', '| Feed rate | 600 mm/min × 150 % (15 mm/s) |'],
    ['a fan', 'M106 S<|>255', '| Fan | 0 % → **100 %** |'],
    ['a tool', 'T<|>1', '| Tool | T0 → **T1** |'],
    ['a heater', 'M104 S2<|>10', '| Temperature | nozzle 210 °C |'],
    ['a position', 'G1 X1\nG1 X2<|>', '| Position | X 1 → **2** · Y ? · Z ? |'],
    ['a layer', inTwoLayers(17, 0), '| Layer | 2 of 2 at z 0.4 mm |'],
    ['start G-code', inTwoLayers(2, 0), '| Layer | before the first one |'],
    ['a feature', inTwoLayers(12, 0), '| Feature | External perimeter (outer wall) |'],
    ['an object', "EXCLUDE_OBJECT_START NAME='a'\nG1 <|>X1", '| Object | a |'],
  ])('tells of %s', (_name, marked, row) => {
    expect(rowsAt(marked)).toContain(row);
  });

  test('stands alone on blank lines and plain comments', () => {
    expect(hoverAt('G90\n<|>\nG1 X1')).toMatchInlineSnapshot(`
      "[]
      | Line 2 | |
      |:--|:--|
      | Position | X ? · Y ? · Z ? |
      | Fan | 0 % |
      | Tool | T0 |
      | Time | 0 s · begins at 0 s · 0 s left |
      | So far | 0.0 mm filament · 0 mm of path |

      *Times with Klipper’s default limits; choose your printer.*"
    `);
    expect(hoverAt('G1 X1 ; ma<|>de by hand')).toMatch(/^\[; made by hand\]\n\| Line 1 \|/);
  });
});

describe('a hover on a mark', () => {
  test('tells what it means and how large its part is', () => {
    expect(subjectAt(inTwoLayers(6, 3))).toMatchInlineSnapshot(`
      "[;LAYER_CHANGE]
      **Layer** — the slicer begins a layer here.  
      Layer 1 of 2: 0.2 mm high · 7 lines · 0.5 mm filament · 0.342 s"
    `);
    expect(subjectAt(inTwoLayers(17, 3))).toMatchInlineSnapshot(`
      "[;TYPE:Internal infill]
      **Feature** — what is printed from here on.  
      Internal infill (sparse infill): 7 lines · 0.7 mm filament · 0.419 s"
    `);
    expect(subjectAt(inTwoLayers(7, 1))).toMatchInlineSnapshot(`
      "[;Z:0.2]
      **Layer height above the bed** in mm."
    `);
    expect(subjectAt('; printing ob<|>ject a.stl id:0\nG1 X1 E1')).toMatchInlineSnapshot(`
      "[; printing object a.stl id:0]
      **Object** — the lines that follow belong to it.  
      a\\.stl id\\:0: 1.0 mm filament · 0.071 s in all"
    `);
  });

  test('takes nothing inside a picture for a mark', () => {
    const marked = '; thumbnail begin 16x16 24\n; TYPE:iVB<|>OR\n; thumbnail end\n';
    expect(subjectAt(marked)).toMatch(/^\[; TYPE:iVBOR\]\n\| Line 2/);
  });
});

const HOSTILE = [
  '[x](command:workbench.action.quit)',
  '![x](https://example.com/a.png)',
  '<img src=x onerror=alert(1)>',
  'https://example.com www.example.com a@example.com',
  '`code` **bold** $(alert) &lt; | a \\| b',
  '\u202Egnp.exe\u0007\u2028',
];

/** Signs that are left when those that are escaped are taken away. */
function activeSigns(markdown: string): string {
  return markdown.replace(/\\[!-/:-@[-`{-~]/g, '').replace(/[^\p{P}\p{S}\p{C}\p{Zl}\p{Zp}]/gu, '');
}

describe('text of the file', () => {
  test.each(HOSTILE)('is inert: %s', (text) => {
    expect(activeSigns(escapeMarkdown(text))).toBe('');
    const escaped = escapeMarkdown(text);
    expect(hoverAt(`;LAYER:0\n;TYPE:${text}\nG1 <|>X1 E1`)).toContain(`| Feature | ${escaped} (`);
    expect(hoverAt(`; printing object ${text}\nG1 <|>X1 E1`)).toContain(`| Object | ${escaped} |`);
    const plain = hoverAt(`G1 <|>X1 ; ${text}`);
    expect(plain).toBe(hoverAt('G1 <|>X1'));
  });

  test.each(HOSTILE)('is inert as a value or a command: %s', (text) => {
    const value = text.replace(/["' ;]/g, '_');
    const asValue = subjectAt(`<|>START_PRINT NAME=${value} MORE=1`);
    expect(asValue).toContain(`- NAME ${escapeMarkdown(value)}`);
    const [, asCommand] = subjectAt(`<|>${value}`).split('\n');
    if (asCommand) expect(asCommand).not.toMatch(/\]\(|<img|https:|\$\(|`code/);
  });

  test('is cut where it is long', () => {
    expect(escapeMarkdown('a'.repeat(500))).toBe(`${'a'.repeat(80)}…`);
    expect(escapeMarkdown('😀'.repeat(100))).toBe(`${'😀'.repeat(80)}…`);
  });

  test('is inert whatever it is', () => {
    const ascii = /[!-/:-@[-`{-~\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(escapeMarkdown(text).replace(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(ascii);
      }),
    );
  });
});

test('answers on every place of every text, inside the text', () => {
  fc.assert(
    fc.property(gcodeText(12), fc.integer({ min: -2, max: 40 }), (source, character) => {
      const text = textFromBytes(bytesOf(source));
      const reading = checkedReading(text, { flavor: 'klipper' }).finish();
      const lines = source.split(/\r\n|\r|\n/);
      for (let line = -1; line <= lines.length + 1; line++) {
        const range = hover(reading, { line, character })?.range;
        if (!range) continue;
        expect(range.start.line).toBe(range.end.line);
        expect(range.start.character).toBeGreaterThanOrEqual(0);
        expect(range.end.character).toBeGreaterThanOrEqual(range.start.character);
        expect(range.end.character).toBeLessThanOrEqual(lines[range.end.line]!.length);
      }
    }),
    { numRuns: propertyRuns(100) },
  );
}, 30_000);
