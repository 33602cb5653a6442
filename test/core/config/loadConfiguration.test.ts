import { describe, expect, test } from 'vitest';
import { loadConfiguration } from '#core/config/loadConfiguration';
import { memoryFiles } from './memoryFiles.ts';

const MAIN = '/c/printer.cfg';

function load(texts: Readonly<Record<string, string>>) {
  return loadConfiguration(MAIN, memoryFiles(texts));
}

/** The option that counts, and the file it comes from: `[a] b = 1 (/c/x.cfg)`. */
function expectCounts(texts: Readonly<Record<string, string>>, expected: readonly string[]): void {
  const found = [...load(texts).sections].flatMap(([key, { options }]) =>
    [...options.values()].map(
      ({ path, option }) => `[${key}] ${option.name} = ${option.value} (${path})`,
    ),
  );
  expect(found).toEqual(expected);
}

function problems(texts: Readonly<Record<string, string>>): string[] {
  return load(texts).problems.map(
    ({ path, problem }) => `${path}:${problem.line + 1} ${problem.rule} | ${problem.firmware}`,
  );
}

describe('putting together', () => {
  test('an include stands for the text of its file, at its place', () => {
    const texts = {
      [MAIN]: '[a]\nb: 1\nc: 1\n[include x.cfg]\n[a]\nc: 3',
      '/c/x.cfg': '[a]\nb: 2\nc: 2\nd: 2',
    };
    expectCounts(texts, ['[a] b = 2 (/c/x.cfg)', `[a] c = 3 (${MAIN})`, '[a] d = 2 (/c/x.cfg)']);
  });

  test('patterns are read in the order of names, relative to the file that has them', () => {
    const texts = {
      [MAIN]: '[include sub/*.cfg]',
      '/c/sub/b.cfg': '[b]\n[include ../other.cfg]',
      '/c/sub/a.cfg': '[a]',
      '/c/sub/.hidden.cfg': '[hidden]',
      '/c/sub/deep/c.cfg': '[deep]',
      '/c/other.cfg': '[other]',
    };
    const { files, sections } = load(texts);
    expect([...sections.keys()]).toEqual(['a', 'b', 'other']);
    expect(files.map((file) => file.path)).toEqual([
      MAIN,
      '/c/sub/a.cfg',
      '/c/sub/b.cfg',
      '/c/other.cfg',
    ]);
  });

  test('a file that is included twice counts twice and is listed once', () => {
    const texts = {
      [MAIN]: '[include x.cfg]\n[a]\nb: 2\n[include x.cfg]',
      '/c/x.cfg': '[a]\nb: 1',
    };
    expectCounts(texts, ['[a] b = 1 (/c/x.cfg)']);
    const { files, sections } = load(texts);
    expect(files).toHaveLength(2);
    expect(sections.get('a')?.places.map((place) => place.path)).toEqual(['/c/x.cfg', MAIN]);
  });

  test('names have a case, types have none here', () => {
    const keys = load({ [MAIN]: '[Fan_Generic Bed]\n[fan_generic bed]' }).sections.keys();
    expect([...keys]).toEqual(['fan_generic Bed', 'fan_generic bed']);
  });
});

const SAVED = `
#*# <---------------------- SAVE_CONFIG ---------------------->
#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.
#*#
`;

describe('the part that SAVE_CONFIG keeps', () => {
  test('fills in what is not set elsewhere', () => {
    const texts = {
      [MAIN]: `[include x.cfg]\n[a]\nb: 1${SAVED}#*# [a]\n#*# b = 9\n#*# c = 9\n#*# d = 9`,
      '/c/x.cfg': '[a]\nc: 2',
    };
    expectCounts(texts, [`[a] c = 2 (/c/x.cfg)`, `[a] b = 1 (${MAIN})`, `[a] d = 9 (${MAIN})`]);
    expect(problems(texts)).toEqual([
      `${MAIN}:8 save-config-overridden | undefined`,
      `${MAIN}:9 save-config-overridden | SAVE_CONFIG section 'a' option 'c' conflicts with included value`,
    ]);
  });

  test('of an included file is a comment', () => {
    const texts = { [MAIN]: '[include x.cfg]', '/c/x.cfg': `[a]\nb: 1${SAVED}#*# [a]\n#*# c = 9` };
    expectCounts(texts, ['[a] b = 1 (/c/x.cfg)']);
  });

  test('may set an option twice itself', () => {
    const texts = { [MAIN]: `[a]${SAVED}#*# [b]\n#*# c = 1\n#*# c = 2` };
    expectCounts(texts, [`[b] c = 2 (${MAIN})`]);
    expect(problems(texts)).toEqual([]);
  });
});

describe('problems', () => {
  test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'a file that is not there',
      { [MAIN]: '[a]\n[include sub/x.cfg]\n[b]' },
      [`${MAIN}:2 include-not-found | Include file '/c/sub/x.cfg' does not exist`],
    ],
    ['a pattern that matches nothing is none', { [MAIN]: '[include sub/*.cfg]' }, []],
    [
      'a file that includes itself',
      { [MAIN]: '[include printer.cfg]\n[a]' },
      [`${MAIN}:1 include-recursive | Recursive include of config file '${MAIN}'`],
    ],
    [
      'files in a circle, found by a pattern',
      { [MAIN]: '[include x/*.cfg]', '/c/x/y.cfg': '[a]\n[include *.cfg]' },
      ["/c/x/y.cfg:2 include-recursive | Recursive include of config file '/c/x/y.cfg'"],
    ],
    [
      'a folder',
      { [MAIN]: '[include sub]', '/c/sub/a.cfg': '' },
      [`${MAIN}:1 file-not-readable | Unable to open config file /c/sub`],
    ],
    ['no main file', {}, [`${MAIN}:1 file-not-readable | Unable to open config file ${MAIN}`]],
  ])('%s', (_name, texts, expected) => {
    expect(problems(texts)).toEqual(expected);
  });

  test('the rest of the file counts all the same', () => {
    const { sections } = load({ [MAIN]: '[a]\n[include gone.cfg]\n[include printer.cfg]\n[b]' });
    expect([...sections.keys()]).toEqual(['a', 'b']);
  });

  test('files that double with every step end', () => {
    const texts: Record<string, string> = { [MAIN]: '[include 0.cfg]' };
    for (let step = 0; step < 40; step++) {
      texts[`/c/${step}.cfg`] = `[include ${step + 1}.cfg]\n[include ${step + 1}.cfg]\n[s${step}]`;
    }
    texts['/c/40.cfg'] = '[a]';
    const found = problems(texts);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain('include-too-many');
  });
});
