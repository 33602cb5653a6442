import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Connection } from 'vscode-languageserver';
import { PRESETS } from '#core/machine/presets';
import { Configurations } from '../../../server/src/config/configurations.ts';
import { FolderSettings } from '../../../server/src/folderSettings.ts';
import { PrinterProfiles } from '../../../server/src/printerProfile.ts';

let folder = '';
let configurations = new Configurations();

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-printer-profile-'));
  configurations = new Configurations();
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(
  name: string,
  text = '[printer]\nkinematics: none\nmax_velocity: 123\nmax_accel: 1',
): void {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), text);
}

function profilesFor(printerProfile: string): PrinterProfiles {
  // It is asked for nothing: the settings come with `begin`.
  const settings = new FolderSettings({} as Connection);
  settings.begin([uriOf(''), uriOf('inner')], false, { printerProfile });
  return new PrinterProfiles(configurations, settings);
}

function uriOf(name: string): string {
  return pathToFileURL(path.join(folder, name)).href;
}

/** Where the printer of a file comes from, or the sentence why there is none. */
async function chosenFor(printerProfile: string, file = 'part.gcode'): Promise<string> {
  const { profile, problem } = await profilesFor(printerProfile).profileOf(uriOf(file));
  if (!profile) return (problem ?? 'none').replaceAll(folder, '');
  const { source } = profile;
  if (source.kind === 'printer.cfg') return path.relative(folder, source.path);
  return source.kind === 'preset' ? source.id : source.kind;
}

describe('without a choice', () => {
  test('the folder’s own printer.cfg is taken', async () => {
    expect(await chosenFor('')).toBe('none');
    write('config/printer.cfg');
    expect(await chosenFor('')).toBe('config/printer.cfg');
    expect(await chosenFor('', 'deep/down/part.gcode')).toBe('config/printer.cfg');
  });

  test('the innermost folder counts', async () => {
    write('printer.cfg');
    write('inner/printer.cfg');
    expect(await chosenFor('', 'inner/part.gcode')).toBe('inner/printer.cfg');
    expect(await chosenFor('', 'innermost/part.gcode')).toBe('printer.cfg');
  });

  test('two of them are one too many', async () => {
    write('printer.cfg');
    write('config/printer.cfg');
    expect(await chosenFor('')).toMatchInlineSnapshot(
      `" has two printers, printer.cfg and config/printer.cfg; name one of them in the setting 3dpai.printerProfile."`,
    );
  });

  test('a file outside of all folders has none', async () => {
    write('printer.cfg');
    const { profile, problem } = await profilesFor('').profileOf('file:///elsewhere/part.gcode');
    expect([profile, problem]).toEqual([undefined, undefined]);
  });
});

describe('with a choice', () => {
  test('a path counts from the folder, or is absolute', async () => {
    write('printers/voron.cfg');
    expect(await chosenFor('printers/voron.cfg')).toBe('printers/voron.cfg');
    expect(await chosenFor(` ${path.join(folder, 'printers/voron.cfg')}`)).toBe(
      'printers/voron.cfg',
    );
  });

  test('a printer that 3dpai knows goes by its id', async () => {
    const { id } = PRESETS[0]!;
    expect(await chosenFor(id)).toMatch(/^(?:assumed|generic-klipper)$/);
    expect(await chosenFor(PRESETS.at(-1)!.id)).toBe(PRESETS.at(-1)!.id);
  });

  test('what cannot be read is said in one sentence', async () => {
    mkdirSync(path.join(folder, 'printers'));
    expect(await chosenFor('nothing.cfg')).toMatchInlineSnapshot(
      `"The printer /nothing.cfg cannot be read; correct the setting 3dpai.printerProfile, which takes the path of a printer.cfg or the id of a printer that 3dpai knows."`,
    );
    expect(await chosenFor('printers')).toContain('/printers cannot be read');
    const { problem } = await profilesFor('nothing.cfg').profileOf('untitled:part');
    expect(problem).toMatchInlineSnapshot(
      `"The printer nothing.cfg is neither one that 3dpai knows nor a whole path, and this file lies in no workspace folder; correct the setting 3dpai.printerProfile."`,
    );
  });
});

test('the same answer is the same object until the configuration changes', async () => {
  write('printer.cfg', '[include limits.cfg]');
  write('limits.cfg');
  const profiles = profilesFor('');
  const ask = () => profiles.profileOf(uriOf('part.gcode'));
  const before = await ask();
  expect(await ask()).toBe(before);
  write('limits.cfg', '[printer]\nkinematics: none\nmax_velocity: 77\nmax_accel: 1');
  const after = await ask();
  expect(after).not.toBe(before);
  expect(after.profile?.limits).toMatchObject({ maxVelocityMmPerS: 77 });
  configurations.open(uriOf('limits.cfg'), 1, '[printer]\nmax_velocity: 55');
  expect((await ask()).profile?.limits).toMatchObject({ maxVelocityMmPerS: 55 });
});

test('who listens hears of a change once it is over', async () => {
  const profiles = profilesFor('');
  let told = 0;
  const heard = new Promise<void>((resolve) => {
    profiles.onDidChange(() => {
      told += 1;
      resolve();
    });
  });
  for (let version = 1; version <= 20; version++) configurations.changed();
  await heard;
  expect(told).toBe(1);
});
