import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { ALL_RULES } from '#core/rules/all';
import { run3dpai } from '../support/commandLine.ts';

const SOUND = 'broken/sound.gcode';
const LEADING_ZERO = 'broken/leading-zero-code.gcode';
const MANY = 'broken/hand-broken.gcode';

const count = z.int().min(0);
const place = { line: z.int().min(1), column: z.int().min(1), endColumn: z.int().min(1) };

const check = z.strictObject({
  file: z.string(),
  flavor: z.enum(['klipper', 'marlin', 'reprap']),
  flavorSource: z.enum(['setting', 'file', 'default']),
  problems: z.array(
    z.strictObject({
      rule: z.enum(ALL_RULES.map((rule) => rule.id)),
      severity: z.enum(['error', 'warning', 'information', 'hint']),
      ...place,
      message: z.string().min(1),
      count: z.int().min(2).optional(),
      firmware: z.string().min(1).optional(),
      fix: z
        .strictObject({
          title: z.string().min(1),
          edits: z.array(z.strictObject({ ...place, newText: z.string() })).min(1),
        })
        .optional(),
    }),
  ),
  summary: z.strictObject({ error: count, warning: count, information: count, hint: count }),
});

async function checkOf(words: readonly string[]): Promise<z.infer<typeof check>> {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'check', ...words, '--json']);
  const answer = check.parse(JSON.parse(stdout));
  const { error, warning } = answer.summary;
  const counts = words.includes('--severity') ? answer.problems.length : error + warning;
  expect({ exitCode, stderr }).toEqual({
    exitCode: counts === 0 ? 0 : 1,
    stderr: '',
  });
  for (const severity of ['error', 'warning', 'information', 'hint'] as const)
    expect(answer.summary[severity]).toBe(
      answer.problems.filter((problem) => problem.severity === severity).length,
    );
  return answer;
}

describe('--json', () => {
  test('a sound file has no problems', async () => {
    expect((await checkOf([SOUND])).problems).toEqual([]);
  });

  test('a problem names rule, place, firmware and fix', async () => {
    const { problems } = await checkOf([LEADING_ZERO, '--flavor', 'klipper']);
    expect(problems).toEqual([
      expect.objectContaining({
        rule: 'leading-zero-code',
        line: 21,
        column: 1,
        firmware: 'Unknown command:"G01"',
        fix: expect.objectContaining({
          edits: [{ line: 21, column: 1, endColumn: 4, newText: 'G1' }],
        }),
      }),
    ]);
  });

  test('the firmware decides', async () => {
    const { problems, flavorSource } = await checkOf([LEADING_ZERO, '--flavor', 'marlin']);
    expect(problems.map((problem) => problem.rule)).not.toContain('leading-zero-code');
    expect(flavorSource).toBe('setting');
  });

  test('many problems, in the order of lines', async () => {
    const { problems } = await checkOf([MANY]);
    const lines = problems.map((problem) => problem.line);
    expect(lines.length).toBeGreaterThan(3);
    expect(lines).toEqual([...lines].sort((a, b) => a - b));
  });

  test('--severity leaves out what weighs less', async () => {
    const all = await checkOf([MANY]);
    for (const [index, least] of ['error', 'warning', 'information', 'hint'].entries()) {
      const kept = ['error', 'warning', 'information', 'hint'].slice(0, index + 1);
      const { problems } = await checkOf([MANY, '--severity', least]);
      expect(problems).toEqual(all.problems.filter(({ severity }) => kept.includes(severity)));
    }
  });

  test('--disable leaves out rules', async () => {
    const { problems } = await checkOf([
      LEADING_ZERO,
      '--disable',
      'sci-notation,leading-zero-code',
    ]);
    expect(problems).toEqual([]);
  });
});

describe('--rule', () => {
  const countsOf = async (...words: string[]) => {
    const { problems, summary } = await checkOf([LEADING_ZERO, ...words]);
    return { rules: problems.map(({ rule }) => rule), ...summary };
  };

  test('says how grave the problems of a rule are, which decides how the command ends', async () => {
    const nothing = { error: 0, warning: 0, information: 0, hint: 0 };
    const found = { rules: ['leading-zero-code'], ...nothing };
    expect(await countsOf()).toEqual({ ...found, warning: 1 });
    expect(await countsOf('--rule', 'leading-zero-code=error')).toEqual({ ...found, error: 1 });
    expect(await countsOf('--rule=leading-zero-code=hint')).toEqual({ ...found, hint: 1 });
    expect(await countsOf('--rule', 'leading-zero-code=off')).toEqual({ rules: [], ...nothing });
    const both = ['--rule', 'inches=off', '--rule', 'leading-zero-code=information'];
    expect(await countsOf(...both)).toEqual({ ...found, information: 1 });
    expect(await countsOf(...both, '--severity', 'warning')).toEqual({ rules: [], ...nothing });
    expect(await countsOf('--rule', 'leading-zero-code=error', '--severity', 'error')).toEqual({
      ...found,
      error: 1,
    });
  });
});

