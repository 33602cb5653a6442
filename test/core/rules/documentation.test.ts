import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { FIRMWARE_NAMES } from '#core/commands/firmware';
import type { Problem } from '#core/contract/problems';
import { editText, type GcodeText } from '#core/gcode/text';
import { readMetadata } from '#core/print/metadata';
import { ALL_RULES } from '#core/rules/all';
import { checkedReading } from '#core/rules/checkedReading';
import { collectProblems } from '#core/rules/problems';
import { rulePageAddress } from '#core/rules/rulePage';
import { byteOfPosition } from '../../../server/src/positions.ts';
import { rangeOf } from './check.ts';
import { exampleProfile, exampleText, headOfPage, PAGES, readRulePage } from './rulePage.ts';

/** Where firmwares, slicers and hosts state what they do. */
const SOURCES = [
  'https://www.klipper3d.org/',
  'https://github.com/Klipper3d/klipper/',
  'https://marlinfw.org/',
  'https://github.com/MarlinFirmware/Marlin/',
  'https://docs.duet3d.com/',
  'https://github.com/Duet3D/RepRapFirmware/',
  'https://github.com/prusa3d/PrusaSlicer/',
  'https://github.com/Ultimaker/CuraEngine/',
  'https://moonraker.readthedocs.io/',
  'https://github.com/Arksine/moonraker/',
  'https://help.prusa3d.com/',
];

const ids = ALL_RULES.map(({ id }) => id);

test('the list of rules names every one (vitest -u writes it)', async () => {
  const rows = ALL_RULES.map(
    ({ id, severity, firmwares, why, fixes }) =>
      `| [\`${id}\`](${id}.md) | ${severity} | ${firmwares.map((firmware) => FIRMWARE_NAMES[firmware]).join(', ')} | ${why} | ${fixes ? 'yes' : ''} |`,
  );
  const file = path.join(PAGES, 'README.md');
  const table = /^\| Rule \|.*?(?=\n\n|\n$)/ms;
  const page = fs.readFileSync(file, 'utf8');
  expect(page).toMatch(table);
  const header = '| Rule | Severity | Firmware | What goes wrong | Fix |\n|---|---|---|---|---|';
  await expect(page.replace(table, () => `${header}\n${rows.join('\n')}`)).toMatchFileSnapshot(
    file,
  );
});

test('every rule has a page, and every page a rule', () => {
  const pages = fs.readdirSync(PAGES).filter((name) => name !== 'README.md');
  expect(pages.sort()).toEqual(ids.map((id) => `${id}.md`).sort());
  for (const id of ids) expect(rulePageAddress(id)).toMatch(new RegExp(`/docs/rules/${id}\\.md$`));
});

describe.each(ALL_RULES)('the page of $id', (rule) => {
  const page = readRulePage(rule.id);
  const profile = exampleProfile(page.section('Printer'));

  test('says what the rule says (vitest -u writes its head, also of a new page)', async () => {
    const file = path.join(PAGES, `${rule.id}.md`);
    await expect(headOfPage(rule) + page.body).toMatchFileSnapshot(file);
  });

  test('has its sections, and a source that is the word of a firmware or program', () => {
    const optional = page.headings.filter((name) => / says$/.test(name) || name === 'Printer');
    expect(page.headings).toEqual([
      ...['What happens', ...optional, 'Wrong', 'Right', 'Cure', 'Source'],
    ]);
    for (const name of ['What happens', 'Cure', 'Source'])
      expect(page.section(name).trim().length, name).toBeGreaterThan(10);
    const links = [...page.section('Source').matchAll(/https:[^\s>)]+/g)].map(([link]) => link);
    expect(links.length).toBeGreaterThan(0);
    for (const link of links)
      expect(
        SOURCES.some((home) => link.startsWith(home)),
        link,
      ).toBe(true);
  });

  function problemsOf(text: GcodeText): { problems: Problem[]; firmware: string } {
    const reading = checkedReading(text, { flavor: 'auto', profile }).finish();
    const found = collectProblems(reading, readMetadata(reading));
    return {
      problems: found.filter((problem) => problem.rule === rule.id),
      firmware: FIRMWARE_NAMES[reading.firmware],
    };
  }

  test('shows an example that the rule finds, in the words of the firmware', () => {
    const { problems, firmware } = problemsOf(exampleText(page.block('Wrong') ?? ''));
    expect(problems.length).toBeGreaterThan(0);
    const words = problems.flatMap((problem) => problem.firmware ?? []);
    const said = page.headings.filter((name) => / says$/.test(name));
    expect(said).toEqual(words.length > 0 ? [`${firmware} says`] : []);
    if (words.length > 0)
      expect(page.block(`${firmware} says`)?.trimEnd().split('\n')).toEqual([...new Set(words)]);
  });

  test('shows the same mended, in which the rule finds nothing', () => {
    const { problems } = problemsOf(exampleText(page.block('Right') ?? ''));
    expect(problems.map(rangeOf)).toEqual([]);
  });

  test('shows an example that the quick fix mends, where there is one', () => {
    const wrong = exampleText(page.block('Wrong') ?? '');
    const { problems } = problemsOf(wrong);
    expect(problems.some(({ fix }) => fix)).toBe(rule.fixes === true);
    if (!rule.fixes) return;
    const left = problemsOf(fixed(wrong, problems)).problems;
    expect(left.length).toBe(problems.filter(({ fix }) => !fix).length);
    expect(left.some(({ fix }) => fix)).toBe(false);
  });
});

/** The text with the fixes of all problems, from the last to the first. */
function fixed(text: GcodeText, problems: readonly Problem[]): GcodeText {
  const edits = problems.flatMap(({ fix }) => fix?.edits ?? []);
  const place = (line: number, column: number) =>
    byteOfPosition(text, { line: line - 1, character: column - 1 });
  const replacements = edits.map(({ line, column, endColumn, newText }) => ({
    startByte: place(line, column),
    endByte: place(line, endColumn),
    inserted: new TextEncoder().encode(newText),
  }));
  return replacements
    .toSorted((a, b) => b.startByte - a.startByte)
    .reduce((after, edit) => editText(after, edit).text, text);
}
