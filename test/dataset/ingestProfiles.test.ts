import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHANNELS } from '#core/run/channels';
import type { IngestProfile, ProfileReading } from '../../pipeline/src/ingest/profile.ts';
import { PROFILES, profileNamed, profileOf } from '../../pipeline/src/ingest/profiles.ts';
import { openRawFolder } from '../../pipeline/src/ingest/rawFolder.ts';
import { goodRun, writeRun } from '../../scripts/fixtures/brokenRuns.mjs';

const TELEMETRY = path.resolve(
  import.meta.dirname,
  '../fixtures/moonraker-telemetry/telemetry.jsonl',
);

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), '3dpai-profile-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Writes a run folder, finds its profile and reads it. */
async function read(files: Readonly<Record<string, string | Buffer>>): Promise<{
  readonly profile: IngestProfile | undefined;
  readonly reading: ProfileReading;
}> {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  const raw = await openRawFolder(folder);
  const profile = await profileOf(raw);
  const file = await profile?.find(raw);
  return { profile, reading: await (profile ?? profileNamed('seed-v1')).read(raw, file ?? '') };
}

/** Rows as lines of text: the columns, then the numbers. */
function tableText({ table }: ProfileReading): string[] {
  const names = [...table.columns.keys()];
  const rows = Array.from({ length: table.rowCount }, (_, row) =>
    names.map((name) => table.columns.get(name)![row]).join(' '),
  );
  return [names.join(' '), ...rows];
}

function columnOf({ table }: ProfileReading, name: string): Float64Array {
  return table.columns.get(name)!;
}

test('every profile fills channels that there are, the first of them the time', () => {
  const known = CHANNELS.map(({ name }) => name);
  for (const { fills } of PROFILES) {
    expect(fills[0]).toBe('timestamp');
    for (const channel of fills) expect(known).toContain(channel);
  }
});

describe('klipper-moonraker', () => {
  test('a whole print of a real Klipper', async () => {
    const { profile, reading } = await read({ 'telemetry.jsonl': readFileSync(TELEMETRY) });
    expect(profile?.name).toBe('klipper-moonraker');
    expect(reading).toMatchObject({
      findings: [],
      filePosition: 'queued',
      startTime: '2026-11-21T01:18:17.008Z',
    });
    expect(reading.table.rowCount).toBe(416);
    expect([...reading.table.columns.keys()]).toEqual([
      'timestamp',
      'temperature',
      'target_temperature',
      'bed_temperature',
      'bed_target',
      'fan',
      'position_x',
      'position_y',
      'position_z',
      'velocity',
      'extruder_position',
      'filament_present',
      'file_position',
    ]);
    const times = columnOf(reading, 'timestamp');
    expect([times[0], times.at(-1)]).toEqual([4928.731345291, 5032.680684853]);
    expect(Math.max(...columnOf(reading, 'temperature'))).toBeGreaterThan(200);
    // Filament at the end as Klipper itself counted it.
    expect(columnOf(reading, 'extruder_position').at(-1)).toBeCloseTo(78.90672, 5);
    expect(Math.max(...columnOf(reading, 'file_position'))).toBe(14670);
    expect(new Set(columnOf(reading, 'target_temperature'))).toEqual(new Set([0, 200]));
    expect(
      reading.events
        .filter(({ event }) => event !== 'fan')
        .map(({ t, event, value }) => `${t.toFixed(1)} ${event} ${value ?? ''}`.trim()),
    ).toMatchInlineSnapshot(`
      [
        "4929.0 print_start",
        "4929.0 bed_target 60",
        "4950.3 hotend_target 200",
        "5030.2 hotend_target 0",
        "5030.2 bed_target 0",
        "5031.4 print_end",
      ]
    `);
  });

  test('what a message does not name is as it was', async () => {
    const { reading } = await read({
      'capture.jsonl': [
        message('initial', {
          eventtime: 10,
          status: { extruder: { temperature: 20, target: 0 }, fan: { speed: 0, rpm: null } },
        }),
        message('notify_status_update', [{ extruder: { target: 200 } }, 10.25]),
        message('notify_gcode_response', ['ok']),
        message('notify_status_update', [
          { fan: { speed: 0.5 }, extruder: { temperature: 21 } },
          10.5,
        ]),
      ].join(''),
    });
    expect(tableText(reading)).toEqual([
      'timestamp temperature target_temperature fan',
      '10 20 0 0',
      '10.25 20 200 0',
      '10.5 21 200 0.5',
    ]);
    expect(reading.events).toEqual([
      { t: 10.25, event: 'hotend_target', value: 200 },
      { t: 10.5, event: 'fan', value: 0.5 },
    ]);
  });

  test('pause, filament runout and shutdown are events', async () => {
    const { reading } = await read({
      'capture.jsonl': [
        message('initial', {
          eventtime: 1,
          status: {
            print_stats: { state: 'standby' },
            virtual_sdcard: { file_position: 0 },
            'filament_switch_sensor runout': { filament_detected: true },
          },
        }),
        message('notify_status_update', [{ print_stats: { state: 'printing' } }, 2]),
        message('notify_status_update', [
          {
            virtual_sdcard: { file_position: 900 },
            'filament_switch_sensor runout': { filament_detected: false },
          },
          3,
        ]),
        message('notify_status_update', [{ print_stats: { state: 'paused' } }, 4]),
        message('notify_status_update', [{ print_stats: { state: 'printing' } }, 5]),
        message('notify_status_update', [{ print_stats: { info: { current_layer: 3 } } }, 6]),
        message('notify_status_update', [
          { webhooks: { state: 'shutdown', state_message: 'MCU gone\nmore' } },
          7,
        ]),
      ].join(''),
    });
    expect(
      reading.events.map(({ t, event, value, message: text }) => [t, event, value ?? text ?? null]),
    ).toEqual([
      [2, 'print_start', 'printing'],
      [3, 'filament_runout', null],
      [4, 'pause', 'paused'],
      [5, 'resume', 'printing'],
      [6, 'layer', 3],
      [7, 'shutdown', 'MCU gone'],
    ]);
  });

  test('a capture that begins in the middle, one that goes back in time, one without a state', async () => {
    const late = await read({
      'capture.jsonl':
        message('notify_status_update', [{ extruder: { temperature: 20 } }, 2]) +
        message('notify_status_update', [{ extruder: { temperature: 21 } }, 1]),
    });
    expect(late.reading.findings.map(({ code, severity, line }) => [code, severity, line])).toEqual(
      [
        ['not-increasing', 'warning', 2],
        ['missing-cell', 'warning', 1],
      ],
    );
    const none = await read({ 'capture.jsonl': message('notify_klippy_ready', []) });
    expect(none.reading.findings).toMatchObject([{ code: 'empty-file', severity: 'error' }]);
  });
});

