import { describe, expect, test } from 'vitest';
import type { Firmware } from '#core/commands/firmware';
import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { stateBeforeLine } from '#core/print/stateReport';
import { bytesOf } from '../../support/gcodeText.ts';

/** The state behind a few lines, reduced to what they were meant to change. */
function stateAfter(text: string, flavor: Firmware = 'klipper') {
  const reading = new Reading(textFromBytes(bytesOf(text)), { flavor }, NO_COMPANION).finish();
  return stateBeforeLine(reading, reading.text.lineCount);
}

function positionAfter(text: string, flavor?: Firmware): string {
  const { position, extruder } = stateAfter(text, flavor);
  const axes = { ...position, e: extruder.e };
  return Object.entries(axes)
    .map(([axis, value]) => `${axis} ${value ?? '?'}`)
    .join(' ');
}

describe('position', () => {
  test.each([
    ['absolute moves', 'G1 X10 Y20\nG1 X15 Z0.3', 'x 15 y 20 z 0.3 e ?'],
    ['relative moves', 'G1 X10 Y20\nG91\nG1 X5 Y-1', 'x 15 y 19 z ? e ?'],
    ['inches', 'G20\nG1 X1', 'x 25.4 y ? z ? e ?'],
    ['G92 moves the zero point', 'G1 X10\nG92 X0\nG1 X5', 'x 5 y ? z ? e ?'],
    ['homing forgets where the head is', 'G1 X10 Y5\nG28 X', 'x ? y 5 z ? e ?'],
    ['absolute E', 'M82\nG92 E0\nG1 X1 E2\nG1 X2 E3', 'x 2 y ? z ? e 3'],
    [
      'states are kept by name',
      'G1 X1\nSAVE_GCODE_STATE NAME=a\nG1 X9\nRESTORE_GCODE_STATE NAME=a MOVE=1',
      'x 1 y ? z ? e ?',
    ],
  ])('%s', (_name, text, expected) => {
    expect(positionAfter(text)).toBe(expected);
  });
});

describe('E mode under G90 and G91', () => {
  // Klipper takes E as a distance while G91 holds; Marlin's G90 makes E absolute again even after M83;
  // RepRapFirmware keeps the two apart.
  test.each<[Firmware, string, 'absolute' | 'relative']>([
    ['klipper', 'M82\nG91', 'relative'],
    ['klipper', 'M83\nG90', 'relative'],
    ['marlin', 'M83\nG90', 'absolute'],
    ['marlin', 'M82\nG91', 'relative'],
    ['reprap', 'M82\nG91', 'absolute'],
  ])('%s after %j: %s', (flavor, text, expected) => {
    expect(stateAfter(text, flavor).modes.extrusion).toBe(expected);
  });
});

describe('filament', () => {
  test.each([
    ['retraction and its return use nothing', 'M83\nG1 X1 E1\nG1 E-2\nG1 E2\nG1 X2 E1', 2, 0],
    ['what is pushed beyond the retraction is used', 'M83\nG1 E-2\nG1 E3', 1, 0],
    ['what is pulled back is known', 'M83\nG1 X1 E1\nG1 E-0.8', 1, 0.8],
    ['each tool has its own retraction', 'M83\nT0\nG1 E-2\nT1\nG1 X1 E1', 1, 0],
  ])('%s', (_name, text, used, retracted) => {
    const { extruder } = stateAfter(text);
    expect([extruder.filamentUsedMm, extruder.retractedMm]).toEqual([used, retracted]);
  });
});

describe('temperatures and fan', () => {
  test('Klipper reads only S: R switches the heater off', () => {
    expect(stateAfter('M109 R200').temperatures.target.hotend).toEqual([0]);
    expect(stateAfter('M109 R200', 'marlin').temperatures.target.hotend).toEqual([200]);
  });

  test('M106 with an index drives another fan, except on Klipper', () => {
    expect(stateAfter('M106 P2 S255').fan).toBe(1);
    expect(stateAfter('M106 P2 S255', 'marlin').fan).toBe(0);
    expect(stateAfter('M106 S0.5', 'reprap').fan).toBe(0.5);
  });

  test('tools have targets of their own', () => {
    expect(stateAfter('M104 T1 S200\nM104 S210').temperatures.target.hotend).toEqual([210, 200]);
  });
});

describe('arcs', () => {
  test.each([
    ['a quarter turn', 'G1 X0 Y0\nG2 X10 Y-10 I0 J-10', (Math.PI / 2) * 10],
    ['a whole turn', 'G1 X0 Y0\nG3 X0 Y0 I5', Math.PI * 10],
    ['a helix', 'G1 X0 Y0 Z0\nG2 X0 Y0 Z3 I5', Math.hypot(Math.PI * 10, 3)],
    ['by radius, short way', 'G1 X0 Y0\nG3 X10 Y0 R5', Math.PI * 5],
    ['without a centre: the straight line', 'G1 X0 Y0\nG2 X3 Y4', 5],
  ])('%s', (_name, text, length) => {
    expect(stateAfter(text).distanceMm).toBeCloseTo(length, 4);
  });
});

describe('pauses', () => {
  test('are as long as the firmware reads them', () => {
    expect(stateAfter('G4 P1500').seconds).toBe(1.5);
    expect(stateAfter('G4 S2').seconds).toBe(0);
    expect(stateAfter('G4 S2', 'marlin').seconds).toBe(2);
  });
});
