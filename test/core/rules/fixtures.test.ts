import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { problemsIn, readText, shown } from './check.ts';
import { VORON } from './printers.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
const SLICED = ['cura', 'handmade', 'prusaslicer', 'slic3r'];
const BROKEN = path.join(FIXTURES, 'broken');

/** Rules that need the printer's configuration, which a file does not hold. */
const NEED_A_PRINTER: ReadonlySet<string> = new Set(['out-of-range', 'extruder-not-configured']);
/** Line ends of one kind are not worth a word. */
const NOT_REPORTED = new Set(['crlf']);

/** Mistakes that one rule was to find and several do. */
const FOUND_BY: Readonly<Record<string, readonly string[]>> = {
  'arc-R': ['arc-radius-form'],
  'line-ends': ['lone-carriage-return', 'mixed-line-ends'],
  'layer-order': ['layer-order', 'layer-height-mismatch', 'layer-count-mismatch'],
  'bad-number': ['bad-number', 'odd-characters'],
};

function problemsOf(
  file: string,
  firmware: 'auto' | 'klipper' | 'marlin',
  profile?: MachineProfile,
) {
  const bytes = new Uint8Array(fs.readFileSync(file));
  return problemsIn(readText(textFromBytes(bytes), firmware, profile));
}

const slicedFiles = SLICED.flatMap((folder) =>
  fs
    .readdirSync(path.join(FIXTURES, folder))
    .filter((name) => name.endsWith('.gcode'))
    .map((name) => `${folder}/${name}`),
).sort();

describe('files as slicers write them', () => {
  test('have no problems, but for what is listed here', async () => {
    const lists = slicedFiles.map((name) => {
      const problems = problemsOf(path.join(FIXTURES, name), 'auto');
      return [name, ...problems.map((problem) => `  ${shown(problem)}`)].join('\n');
    });
    await expect(`${lists.join('\n')}\n`).toMatchFileSnapshot('fixtureProblems.txt');
  });

  test.each(slicedFiles)(
    '%s has no error, and no warning but of commands it really lacks',
    (name) => {
      const serious = problemsOf(path.join(FIXTURES, name), 'auto').filter(
        ({ severity, rule }) =>
          severity === 'error' || (severity === 'warning' && rule !== 'unknown-command'),
      );
      expect(serious.map(shown)).toEqual([]);
    },
  );
});

interface Mistake {
  readonly rule: string;
  readonly line: number | null;
}

const broken = Object.entries(
  JSON.parse(fs.readFileSync(path.join(BROKEN, 'expected.json'), 'utf8')) as Record<
    string,
    readonly Mistake[]
  >,
);

describe('broken files', () => {
  test.each(broken)('%s: its mistakes are found', (name, mistakes) => {
    // Klipper passes over checksums.
    const firmware = mistakes.some(({ rule }) => rule === 'checksum') ? 'marlin' : 'klipper';
    const problems = problemsOf(path.join(BROKEN, name), firmware);
    if (mistakes.length === 0) expect(problems.map(shown)).toEqual([]);
    for (const { rule } of mistakes) {
      if (NEED_A_PRINTER.has(rule) || NOT_REPORTED.has(rule)) continue;
      const accepted = FOUND_BY[rule] ?? [rule];
      expect(
        problems.some((problem) => accepted.includes(problem.rule)),
        rule,
      ).toBe(true);
    }
  });

  test.each(
    broken.flatMap(([name, mistakes]) =>
      mistakes.filter(({ rule }) => NEED_A_PRINTER.has(rule)).map((each) => [name, each] as const),
    ),
  )('%s: its mistake is found where the printer is known', (name, { rule, line }) => {
    const problems = problemsOf(path.join(BROKEN, name), 'klipper', VORON);
    const found = problems.filter((problem) => problem.rule === rule);
    expect(found).toMatchObject([{ severity: 'error', ...(line === null ? {} : { line }) }]);
  });

  test('list of all problems', async () => {
    const lists = broken.map(([name]) => {
      const problems = problemsOf(path.join(BROKEN, name), 'klipper');
      return [name, ...problems.map((problem) => `  ${shown(problem)}`)].join('\n');
    });
    await expect(`${lists.join('\n')}\n`).toMatchFileSnapshot('brokenProblems.txt');
  });
});
