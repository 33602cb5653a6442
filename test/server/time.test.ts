import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type {
  LayersAnswer,
  LimitChoice,
  PrinterAnswer,
  ReadingStatus,
  StateAnswer,
} from '#core/contract/server';
import type { LineTime, TimeReport, WhatIfRow } from '#core/contract/time';
import { type ServerUnderTest, startLanguageServer } from '../support/languageServer.ts';

const FIXTURES = path.resolve(import.meta.dirname, '../fixtures');
const CUBE = readFileSync(path.join(FIXTURES, 'handmade/orcaslicer-klipper.gcode'), 'utf8');
/** One straight move of 100 mm at 100 mm/s from rest to rest. */
const ONE_MOVE = 'G1 X0 Y0 F6000\nG4 P0\nG1 X100\n';

const root = mkdtempSync(path.join(tmpdir(), '3dpai-time-'));
/** For tests that need no folder and no settings. */
let shared: ServerUnderTest;
let own: ServerUnderTest | undefined;

beforeAll(async () => {
  shared = await startLanguageServer();
});
afterEach(() => {
  own?.stop();
  own = undefined;
});
afterAll(() => {
  shared.stop();
  rmSync(root, { recursive: true, force: true });
});

/** A printer.cfg of which only the acceleration matters here. */
function printerConfig(accel: number): string {
  return [
    '[printer]',
    'kinematics: cartesian',
    'max_velocity: 500',
    `max_accel: ${accel}`,
    '[stepper_x]',
    'position_max: 300',
    '',
  ].join('\n');
}

/** A workspace folder with a printer.cfg, and the address of a G-code file in it. */
function folderWith(name: string, config: string | undefined): { uri: string; file: string } {
  const folder = path.join(root, name);
  mkdirSync(folder, { recursive: true });
  if (config !== undefined) writeFileSync(path.join(folder, 'printer.cfg'), config);
  return {
    uri: pathToFileURL(folder).href,
    file: pathToFileURL(path.join(folder, 'part.gcode')).href,
  };
}

async function started(
  options: Parameters<typeof startLanguageServer>[0],
): Promise<ServerUnderTest> {
  own = await startLanguageServer(options);
  return own;
}

async function totalSeconds(on: ServerUnderTest, uri: string): Promise<number> {
  return (await on.request<TimeReport>('3dpai/time', { uri })).seconds;
}

/** Path ÷ speed, and half the speed ÷ acceleration for each ramp. */
function secondsOfOneMove(accel: number): number {
  return 100 / 100 + 100 / accel;
}

describe('the time of a print', () => {
  test('is the sum of its roles and of what is outside its layers', async () => {
    const on = shared;
    const uri = 'file:///cube.gcode';
    await on.open(uri, CUBE);
    const report = await on.request<TimeReport>('3dpai/time', { uri });
    const { layers, seconds } = await on.request<LayersAnswer>('3dpai/layers', { uri });
    const sum = report.byRole.reduce((total, role) => total + role.seconds, 0);
    expect(report.profile).toEqual({ name: 'Klipper', source: 'assumed' });
    expect(sum + report.outsideLayersSeconds).toBeCloseTo(report.seconds, 1);
    expect(seconds).toBeCloseTo(report.seconds, 4);
    expect(layers.map((layer) => layer.startSeconds)).toEqual(
      report.byLayer.map((layer) => Math.round(layer.startSeconds * 1e3) / 1e3),
    );
    expect(report.unknown.map(({ kind }) => kind)).toEqual(['homing', 'heating', 'heating']);
    expect(report.fileSetsLimits).toBe(true);
  });

  test('of a line begins where the line before it ended, and all of them make the whole', async () => {
    const on = shared;
    const uri = 'file:///part.gcode';
    await on.open(uri, 'G1 X0 Y0 F6000\nG4 P250\nG1 X50\nG1 Y50\nG1 X0\n');
    const times: LineTime[] = [];
    for (let line = 0; line <= 5; line++)
      times.push(await on.request<LineTime>('3dpai/lineTime', { uri, line }));
    const total = await totalSeconds(on, uri);
    for (const [line, time] of times.entries()) {
      expect(time.startSeconds + time.seconds + time.remainingSeconds).toBeCloseTo(total, 5);
      const next = times[line + 1];
      if (next) expect(next.startSeconds).toBeCloseTo(time.startSeconds + time.seconds, 5);
    }
    expect(times.at(-1)).toEqual({ seconds: 0, startSeconds: total, remainingSeconds: 0 });
    const state = await on.request<StateAnswer>('3dpai/state', { uri, line: 3 });
    expect([state.seconds, state.lineSeconds, state.remainingSeconds]).toEqual([
      times[3]?.startSeconds,
      times[3]?.seconds,
      times[3]?.remainingSeconds,
    ]);
  });
});