function message(method: string, parameters: unknown): string {
  return `${JSON.stringify({ t: 1_700_000_000_000, m: method, p: parameters })}\n`;
}

test('klippy-log: the Stats lines, and what is said in between', async () => {
  const { profile, reading } = await read({
    'klippy.log': [
      'Starting Klippy...',
      'Stats 5314.4: gcodein=0  mcu: mcu_awake=0.008 freq=16000088 heater_bed: target=60 temp=59.9 pwm=0.312 print_time=1934.557 buffer_time=0.000 print_stall=0 extruder: target=200 temp=199.9 pwm=0.401 sysload=0.2',
      'Starting SD card print (position 0)',
      'Stats 5315.4: gcodein=0  heater_bed: target=60 temp=60.1 pwm=0.300 sd_pos=1707 extruder: target=200 temp=-3.5 pwm=0.400',
      "Transition to shutdown state: MCU 'mcu' shutdown: Timer too close",
      '',
    ].join('\n'),
  });
  expect(profile?.name).toBe('klippy-log');
  expect(tableText(reading)).toEqual([
    'timestamp temperature target_temperature bed_temperature bed_target file_position',
    '5314.4 199.9 200 59.9 60 NaN',
    '5315.4 -3.5 200 60.1 60 1707',
  ]);
  expect(reading.events).toEqual([
    { t: 5314.4, event: 'print_start', file_position: 0 },
    { t: 5315.4, event: 'shutdown', message: "MCU 'mcu' shutdown: Timer too close" },
  ]);
  expect(reading.filePosition).toBe('queued');
});

test('klippy-log: where the clock begins anew, the last print counts', async () => {
  const { reading } = await read({
    'klippy.log':
      'Stats 900.1: extruder: target=0 temp=30.0 pwm=0.000\nStats 12.0: extruder: target=0 temp=31.0 pwm=0.000\n',
  });
  expect(tableText(reading)).toEqual(['timestamp temperature target_temperature', '12 31 0']);
});

