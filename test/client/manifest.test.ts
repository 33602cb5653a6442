import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ROLE_COLORS } from '#core/contract/summaryView';
import {
  COMMAND,
  CONFIG_LANGUAGE_ID,
  FLAVORS,
  GCODE_EXTENSIONS,
  LANGUAGE_ID,
  SETTING_DEFAULTS,
  VIEW,
} from '../../client/src/manifest.ts';

interface Setting {
  readonly default: unknown;
  readonly scope: string;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
}

const file = new URL('../../package.json', import.meta.url);
const manifest = JSON.parse(readFileSync(file, 'utf8'));
const { contributes } = manifest;

const contributedCommands: { command: string; title: string; category: string; icon?: string }[] =
  contributes.commands;
const commandIds = contributedCommands.map(({ command }) => command);
const viewIds = Object.values<{ id: string }[]>(contributes.views)
  .flat()
  .map(({ id }) => id);
const settings: Record<string, Setting> = Object.assign(
  {},
  ...contributes.configuration.map(({ properties }: { properties: object }) => properties),
);
const menuItems = Object.values<{ command: string; when?: string }[]>(contributes.menus).flat();

describe('the manifest in package.json', () => {
  it('contributes the commands of the table, and no others', () => {
    expect(commandIds.toSorted()).toEqual(Object.values(COMMAND).toSorted());
  });

  it('contributes the views of the table, and no others', () => {
    expect(viewIds.toSorted()).toEqual(Object.values(VIEW).toSorted());
  });

  it('contributes the settings of the table with the same values, and no others', () => {
    const defaults = Object.entries(settings).map(([key, setting]) => [key, setting.default]);
    expect(Object.fromEntries(defaults)).toEqual(SETTING_DEFAULTS);
  });

  it('describes every setting, and gives it a scope', () => {
    const lacking = Object.entries(settings).filter(
      ([, { markdownDescription, scope }]) => !markdownDescription || !scope,
    );
    expect(lacking).toEqual([]);
  });

  it('lets no workspace set what the server process is started with', () => {
    expect(settings['3dpai.server.maxOldSpaceMb']?.scope).toBe('machine');
    // The one setting that names a path is only read, and not taken from a folder that is not trusted.
    expect(manifest.capabilities.untrustedWorkspaces).toMatchObject({
      supported: 'limited',
      restrictedConfigurations: ['3dpai.printerProfile'],
    });
    // Should another setting ever name a program, a path or a host, then it has to be added there.
    const dangerous = Object.keys(settings).filter((key) =>
      /path|command|args|host|url/i.test(key),
    );
    expect(dangerous).toEqual([]);
  });

  it('names the same flavors, language and extensions as the code', () => {
    expect(settings['3dpai.flavor']?.enum).toEqual(FLAVORS);
    const [language] = contributes.languages;
    expect([language.id, language.extensions]).toEqual([LANGUAGE_ID, GCODE_EXTENSIONS]);
  });

  it('contributes the colors of the roles, each well seen in every theme', () => {
    const colors: { id: string; defaults: Record<string, string> }[] = contributes.colors;
    expect(colors.map(({ id }) => id)).toEqual(ROLE_COLORS.map((color) => `3dpai.${color}`));
    // Side bars of the themes that come with VS Code.
    const backgrounds = {
      dark: '#181818',
      light: '#F8F8F8',
      highContrast: '#000000',
      highContrastLight: '#FFFFFF',
    };
    const faint = colors.flatMap(({ id, defaults }) =>
      Object.entries(backgrounds)
        .filter(([theme, background]) => contrast(defaults[theme] ?? background, background) < 3)
        .map(([theme]) => `${id} in ${theme}`),
    );
    expect(faint).toEqual([]);
  });

  it('gives every command a category and a title that begins with a capital letter', () => {
    const wrong = contributedCommands.filter(
      ({ title, category }) => category !== '3dpai' || !/^[A-Z]/.test(title),
    );
    expect(wrong).toEqual([]);
  });

  it('puts only commands of its own into menus, with an icon where they stand in a toolbar', () => {
    const unknown = [...menuItems, ...contributes.keybindings].filter(
      ({ command }) => !commandIds.includes(command),
    );
    expect(unknown).toEqual([]);
    const toolbar = contributes.menus['view/title'].filter(({ group }: { group: string }) =>
      group.startsWith('navigation'),
    );
    const bare = toolbar.filter(
      ({ command }: { command: string }) =>
        contributedCommands.find((one) => one.command === command)?.icon === undefined,
    );
    expect(bare).toEqual([]);
  });

  it('uses in when-clauses only context keys, settings and views that there are', () => {
    const keys = ['3dpai.hasPrint', '3dpai.serverState', '3dpai.hasDataset'];
    const known = [...keys, ...viewIds, ...Object.keys(settings), ...commandIds];
    const clauses = JSON.stringify([
      contributes.commands,
      contributes.menus,
      contributes.keybindings,
      contributes.views,
      contributes.viewsWelcome,
      contributes.walkthroughs,
    ]);
    const mentioned = [...clauses.matchAll(/3dpai\.[a-zA-Z.]*[a-zA-Z]/g)].map(([name]) => name);
    const unknown = mentioned.filter(
      (name) => name !== '3dpai.3dpai' && !known.includes(name.replace(/\.focus$/, '')),
    );
    expect(unknown).toEqual([]);
  });

  it('names only files that exist', () => {
    const paths = JSON.stringify([manifest.icon, contributes]).matchAll(
      /"(?:\.\/)?((?:media|syntaxes)\/[^"]+)"/g,
    );
    for (const [, path] of paths) {
      expect(() => readFileSync(new URL(`../../${path}`, import.meta.url))).not.toThrow();
    }
  });
});