describe('what if', () => {
  test('tells which limits there are, and plans with others', async () => {
    const folder = folderWith('what-if', printerConfig(1_000));
    const on = await started({ folders: [folder.uri] });
    const uri = folder.file;
    await on.open(uri, ONE_MOVE);
    const limits = await on.request<LimitChoice[]>('3dpai/limits', { uri });
    expect(limits.find(({ name }) => name === 'max_accel')).toMatchObject({ value: 1_000 });
    const sets = [{}, { max_accel: 2_000 }, { max_accel: 500, max_velocity: 50 }];
    const rows = await on.request<WhatIfRow[]>('3dpai/whatIf', {
      uri,
      sets,
      fileLimits: 'follow',
    });
    expect(rows.map(({ set }) => set)).toEqual(sets);
    const expected = [secondsOfOneMove(1_000), secondsOfOneMove(2_000), 100 / 50 + 50 / 500];
    for (const [row, seconds] of expected.entries())
      expect(rows[row]?.seconds).toBeCloseTo(seconds, 3);
  });

  test('follows the limits of the file, or passes over them', async () => {
    const on = shared;
    const uri = 'file:///limits.gcode';
    await on.open(uri, `SET_VELOCITY_LIMIT ACCEL=500\n${ONE_MOVE}`);
    const plan = async (fileLimits: string) => {
      const parameters = { uri, sets: [{ max_accel: 2_000 }], fileLimits };
      const [row] = await on.request<WhatIfRow[]>('3dpai/whatIf', parameters);
      return row?.seconds;
    };
    expect(await plan('follow')).toBeCloseTo(secondsOfOneMove(500), 3);
    expect(await plan('ignore')).toBeCloseTo(secondsOfOneMove(2_000), 3);
  });

  test('plans many at once, each right', async () => {
    const on = shared;
    const uri = 'file:///many.gcode';
    await on.open(uri, ONE_MOVE);
    const accels = [500, 1_000, 2_000, 4_000];
    const answers = await Promise.all(
      accels.map((accel) =>
        on.request<WhatIfRow[]>('3dpai/whatIf', {
          uri,
          sets: [{ max_accel: accel }],
          fileLimits: 'follow',
        }),
      ),
    );
    for (const [place, [row]] of answers.entries())
      expect(row?.seconds).toBeCloseTo(secondsOfOneMove(accels[place] ?? 0), 3);
  });

  test('of a long file is cancelled on the way, and others are answered meanwhile', async () => {
    const on = shared;
    const uri = 'file:///long.gcode';
    await on.open(uri, 'G1 X1 Y2 E3 F600\nG1 X9\n'.repeat(400_000));
    await on.request('3dpai/time', { uri });
    const events: string[] = [];
    const source = new CancellationTokenSource();
    const sets = Array.from({ length: 60 }, (_, place) => ({ max_accel: 1_000 + place }));
    const answer = on.connection
      .sendRequest('3dpai/whatIf', { uri, sets, fileLimits: 'follow' }, source.token)
      .then(
        () => events.push('answered'),
        (error: { code: number }) => events.push(`refused ${error.code}`),
      );
    await on.request('3dpai/ping', null);
    await on.request('3dpai/lineTime', { uri, line: 10 });
    events.push('other answered');
    source.cancel();
    await answer;
    expect(events).toEqual(['other answered', 'refused -32800']);
  });

  test('ends when the file is edited', async () => {
    const on = shared;
    const uri = 'file:///edited.gcode';
    await on.open(uri, 'G1 X1 Y2 E3 F600\nG1 X9\n'.repeat(400_000));
    await on.request('3dpai/time', { uri });
    const sets = Array.from({ length: 60 }, (_, place) => ({ max_accel: 1_000 + place }));
    const answer = on.request('3dpai/whatIf', { uri, sets, fileLimits: 'follow' });
    const start = { line: 0, character: 0 };
    await on.change(uri, 2, [{ range: { start, end: start }, text: 'G28\n' }]);
    await expect(answer).rejects.toMatchObject({ code: -32801 });
  });

  test.each([
    [{ sets: [{ max_acceleration: 5 }] }, 'There is no limit "max_acceleration" of this printer'],
    [{ sets: [{ max_accel: 0 }] }, '"max_accel" cannot be 0'],
    [{ sets: [{ max_accel: '5' }] }, '"max_accel" cannot be 5'],
    [{ sets: [{ max_accel: 1e300 }] }, 'above 0 to 1,000,000,000'],
    [{ sets: [{ minimum_cruise_ratio: 1 }] }, 'from 0 to below 1'],
    [{ sets: { max_accel: 5 } }, '"sets" must be a list'],
    [{ sets: Array.from({ length: 101 }, () => ({})) }, 'at most 100'],
    [{ sets: [null] }, '"sets" must hold limits by name'],
    [{ sets: [], fileLimits: 'maybe' }, '"fileLimits" must be'],
  ])('is refused in one sentence: %j', async (given, sentence) => {
    const on = shared;
    const uri = 'file:///refused.gcode';
    await on.close(uri);
    await on.open(uri, ONE_MOVE);
    const parameters = { uri, fileLimits: 'follow', ...given };
    await expect(on.request('3dpai/whatIf', parameters)).rejects.toThrow(sentence);
  });
});