test('octoprint-serial: answers to M105 and M114, commands as events', async () => {
  const { profile, reading } = await read({
    'serial.log': [
      '2026-01-15 10:00:00,000 - Connected to: /dev/ttyUSB0',
      '2026-01-15 10:00:00,100 - Send: N1 M104 S210*104',
      '2026-01-15 10:00:00,350 - Recv: ok T:24.12 /210.00 B:23.00 /0.00 @:127 B@:0',
      '2026-01-15 10:00:02,350 - Recv:  T:30.5 E:0 B:23.1',
      '2026-01-15 10:00:03,350 - Send: M106 S127.5',
      '2026-01-15 10:00:04,350 - Recv: X:10.00 Y:-20.50 Z:0.30 E:1.25 Count X:800 Y:-1640 Z:120',
      '2026-01-15 10:00:05,000 - SERIAL - DEBUG - Recv: ok T:31.00 /210.00 B:23.20 /0.00',
      '2026-01-15 10:00:06,000 - Recv: echo:busy: processing',
      '',
    ].join('\r\n'),
  });
  expect(profile?.name).toBe('octoprint-serial');
  expect(tableText(reading)).toEqual([
    'timestamp temperature target_temperature bed_temperature bed_target fan position_x position_y position_z extruder_position',
    '0.25 24.12 210 23 0 NaN NaN NaN NaN NaN',
    '2.25 30.5 NaN 23.1 NaN NaN NaN NaN NaN NaN',
    '4.25 NaN NaN NaN NaN 0.5 10 -20.5 0.3 1.25',
    '4.9 31 210 23.2 0 0.5 NaN NaN NaN NaN',
  ]);
  expect(reading.events).toEqual([
    { t: 0, event: 'hotend_target', value: 210 },
    { t: 3.25, event: 'fan', value: 0.5 },
  ]);
  expect(reading.startTime).toBe('2026-01-15T10:00:00.100');
});

test('prunt-ws: status messages, with the line of the file as its byte', async () => {
  const status = (time: number, line: number, more = {}) =>
    `${JSON.stringify({
      Status: {
        Time: time,
        Position: { X_AXIS: 1, Y_AXIS: 2, Z_AXIS: 3, E_AXIS: 4 },
        Thermistor_Temperatures: { HOTEND: 200.5, BED: 60 },
        Stepgen_Is_Paused: false,
        Current_File_Name: 'a.gcode',
        Current_File_Line: line,
        ...more,
      },
    })}\n`;
  const { profile, reading } = await read({
    'print.gcode': 'G28\nG1 X1\nG1 X2\n',
    'prunt.jsonl': `{"Server_Start_Time":"12.5"}\n${status(1, 0)}{"Log":"hello"}\n${status(2, 2)}${status(3, 3, { Stepgen_Is_Paused: true })}{"Fatal_Error":"Boom\\nstack"}\n`,
  });
  expect(profile?.name).toBe('prunt-ws');
  expect(tableText(reading)).toEqual([
    'timestamp temperature bed_temperature position_x position_y position_z extruder_position file_position',
    '1 200.5 60 1 2 3 4 NaN',
    '2 200.5 60 1 2 3 4 4',
    '3 200.5 60 1 2 3 4 10',
  ]);
  expect(reading.events.map(({ t, event }) => [t, event])).toEqual([
    [1, 'print_start'],
    [3, 'pause'],
    [3, 'shutdown'],
  ]);
});

test('prunt-sim: one row in 500, and the speed in between', async () => {
  const rows = Array.from(
    { length: 1201 },
    (_, i) => `DATA OUTPUT, ${(i * 0.01).toFixed(4)}, 2.0E+01, 0.2,0.5\n`,
  );
  const { profile, reading } = await read({ 'stdout.log': `Starting.\n${rows.join('')}` });
  expect(profile?.name).toBe('prunt-sim');
  expect([...reading.table.columns.keys()]).not.toContain('temperature');
  expect([...columnOf(reading, 'timestamp')].map((t) => t.toFixed(4))).toEqual([
    '0.0000',
    '0.0500',
    '0.1000',
  ]);
  expect([...columnOf(reading, 'velocity')].map((v) => v.toFixed(6))).toEqual([
    '0.000000',
    '100.000000',
    '100.000000',
  ]);
  expect(columnOf(reading, 'position_y')[2]).toBe(20);
});

describe('which profile it is', () => {
  test('truth.json or its source makes a run a simulated one', async () => {
    const files = goodRun('run_1');
    writeRun(folder, files);
    expect((await profileOf(await openRawFolder(folder)))?.name).toBe('seed-v1');
    writeFileSync(path.join(folder, 'truth.json'), '{}');
    expect((await profileOf(await openRawFolder(folder)))?.name).toBe('sim-v1');
  });

  test('sensors.csv counts before a log beside it', async () => {
    const { profile } = await read({
      'sensors.csv': 'timestamp,temperature\n0,20\n',
      'klippy.log': 'Stats 1.0: extruder: target=0 temp=20.0 pwm=0\n',
    });
    expect(profile?.name).toBe('seed-v1');
  });

  test('files that nobody knows', async () => {
    expect((await read({ 'readings.dat': '1 2 3' })).profile).toBeUndefined();
  });
});