/** Contrast ratio of two colours, as WCAG 2 defines it. */
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(color: string): number {
  const channels = [1, 3, 5].map((at) => {
    const share = Number.parseInt(color.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = channels;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the language of printer.cfg', () => {
  const config = contributes.languages.find(({ id }: { id: string }) => id === CONFIG_LANGUAGE_ID);
  const firstLine = new RegExp(config.firstLine);

  it('claims no extension that other programs have too', () => {
    expect(config.extensions).toBeUndefined();
    expect(config.filenames).toEqual(['printer.cfg']);
  });

  it.each([
    '[mcu]',
    '[include macros/*.cfg]',
    '[gcode_macro START]',
    '[stepper_x]',
    '[printer] # x',
  ])('is told by %s', (line) => expect(firstLine.test(line)).toBe(true));

  it.each(['[server]', '[section]', '# a comment', '[include]', 'printer'])(
    'is not told by %s',
    (line) => expect(firstLine.test(line)).toBe(false),
  );
});

describe('the first line by which a file without an extension is known', () => {
  const firstLine = new RegExp(contributes.languages[0].firstLine);

  it.each([
    '; generated by PrusaSlicer 2.9.4 on 2025-11-06 at 10:00:00 UTC',
    '; generated by Slic3r 1.3.0 on 2024-02-03 at 04:05:06',
    '; HEADER_BLOCK_START',
    ';FLAVOR:Marlin',
    ';Generated with Cura_SteamEngine 5.6.0',
    '; G-Code generated by Simplify3D(R) Version 4.1.2',
    ';Sliced by ideaMaker 4.2.0.5250, 2022-01-01',
    '; KISSlicer - PRO',
  ])('is %s', (line) => {
    expect(firstLine.test(line)).toBe(true);
  });

  it.each([
    '; generated by hand',
    '; configuration file for a program',
    ';; an assembly file',
    'G1 X10',
  ])('is not %s', (line) => {
    expect(firstLine.test(line)).toBe(false);
  });
});
