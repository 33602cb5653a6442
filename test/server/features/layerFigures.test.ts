import { describe, expect, test } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import { textFromBytes } from '#core/gcode/text';
import { assumedProfile } from '#core/machine/assumedProfile';
import { changedLimits } from '#core/machine/changedLimits';
import type { MachineProfile } from '#core/machine/profile';
import { checkedReading } from '#core/rules/checkedReading';
import { codeLenses } from '../../../server/src/features/codeLens.ts';
import { documentSymbols } from '../../../server/src/features/documentSymbols.ts';
import { hover } from '../../../server/src/features/hover.ts';
import { inlayHints } from '../../../server/src/features/inlayHints.ts';
import { timeText } from '../../../server/src/features/words.ts';
import { bytesOf } from '../../support/gcodeText.ts';

// Where the times of layers, features, objects and lines are shown.

/** A first layer of one move of 100 mm, a second one of two; nothing else moves. */
const PRINT = `G28
M83
G1 X0 Y0 Z0.2 F6000
G4 P0
;LAYER_CHANGE
;Z:0.2
;HEIGHT:0.2
;TYPE:External perimeter
; printing object cube id:0 copy 0
G1 X100 E2
G4 P0
;LAYER_CHANGE
;Z:0.4
;HEIGHT:0.2
;TYPE:Internal infill
G1 X0 E2
G4 P0
G1 X100 E2
G4 P0
`;

function printer(accel: number): MachineProfile {
  const profile = { ...assumedProfile('klipper'), name: 'Test' } as const;
  const source = { kind: 'printer.cfg', path: '/printer.cfg' } as const;
  return changedLimits({ ...profile, source }, { max_accel: accel });
}

/** 100 mm at 100 mm/s from rest to rest take 1 s and 100 ÷ accel, where the ramps are short. */
function reading(accel: number) {
  const options = { flavor: 'klipper', profile: printer(accel) } as const;
  return checkedReading(textFromBytes(bytesOf(PRINT)), options).finish();
}

function hoverAt(line: number, accel: number): string {
  const contents = hover(reading(accel), { line: line - 1, character: 0 })?.contents;
  return typeof contents === 'object' && 'value' in contents ? contents.value : '';
}

describe('the time of a layer', () => {
  test.each([
    [1_000, '1.1 s', '2.2 s'],
    // Half of the way at steady speed (minimum_cruise_ratio), so √(2 · 50 · 50) mm/s: 3 × 0.707 s.
    [100, '2.12 s', '4.24 s'],
  ])('is that of the printer, with an acceleration of %d: %s and %s', (accel, first, second) => {
    const titles = codeLenses(reading(accel), 'file:///a.gcode').map(
      ({ command }) => command?.title,
    );
    expect(titles).toEqual([
      `Layer 1 · z 0.2 · 0.2 mm high · 2.0 mm filament · 1 move · ${first}`,
      'print time',
      'next layer',
      'copy layer',
      `Layer 2 · z 0.4 · 0.2 mm high · 4.0 mm filament · 2 moves · ${second}`,
      'print time',
      'copy layer',
    ]);
    const whole = { start: { line: 0, character: 0 }, end: { line: 99, character: 0 } };
    expect(inlayHints(reading(accel), whole).map(({ label }) => label)).toEqual([
      `layer 1 of 2, ${first}, z 0.2, height 0.2`,
      `layer 2 of 2, ${second}, z 0.4, height 0.2`,
    ]);
  });

  test('leads from the lens to the panel, at that layer', () => {
    const lens = codeLenses(reading(1_000), 'file:///a.gcode')[5];
    expect(lens?.command).toEqual({
      title: 'print time',
      command: '3dpai.showPrintTime',
      arguments: [{ uri: 'file:///a.gcode', layer: 1 }],
    });
  });
});

test('the outline has the times of layers, features and objects', () => {
  const lines = (symbols: readonly DocumentSymbol[], depth = ''): string[] =>
    symbols.flatMap(({ name, detail, children }) => [
      `${depth}${name} (${detail})`,
      ...lines(children ?? [], `${depth}  `),
    ]);
  expect(lines(documentSymbols(reading(1_000)))).toEqual([
    'Start (4 lines)',
    'Layer 1 · z 0.2 (0.2 mm high · 1.1 s · 2.0 mm filament)',
    '  External perimeter (outer wall · 1.1 s)',
    'Layer 2 · z 0.4 (0.2 mm high · 2.2 s · 4.0 mm filament)',
    '  Internal infill (sparse infill · 2.2 s)',
    'cube id:0 copy 0 (3.3 s · 6.0 mm filament · 1 parts)',
  ]);
});

describe('a hover on a line', () => {
  test('has its own time, when it begins, and what is left', () => {
    expect(hoverAt(16, 1_000)).toContain('| Time | 1.1 s · begins at 1.1 s · 1.1 s left |');
    expect(hoverAt(12, 1_000)).toContain(
      'Layer 2 of 2: 0.2 mm high · 8 lines · 4.0 mm filament · 2.2 s',
    );
    expect(hoverAt(9, 1_000)).toContain('6.0 mm filament · 3.3 s in all');
  });

  test('says what nobody can tell, and whose limits count where no printer is chosen', () => {
    expect(hoverAt(1, 1_000)).toContain(
      '| Time | not known (homing) · begins at 0 s · 3.3 s left |',
    );
    expect(hoverAt(1, 1_000)).not.toContain('choose your printer');
    const assumed = checkedReading(textFromBytes(bytesOf(PRINT)), { flavor: 'marlin' }).finish();
    expect(JSON.stringify(hover(assumed, { line: 0, character: 0 }))).toContain(
      'Times with Marlin’s default limits; choose your printer.',
    );
  });
});

test.each([
  [0, '0 s'],
  [0.0341, '0.034 s'],
  [4.256, '4.26 s'],
  [35.4, '35 s'],
  [59.6, '1 min 0 s'],
  [3_599.7, '1 h 0 min'],
  [7_530, '2 h 6 min'],
])('%d seconds are written %s', (seconds, text) => {
  expect(timeText(seconds)).toBe(text);
});