describe('the printer of a file', () => {
  test('is that of its folder: two folders, two printers', async () => {
    const slow = folderWith('slow', printerConfig(500));
    const fast = folderWith('fast', printerConfig(4_000));
    const on = await started({ folders: [slow.uri, fast.uri] });
    await on.open(slow.file, ONE_MOVE);
    await on.open(fast.file, ONE_MOVE);
    expect(await totalSeconds(on, slow.file)).toBeCloseTo(secondsOfOneMove(500), 3);
    expect(await totalSeconds(on, fast.file)).toBeCloseTo(secondsOfOneMove(4_000), 3);
    expect(await on.request<PrinterAnswer>('3dpai/printer', { uri: slow.file })).toEqual({
      profile: { name: 'slow', source: 'printer.cfg' },
      origin: path.join(root, 'slow', 'printer.cfg'),
      firmware: 'klipper',
      problem: null,
    });
  });

  test('is what the settings of its folder name, as are firmware and rules', async () => {
    const preset = folderWith('preset', undefined);
    const none = folderWith('none', printerConfig(500));
    const on = await started({
      folders: [preset.uri, none.uri],
      configuration(scopeUri) {
        if (scopeUri === preset.uri) return { printerProfile: 'voron-0', flavor: 'auto' };
        if (scopeUri === none.uri)
          return { printerProfile: 'none', flavor: 'marlin', problems: { disabledRules: [] } };
        return { problems: { disabledRules: ['not-homed'] } };
      },
    });
    const elsewhere = 'file:///elsewhere/part.gcode';
    for (const uri of [preset.file, none.file, elsewhere]) await on.open(uri, ONE_MOVE);
    const printer = (uri: string) => on.request<PrinterAnswer>('3dpai/printer', { uri });
    expect((await printer(preset.file)).profile.source).toBe('preset');
    expect(await printer(none.file)).toMatchObject({
      profile: { name: 'Marlin', source: 'assumed' },
      firmware: 'marlin',
    });
    const codes = async (uri: string) => (await on.diagnostics(uri, 1)).map(({ code }) => code);
    expect(await codes(preset.file)).toContain('not-homed');
    expect(await codes(elsewhere)).not.toContain('not-homed');
  });

  test('is told in one sentence where it does not count', async () => {
    const missing = folderWith('missing', undefined);
    const other = folderWith('other', printerConfig(500));
    const on = await started({
      folders: [missing.uri, other.uri],
      configuration: (scopeUri) =>
        scopeUri === missing.uri ? { printerProfile: 'nowhere.cfg' } : { flavor: 'marlin' },
    });
    await on.open(missing.file, ONE_MOVE);
    await on.open(other.file, ONE_MOVE);
    const problem = async (uri: string) =>
      (await on.request<PrinterAnswer>('3dpai/printer', { uri })).problem;
    expect(await problem(missing.file)).toMatch(/nowhere\.cfg cannot be read/);
    expect(await problem(other.file)).toBe(
      'The printer other runs Klipper, but this file is read for Marlin, so Marlin’s default limits count; choose another printer or firmware.',
    );
  });

  test('has presets to choose from', async () => {
    const on = shared;
    const presets = await on.request<{ id: string; name: string; firmware: string }[]>(
      '3dpai/presets',
      null,
    );
    expect(presets.length).toBeGreaterThan(5);
    expect(new Set(presets.map(({ id }) => id)).size).toBe(presets.length);
    expect(presets[0]?.firmware).toBe('Klipper');
  });

  test('has another time as soon as printer.cfg is edited, and only if the printer differs', async () => {
    const folder = folderWith('edited', printerConfig(1_000));
    const on = await started({ folders: [folder.uri] });
    const uri = folder.file;
    const generations: number[] = [];
    const ready = Promise.withResolvers<void>();
    on.connection.onNotification('3dpai/reading', (status: ReadingStatus) => {
      if (status.phase !== 'ready' || status.uri !== uri) return;
      generations.push(status.generation);
      if (generations.length === 2) ready.resolve();
    });
    await on.open(uri, ONE_MOVE);
    expect(await totalSeconds(on, uri)).toBeCloseTo(secondsOfOneMove(1_000), 3);

    const config = pathToFileURL(path.join(root, 'edited', 'printer.cfg')).href;
    const changed = Promise.withResolvers<void>();
    on.connection.onNotification('3dpai/printerChanged', () => changed.resolve());
    await on.connection.sendNotification('textDocument/didOpen', {
      textDocument: {
        uri: config,
        languageId: 'klipper-config',
        version: 1,
        text: `# a comment changes nothing\n${printerConfig(1_000)}`,
      },
    });
    await changed.promise;
    expect(generations).toHaveLength(1);
    await on.change(config, 2, [{ text: printerConfig(4_000) }]);
    await ready.promise;
    expect(await totalSeconds(on, uri)).toBeCloseTo(secondsOfOneMove(4_000), 3);
    expect(generations[1]).toBeGreaterThan(generations[0] ?? 0);
  });

  test('that changed has lenses, hints and the outline asked for again', async () => {
    const folder = folderWith('again', printerConfig(1_000));
    let printerProfile = '';
    const asked: string[] = [];
    const on = await started({
      folders: [folder.uri],
      configuration: () => ({ printerProfile }),
      capabilities: {
        workspace: {
          codeLens: { refreshSupport: true },
          inlayHint: { refreshSupport: true },
        },
        textDocument: { documentSymbol: { dynamicRegistration: true } },
      },
    });
    expect(on.capabilities.documentSymbolProvider).toBe(false);
    const outlines = Promise.withResolvers<void>();
    const note = (what: string) => () => {
      asked.push(what);
      if (what === 'outline' && asked.filter((each) => each === what).length === 2)
        outlines.resolve();
      return null;
    };
    on.connection.onRequest('workspace/codeLens/refresh', note('lenses'));
    on.connection.onRequest('workspace/inlayHint/refresh', note('hints'));
    on.connection.onRequest('client/registerCapability', note('outline'));
    on.connection.onRequest('client/unregisterCapability', note('no outline'));
    await on.open(folder.file, ONE_MOVE);
    await on.request('3dpai/time', { uri: folder.file });
    printerProfile = 'none';
    await on.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    await outlines.promise;
    expect(asked.toSorted()).toEqual(['hints', 'lenses', 'no outline', 'outline', 'outline']);
    expect(await totalSeconds(on, folder.file)).toBeCloseTo(secondsOfOneMove(3_000), 3);
  });
});
