import { describe, expect, test } from 'vitest';
import type { CodeAction, TextEdit } from 'vscode-languageserver';
import type { Firmware } from '#core/commands/firmware';
import { editText, textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { diagnosticOf } from '../../../server/src/features/diagnostics.ts';
import { quickFixes } from '../../../server/src/features/quickFixes.ts';
import { byteOfPosition } from '../../../server/src/positions.ts';
import { CASES } from '../../core/rules/cases.ts';
import { bytesOf, problemsIn, readText, shown, unmark } from '../../core/rules/check.ts';

const URI = 'file:///a.gcode';

/** The actions for a line, counted from 1, and what the file is after one of them. */
function actionsAt(
  source: string,
  line: number,
  firmware: Firmware = 'klipper',
  profile?: MachineProfile,
) {
  const reading = readText(textFromBytes(bytesOf(source)), firmware, profile);
  const range = { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } };
  const actions = quickFixes(URI, problemsIn(reading), reading, range);
  const apply = (title: string): string => {
    const action = actions.find((each) => each.title === title);
    if (!action) throw new Error(`There is no ${title}, but ${titles(actions)}.`);
    return edited(reading.text, action.edit?.changes?.[URI] ?? []);
  };
  return { titles: titles(actions), apply };
}

function titles(actions: readonly CodeAction[]): string[] {
  return actions.map(({ title }) => title);
}

function edited(before: ReturnType<typeof textFromBytes>, edits: readonly TextEdit[]): string {
  let text = before;
  for (const { range, newText } of edits.toReversed()) {
    const startByte = byteOfPosition(text, range.start);
    const endByte = byteOfPosition(text, range.end);
    text = editText(text, { startByte, endByte, inserted: bytesOf(newText) }).text;
  }
  return text.chunks.map(({ bytes }) => String.fromCharCode(...bytes)).join('');
}

test('a fix comes first, then what switches the rule off', () => {
  expect(actionsAt('G28\nG01 X5\n', 2).titles).toEqual([
    'Write G1',
    'Disable leading-zero-code for this line',
    'Disable leading-zero-code for this file',
  ]);
});

test('a problem links to the page of its rule', () => {
  const [problem] = problemsIn(readText(textFromBytes(bytesOf('G28\nG01 X5\n')), 'klipper'));
  expect(diagnosticOf(problem!, 'klipper')).toMatchObject({
    code: 'leading-zero-code',
    codeDescription: {
      href: 'https://github.com/3dpai/3dpai/blob/main/docs/rules/leading-zero-code.md',
    },
  });
});

describe('for this line', () => {
  test('a comment is put above, which gets further rules added', () => {
    const once = actionsAt('G28\nG1 X1,5 F0\n', 2).apply('Disable decimal-comma for this line');
    expect(once).toBe('G28\n; 3dpai-disable-next-line decimal-comma\nG1 X1,5 F0\n');
    const title = 'Disable feed-zero-or-negative for this line';
    expect(actionsAt(once, 3).apply(title)).toBe(
      'G28\n; 3dpai-disable-next-line decimal-comma feed-zero-or-negative\nG1 X1,5 F0\n',
    );
    const reasoned = 'G28\n;3dpai-disable-next-line inches -- why not\nG1 X1,5\n';
    expect(actionsAt(reasoned, 3).apply('Disable decimal-comma for this line')).toBe(
      'G28\n;3dpai-disable-next-line inches decimal-comma -- why not\nG1 X1,5\n',
    );
  });

  test('nothing is put into a picture', () => {
    const picture = '; thumbnail begin 1x1 4\n; ab\0d\n; thumbnail end\nG28\n';
    expect(actionsAt(picture, 2).titles).toEqual(['Disable nul-bytes for this file']);
  });
});

test('for this file, a comment becomes the first line, or gets the rule added', () => {
  const title = 'Disable decimal-comma for this file';
  expect(actionsAt('G28\nG1 X1,5\n', 2).apply(title)).toBe(
    '; 3dpai-disable-file decimal-comma\nG28\nG1 X1,5\n',
  );
  expect(actionsAt('; a\n; 3dpai-disable-file inches\nG1 X1,5\n', 3).apply(title)).toBe(
    '; a\n; 3dpai-disable-file inches decimal-comma\nG1 X1,5\n',
  );
});

const problems = Object.entries(CASES).flatMap(([rule, { bad }]) =>
  bad.flatMap((given) => {
    const {
      firmware,
      text: marked,
      profile,
    } = typeof given === 'string' ? { firmware: 'klipper' as const, text: given } : given;
    const { text } = unmark(marked);
    return problemsIn(readText(textFromBytes(bytesOf(text)), firmware, profile))
      .filter((problem) => problem.rule === rule)
      .map(({ line }) => ({ rule, text, firmware, profile, line }));
  }),
);

test.each(problems)('$rule of $text line $line goes away', (given) => {
  const { rule, text, firmware, profile, line } = given;
  const { apply, titles: offered } = actionsAt(text, line, firmware, profile);
  const after = (changed: string) =>
    problemsIn(readText(textFromBytes(bytesOf(changed)), firmware, profile)).filter(
      (problem) => problem.rule === rule,
    );
  const forFile = apply(`Disable ${rule} for this file`);
  expect(after(forFile).map(shown)).toEqual([]);
  const forLine = `Disable ${rule} for this line`;
  if (!offered.includes(forLine)) return;
  const changed = apply(forLine);
  const inserted = changed.split('\n').length - text.split('\n').length;
  expect(after(changed).filter((problem) => problem.line === line + inserted)).toEqual([]);
});
