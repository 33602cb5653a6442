import { expect, test } from 'vitest';
import { globPaths } from '#core/config/configGlob';

// Expectations are what Python's glob.glob says of the same names.
test.each([
  ['a.cfg', 'a.cfg b.cfg', 'a.cfg'],
  ['*.cfg', 'a.cfg b.cfg.bak .c.cfg d.cfg', 'a.cfg d.cfg'],
  ['.*', 'a .b', '.b'],
  ['?.cfg', 'a.cfg ab.cfg', 'a.cfg'],
  ['[ab].cfg', 'a.cfg b.cfg c.cfg', 'a.cfg b.cfg'],
  ['[!ab].cfg', 'a.cfg b.cfg c.cfg', 'c.cfg'],
  ['[a-c]x', 'ax cx dx', 'ax cx'],
  ['[]a]', '] a b', '] a'],
  ['[^a]', '^ a b', '^ a'],
  ['[b-a]', 'a b', ''],
  ['[a', 'a [a', '[a'],
  ['**', 'a b', 'a b'],
  ['a*b*c', 'abc axxbyyc abcd', 'abc axxbyyc'],
  ['a+(b).cfg', 'a+(b).cfg ab.cfg', 'a+(b).cfg'],
  ['{a,b}', 'a b {a,b}', '{a,b}'],
])('%s in "%s": "%s"', (pattern, names, expected) => {
  const listed = names.split(' ');
  const found = globPaths('', pattern, {
    names: () => listed,
    exists: (path) => listed.includes(path),
  });
  expect(found.join(' ')).toBe(expected);
});

test('folders may be patterns too', () => {
  const folders: Readonly<Record<string, readonly string[]>> = {
    '/c/': ['a', 'b', 'x.cfg'],
    '/c/a/': ['1.cfg'],
    '/c/b/': ['2.cfg', 'note.txt'],
    '/': ['etc.cfg'],
  };
  const exists = (path: string) => {
    const end = path.lastIndexOf('/') + 1;
    return folders[path.slice(0, end)]?.includes(path.slice(end)) ?? false;
  };
  const find = (pattern: string) =>
    globPaths('/c', pattern, { names: (folder) => folders[folder], exists });
  expect(find('*/*.cfg')).toEqual(['/c/a/1.cfg', '/c/b/2.cfg']);
  expect(find('[ab]/2.cfg')).toEqual(['/c/b/2.cfg']);
  expect(find('/*.cfg')).toEqual(['/etc.cfg']);
  expect(find('gone/*.cfg')).toEqual([]);
});

test('a pattern of many stars takes no time', () => {
  const name = 'a'.repeat(5000);
  const folders = { names: () => [name], exists: () => true };
  expect(globPaths('', `${'*a'.repeat(200)}b`, folders)).toEqual([]);
});
