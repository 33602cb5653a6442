import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { Failure } from '../../scripts/failure.ts';
import { parseStartArguments } from '../../scripts/startArguments.ts';

const folder = mkdtempSync(join(tmpdir(), '3dpai-start-'));
writeFileSync(join(folder, 'cube.gcode'), '');
afterAll(() => rmSync(folder, { recursive: true }));

function parse(...argv: string[]) {
  return parseStartArguments(argv, folder, folder);
}

function expectRefused(argv: string[], sentence: string): void {
  expect(() => parse(...argv)).toThrow(new Failure(sentence.replace('FOLDER', folder), 2));
}

test('the folder is relative to where the user stands', () => {
  const quiet = { check: false, browser: false };
  expect(parse()).toEqual({ folder, ...quiet });
  expect(parse('.', '--port', '4000')).toEqual({ folder, port: 4000, ...quiet });
  expect(parse('--check', '--browser', folder)).toEqual({ folder, check: true, browser: true });
  expect(parse('--help')).toBe('help');
});

test.each([
  [['--port', 'abc'], '"abc" is not a port: give a whole number from 1024 to 65535.'],
  [['--port', '80'], '"80" is not a port: give a whole number from 1024 to 65535.'],
  [['--port', '65536'], '"65536" is not a port: give a whole number from 1024 to 65535.'],
  [['--port', '40.5'], '"40.5" is not a port: give a whole number from 1024 to 65535.'],
  [['--port'], "Option '--port <value>' argument missing; see npm start -- --help."],
  [['a', 'b'], 'npm start opens one folder, but got a and b.'],
  [['nowhere'], 'The folder FOLDER/nowhere does not exist: name one that does.'],
  [['cube.gcode'], 'FOLDER/cube.gcode is not a folder: name the folder it lies in.'],
])('%j is refused in one sentence', expectRefused);