describe('text', () => {
  test('says what --json says, as compilers print it', async () => {
    const { problems } = await checkOf([MANY]);
    const { exitCode, stdout } = await run3dpai(['gcode', 'check', MANY]);
    expect(exitCode).toBe(1);
    const lines = stdout.split('\n').filter((line) => /^\S+:\d+:\d+: /.test(line));
    expect(lines).toEqual(
      problems.map(
        ({ line, column, severity, message, rule }) =>
          `${MANY}:${line}:${column}: ${severity}: ${message} [${rule}]`,
      ),
    );
  });

  test('a sound file', async () => {
    const { exitCode, stdout } = await run3dpai(['gcode', 'check', SOUND]);
    expect({ exitCode, stdout }).toEqual({
      exitCode: 0,
      stdout: `${SOUND}: no problems by the rules of Klipper.\n`,
    });
  });

  test('colours only where asked for', async () => {
    const words = ['gcode', 'check', LEADING_ZERO];
    const colour = '\x1b[';
    expect((await run3dpai(words)).stdout).not.toContain(colour);
    const coloured = await run3dpai(words, { environment: { FORCE_COLOR: '1' } });
    expect(coloured.stdout).toContain(colour);
    const forbidden = await run3dpai(words, { environment: { NO_COLOR: '1' } });
    expect(forbidden.stdout).not.toContain(colour);
  });
});

/** The part of the SARIF 2.1.0 schema that we use. */
const region = z.strictObject({
  startLine: z.int().min(1),
  startColumn: z.int().min(1),
  endColumn: z.int().min(1),
});
const artifactLocation = z.strictObject({ uri: z.string().regex(/^[^\s\\"<>]+$/) });
const level = z.enum(['none', 'note', 'warning', 'error']);
const text = z.strictObject({ text: z.string().min(1) });
const sarif = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.tuple([
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.literal('3dpai'),
          semanticVersion: z.string().regex(/^\d+\.\d+\.\d+/),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: text,
              helpUri: z.url().regex(/\/docs\/rules\/[a-z0-9-]+\.md$/),
              defaultConfiguration: z.strictObject({ level }),
            }),
          ),
        }),
      }),
      automationDetails: z.strictObject({ id: z.string().regex(/^3dpai\/.+\/$/) }),
      columnKind: z.literal('utf16CodeUnits'),
      artifacts: z.array(z.strictObject({ location: artifactLocation })),
      results: z.array(
        z.strictObject({
          ruleId: z.string(),
          ruleIndex: z.int().min(0),
          level,
          message: text,
          locations: z
            .array(
              z.strictObject({ physicalLocation: z.strictObject({ artifactLocation, region }) }),
            )
            .length(1),
          occurrenceCount: z.int().min(1).optional(),
          fixes: z
            .array(
              z.strictObject({
                description: text,
                artifactChanges: z.array(
                  z.strictObject({
                    artifactLocation,
                    replacements: z.array(
                      z.strictObject({
                        deletedRegion: region,
                        insertedContent: z.strictObject({ text: z.string() }),
                      }),
                    ),
                  }),
                ),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ]),
});

test('--sarif says what --json says', async () => {
  const { problems } = await checkOf([MANY]);
  const { exitCode, stdout } = await run3dpai(['gcode', 'check', MANY, '--sarif']);
  expect(exitCode).toBe(1);
  const [run] = sarif.parse(JSON.parse(stdout)).runs;
  const { rules } = run.tool.driver;
  expect(rules.map((rule) => rule.id)).toEqual(ALL_RULES.map((rule) => rule.id));
  expect(
    run.results.map(({ ruleId, ruleIndex, locations }) => {
      expect(rules[ruleIndex]?.id).toBe(ruleId);
      const { region } = locations[0]!.physicalLocation;
      return [ruleId, region.startLine, region.startColumn, region.endColumn];
    }),
  ).toEqual(problems.map(({ rule, line, column, endColumn }) => [rule, line, column, endColumn]));
});

test.each([
  [['--nozzle', '0.4'], 'gcode check has no option --nozzle; it has --flavor'],
  [['--severity', 'fatal'], '--severity cannot be "fatal"; it takes error, warning'],
  [['--flavor', 'sailfish'], '--flavor cannot be "sailfish"; it takes klipper, marlin'],
  [['--flavor'], '--flavor needs a value: klipper, marlin'],
  [['--disable', 'leading-zero'], '--disable names no rule "leading-zero"; rules are '],
  [['--rule', 'inches'], '--rule cannot be "inches"; it takes RULE=SEVERITY with off, error'],
  [['--rule', 'inches=fatal'], '--rule cannot be "inches=fatal"; it takes RULE=SEVERITY'],
  [['--rule', 'leading-zero=off'], '--rule names no rule "leading-zero"; rules are '],
  [['--json', '--sarif'], 'either --json or --sarif'],
  [['--json=yes'], '--json takes no value.'],
])('%j is wrong use', async (words, message) => {
  const { exitCode, stdout, stderr } = await run3dpai(['gcode', 'check', SOUND, ...words]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr.trimEnd()).not.toContain('\n');
});
