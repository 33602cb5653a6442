import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const PATH = new URL('../../syntaxes/gcode.language-configuration.json', import.meta.url);
const configuration = JSON.parse(await readFile(PATH, 'utf8'));
const word = new RegExp(configuration.wordPattern.pattern, `g${configuration.wordPattern.flags}`);
const foldStart = new RegExp(configuration.folding.markers.start);
const foldEnd = new RegExp(configuration.folding.markers.end);

test.each([
  ['G1 X10.5 Y-12.5 E.02', ['G1', 'X10.5', 'Y-12.5', 'E.02']],
  ['G1X1.5Y2F3000', ['G1', 'X1.5', 'Y2', 'F3000']],
  ['SET_VELOCITY_LIMIT ACCEL=3000', ['SET_VELOCITY_LIMIT', 'ACCEL=3000']],
  ['SET_PIN PIN=a2 VALUE="b c"', ['SET_PIN', 'PIN=a2', 'VALUE', 'b', 'c']],
  ['M862.3 P2', ['M862.3', 'P2']],
  ['; layer_height = -12.5', ['layer_height', '-12.5']],
  ['N7 G28*99', ['N7', 'G28', '99']],
  ['; Schicht für Düse', ['Schicht', 'für', 'Düse']],
  ['; SET_PIN2 E3D', ['SET_PIN2', 'E3D']],
])('the words of %s', (line, words) => {
  expect(line.match(word)).toEqual(words);
});

test.each([
  ['; HEADER_BLOCK_START', '; HEADER_BLOCK_END'],
  ['; thumbnail begin 220x124 5432', '; thumbnail end'],
  ['; thumbnail_QOI begin 16x16 8', '; thumbnail_QOI end'],
  ['; prusaslicer_config = begin', '; prusaslicer_config = end'],
  [';START_OF_HEADER', ';END_OF_HEADER'],
])('%s folds to %s', (start, end) => {
  expect([foldStart.test(start), foldEnd.test(start)]).toEqual([true, false]);
  expect([foldStart.test(end), foldEnd.test(end)]).toEqual([false, true]);
});

test.each(['; MACHINE_END_GCODE_START', '; MACHINE_START_GCODE_END', 'G1 X1'])(
  '%s folds nothing',
  (line) => {
    expect([foldStart.test(line), foldEnd.test(line)]).toEqual([false, false]);
  },
);
