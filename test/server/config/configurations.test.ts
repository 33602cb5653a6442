import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Configurations } from '../../../server/src/config/configurations.ts';

let folder = '';
let configurations = new Configurations();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-configurations-'));
  configurations = new Configurations();
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** Names of the files of a configuration, then its problems and what was left out. */
function read(main: string): string[] {
  const { texts, configuration, refusals } = configurations.load(path.join(folder, main));
  const names = [...texts.keys()].map((file) => path.relative(folder, file));
  const problems = configuration.problems.map(({ problem }) => problem.rule);
  return [...names, ...problems, ...refusals.map((sentence) => sentence.replace(folder, ''))];
}

function open(name: string, text: string): void {
  configurations.open(pathToFileURL(path.join(folder, name)).href, 1, text);
}

describe('a configuration', () => {
  test('is the main file and what it includes, each once', () => {
    write('printer.cfg', '[include macros/*.cfg]\n[include ./macros/../b.cfg]\n[include b.cfg]');
    write('macros/z.cfg', '[gcode_macro Z]\ngcode:\n  G28');
    write('macros/a.cfg', '');
    write('b.cfg', '');
    expect(read('printer.cfg')).toEqual(['printer.cfg', 'macros/a.cfg', 'macros/z.cfg', 'b.cfg']);
    expect(configurations.load(path.join(folder, 'printer.cfg')).profile.macros).toMatchObject([
      { name: 'Z' },
    ]);
  });

  test('is read from open editors before the disk', () => {
    write('printer.cfg', '[include a.cfg]');
    write('a.cfg', '');
    write('b.cfg', '');
    open('printer.cfg', '[include b.cfg]\n[include only-open.cfg]');
    open('only-open.cfg', '');
    expect(read('printer.cfg')).toEqual(['printer.cfg', 'b.cfg', 'only-open.cfg']);
  });

  test('is the same object until a text changes', () => {
    const main = write('printer.cfg', '[include a.cfg]');
    write('a.cfg', '[printer]');
    const before = configurations.load(main);
    configurations.changed();
    expect(configurations.load(main)).toBe(before);
    write('a.cfg', '[printer]\nkinematics: none');
    expect(configurations.load(main)).not.toBe(before);
    expect(configurations.load(main).configuration.sections.get('printer')?.options.size).toBe(1);
  });

  test('that is watched is looked at again only when it changed', () => {
    const main = write('printer.cfg', '[printer]');
    configurations.isWatched = () => true;
    const before = configurations.load(main);
    write('printer.cfg', '[printer]\nkinematics: none');
    expect(configurations.load(main)).toBe(before);
    configurations.changed();
    expect(configurations.load(main)).not.toBe(before);
  });
});

describe('no harm is done by', () => {
  test('includes in a circle', () => {
    write('printer.cfg', '[include a.cfg]');
    write('a.cfg', '[include printer.cfg]\n[include a.cfg]');
    expect(read('printer.cfg')).toEqual([
      'printer.cfg',
      'a.cfg',
      'include-recursive',
      'include-recursive',
    ]);
  });

  test('what is no file, cannot be read or is no text', () => {
    mkdirSync(path.join(folder, 'folder.cfg'));
    symlinkSync('/dev/zero', path.join(folder, 'endless.cfg'));
    symlinkSync('loop.cfg', path.join(folder, 'loop.cfg'));
    write('binary.cfg', Uint8Array.of(0x5b, 0xff, 0x00, 0xfe));
    const names = ['folder.cfg', 'endless.cfg', 'loop.cfg', 'binary.cfg', 'a\0b.cfg', '/proc/kmsg'];
    write('printer.cfg', names.map((name) => `[include ${name}]`).join('\n'));
    const [file, ...problems] = read('printer.cfg');
    expect(file).toBe('printer.cfg');
    expect(problems).toHaveLength(names.length);
  });

  test('a file that is too large', () => {
    write('printer.cfg', '[include huge.cfg]');
    write('huge.cfg', '#'.repeat(8 * 1024 * 1024 + 1));
    expect(read('printer.cfg')).toEqual([
      'printer.cfg',
      'file-not-readable',
      '/huge.cfg is left out, because it has more than 8 MB.',
    ]);
  });

  test('too many files', () => {
    write('printer.cfg', '[include many/*.cfg]');
    for (let index = 0; index < 210; index++) write(`many/${1000 + index}.cfg`, '');
    const found = read('printer.cfg');
    expect(found.filter((line) => line.startsWith('many/'))).toHaveLength(199);
    expect(found).toContain('More than 200 files are included, so /many/1199.cfg is left out.');
  });

  test('a pattern that leads through the whole disk', () => {
    write('printer.cfg', '[include /*/*/*/*/*/*.cfg]');
    expect(read('printer.cfg')[0]).toBe('printer.cfg');
  });
});

describe('the main file of a file', () => {
  function mainOf(name: string): string {
    return path.relative(folder, configurations.mainOf(path.join(folder, name)));
  }

  test('is the nearest printer.cfg above that includes it', () => {
    write('printer.cfg', '[include config/macros/*.cfg]');
    write('config/printer.cfg', '[include other.cfg]');
    write('config/macros/a.cfg', '');
    write('config/other.cfg', '');
    expect(mainOf('config/macros/a.cfg')).toBe('printer.cfg');
    expect(mainOf('config/other.cfg')).toBe('config/printer.cfg');
  });

  test('is the file itself where none does', () => {
    write('printer.cfg', '');
    write('alone.cfg', '');
    expect(mainOf('alone.cfg')).toBe('alone.cfg');
    expect(configurations.mainOf('untitled:Untitled-1')).toBe('untitled:Untitled-1');
  });

  test('changes with the includes', () => {
    write('printer.cfg', '');
    write('a.cfg', '');
    expect(mainOf('a.cfg')).toBe('a.cfg');
    open('printer.cfg', '[include a.cfg]');
    expect(mainOf('a.cfg')).toBe('printer.cfg');
  });
});
