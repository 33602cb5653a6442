import { expect, test } from 'vitest';
import type { RuleChoice } from '#core/rules/ruleChoice';
import { configDiagnostic, configProblems } from '../../../server/src/config/diagnostics.ts';
import { openedFiles } from '../../support/configFiles.ts';

/** Problems of all files: `printer.cfg 2:1–8 error unknown-option`. */
function problemsOf(files: Parameters<typeof openedFiles>[0], choice: RuleChoice = {}): string[] {
  const { context } = openedFiles(files);
  return [...configProblems(context, choice)].flatMap(([path, problems]) =>
    problems.map(({ rule, severity, line, start, end }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return `${name} ${line + 1}:${start + 1}–${end + 1} ${severity} ${rule}`;
    }),
  );
}

const FILES = {
  'printer.cfg': '[include macros.cfg]\n[include none.cfg]\n[printer\n',
  'macros.cfg': '[gcode_macro A]\n[fan]\nmax_pwer: 1\n',
};

test('every file has its own problems, those of reading, of includes and of the checks', () => {
  const found = problemsOf(FILES);
  expect(found).toEqual(
    expect.arrayContaining([
      'printer.cfg 2:10–18 error include-not-found',
      'printer.cfg 3:1–9 error section-not-closed',
      'macros.cfg 3:1–9 error unknown-option',
    ]),
  );
});

test('rules are switched off, and weigh what a person chose', () => {
  const choice: RuleChoice = {
    disabledRules: ['include-not-found'],
    severity: { 'section-not-closed': 'hint', 'unknown-option': 'off' },
  };
  const found = problemsOf(FILES, choice);
  expect(found).toContain('printer.cfg 3:1–9 hint section-not-closed');
  expect(found.join()).not.toMatch(/include-not-found|unknown-option/);
});

test('a file by itself is not blamed for what others may hold', () => {
  expect(problemsOf({ 'macros.cfg': '[gcode_macro A]\ngcode:\n  G28\n  OTHER_MACRO\n' })).toEqual(
    [],
  );
});

test('the editor shows our sentence, then Klipper’s own words', () => {
  const { context } = openedFiles('[printer]\nmax_velocty: 1');
  const problem = configProblems(context, {})
    .get(context.text.path)!
    .find(({ rule }) => rule === 'unknown-option')!;
  expect(configDiagnostic(problem, context.text)).toMatchInlineSnapshot(`
    {
      "code": "unknown-option",
      "message": "[printer] has no option "max_velocty"; perhaps "max_velocity" is meant.
    Klipper: Option 'max_velocty' is not valid in section 'printer'",
      "range": {
        "end": {
          "character": 11,
          "line": 1,
        },
        "start": {
          "character": 0,
          "line": 1,
        },
      },
      "severity": 1,
      "source": "3dpai",
    }
  `);
});

test('a place without a letter is shown as its line', () => {
  const { context } = openedFiles('[printer]\n');
  const problem = {
    line: 0,
    start: 3,
    end: 3,
    rule: 'x',
    severity: 'hint',
    message: 'X.',
  } as const;
  expect(configDiagnostic(problem, context.text).range).toEqual({
    start: { line: 0, character: 0 },
    end: { line: 0, character: 9 },
  });
});
