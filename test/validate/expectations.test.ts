import { describe, expect, test } from 'vitest';
import { CHANNELS, type ChannelName } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import { evaluate } from '../../pipeline/src/validate/evaluate.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { plannedPrint } from '../../pipeline/src/validate/plannedPrint.ts';
import { RUN_GCODE, type SensorRun, sensorRun, underTest } from '../support/sensorRun.ts';

/** For each expectation, one way to break a healthy run of a little noise so that it is not met. */
const BROKEN: Readonly<Record<string, (run: SensorRun) => void>> = {
  'table-is-whole': (run) => edit(run, (csv) => csv.slice(0, -40)),
  'no-blank-rows': (run) => edit(run, (csv) => csv.replaceAll('\n30.', '\n\n30.')),
  'cells-are-numbers': (run) => edit(run, (csv) => csv.replaceAll(',210.0,', ',hot,')),
  'seed-columns-present': ({ columns }) => columns.delete('vibration'),
  'stated-columns-present': ({ columns }) => columns.delete('temperature'),
  'null-share': (run) => set(run, 'voltage', 100, 200, () => Number.NaN),
  'timestamp-present': (run) => set(run, 'timestamp', 100, 103, () => Number.NaN),
  'timestamp-unique': (run) =>
    set(run, 'timestamp', 100, 101, (_, row) => at(run, 'timestamp', row - 1)),
  'timestamp-increasing': (run) => set(run, 'timestamp', 100, 101, () => 2),
  'sampling-even': (run) => stall(run, (row) => row % 50 === 49, 0.3),
  'no-gaps': (run) => stall(run, (row) => row === 500, 4),
  coverage: (run) => stall(run, (row) => row % 200 === 100, 3),
  ...Object.fromEntries(
    CHANNELS.map(({ name, max }) => [
      `${name}-in-range`,
      (run: SensorRun) => {
        if (!run.columns.has(name)) run.columns.set(name, new Float64Array(rowsOf(run)));
        set(run, name, 40, 42, () => 1.01 * max + 1);
      },
    ]),
  ),
  'positions-in-reach': (run) => set(run, 'position_x', 0, rowsOf(run), (before) => before + 200),
  'temperature-keeps-its-noise': (run) => set(run, 'temperature', 900, 1200, () => 210.2),
  'temperature-follows-heater': (run) => set(run, 'bed_temperature', 0, 450, () => 23),
  'motion-is-seen': (run) => set(run, 'position_x', 900, 1500, () => 101),
  'temperature-without-spikes': (run) => set(run, 'temperature', 1000, 1002, () => 280),
  'position-without-spikes': (run) => set(run, 'position_z', 1000, 1001, () => 90),
  'temperature-in-celsius': (run) => set(run, 'temperature', 0, rowsOf(run), (c) => 1.8 * c + 32),
  'velocity-in-mm-per-second': (run) => set(run, 'velocity', 0, rowsOf(run), (v) => 60 * v),
  'positions-in-millimetres': (run) => {
    set(run, 'position_x', 0, rowsOf(run), (x) => x / 25.4);
    set(run, 'position_y', 0, rowsOf(run), (y) => y / 25.4);
  },
  'timestamp-in-seconds': (run) => set(run, 'timestamp', 0, rowsOf(run), (t) => 1000 * t),
  'gcode-has-layers': (run) => plan(run, 'G28\nM84\n'),
  'gcode-layers-rise': (run) => plan(run, RUN_GCODE.replace(';Z:0.6', ';Z:0.1')),
  'gcode-extrusion-balanced': (run) => plan(run, RUN_GCODE.replace('M83', 'M82')),
  'gcode-hot-before-extrusion': (run) => plan(run, RUN_GCODE.replace('M109 S210', '')),
  'gcode-is-whole': (run) => plan(run, `${RUN_GCODE}\0\0`),
  'duration-as-planned': (run) => plan(run, RUN_GCODE.replaceAll('F4800', 'F2400')),
  'duration-plausible': (run) => plan(run, RUN_GCODE.replaceAll('F4800', 'F400')),
  'images-match-layers': (run) => {
    run.imageCount = 3;
  },
  'audio-matches-sensors': (run) => {
    run.audioSeconds = 40;
  },
  'material-fits-temperature': (run) => {
    run.metadata = run.metadata && { ...run.metadata, material: 'PEEK' };
  },
  'labels-inside-run': (run) => {
    run.labels = [{ kind: 'nozzle_clog', onsetSeconds: 400 }];
  },
};

describe('every expectation', () => {
  test('is met by healthy runs, noisy or not', () => {
    for (const noise of [0, 0.3, 1]) {
      const { results, findings } = evaluate(underTest(sensorRun(noise)), EXPECTATIONS);
      expect(findings).toEqual([]);
      expect(results.filter(({ success }) => !success)).toEqual([]);
      // All of them had something to look at, but for the channels that this run does not have.
      expect(
        EXPECTATIONS.map(({ id }) => id).filter(
          (id) => !results.some((each) => each.expectation === id),
        ),
      ).toMatchInlineSnapshot(`
        [
          "bed_power-in-range",
          "power-in-range",
          "fan_speed-in-range",
          "extruder_position-in-range",
          "filament_position-in-range",
          "flow-in-range",
          "extruder_load-in-range",
          "axis_load-in-range",
          "file_position-in-range",
        ]
      `);
    }
  });

  test('has a broken run', () => {
    expect(Object.keys(BROKEN)).toEqual(EXPECTATIONS.map(({ id }) => id));
  });

  test.each(Object.keys(BROKEN))('%s is not met by a broken run', (id) => {
    const expectation = EXPECTATIONS.find((each) => each.id === id)!;
    const { results, findings } = broken(id);
    const missed = results.filter(({ success }) => !success);
    expect(missed.map((result) => result.expectation)).toContain(id);
    expect(findings.some(({ severity }) => severity === expectation.severity)).toBe(true);
    for (const { unexpected_count, unexpected_percent, partial_unexpected } of missed) {
      expect(unexpected_count).toBeGreaterThan(0);
      expect(unexpected_percent).toBeGreaterThan(0);
      expect(partial_unexpected.length).toBeGreaterThan(0);
    }
  });

  test('says what is wrong', () => {
    const messages = Object.keys(BROKEN)
      .filter((id) => !id.endsWith('-in-range') || id.startsWith('temp'))
      .flatMap((id) => [id, ...broken(id).findings.map(asLine)]);
    expect(messages).toMatchInlineSnapshot(`
      [
        "table-is-whole",
        "  sensors.csv:1909:57 error truncated-file: The header names 14 columns and this row has 9 cells and no end, so the table was cut off here; copy the file again, or take the row out.",
        "no-blank-rows",
        "  sensors.csv:602:1 warning blank-row: This row is blank and is passed over; take it out.",
        "  sensors.csv:604:1 warning blank-row: This row is blank and is passed over; take it out.",
        "  sensors.csv:606:1 warning blank-row: This row is blank and is passed over; take it out.",
        "  sensors.csv:608:1 warning blank-row: This row is blank and is passed over; take it out.",
        "  sensors.csv:610:1 warning blank-row: This row is blank and is passed over; take it out.",
        "  sensors.csv:612:1 warning blank-row ×15: There are 15 more blank rows from here on.",
        "cells-are-numbers",
        "  sensors.csv:2:16 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "  sensors.csv:3:16 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "  sensors.csv:4:16 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "  sensors.csv:5:16 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "  sensors.csv:6:16 error type-error: "hot" is no number; correct it, or leave the cell empty where nothing was measured.",
        "  sensors.csv:7:16 error type-error ×1903: There are 1,903 more cells of "target_temperature" that hold no number from here on.",
        "seed-columns-present",
        "  sensors.csv:1:1 warning missing-label: There is no column "vibration"; add it, or state in metadata.json that it is not present.",
        "stated-columns-present",
        "  sensors.csv:1:1 warning missing-label: There is no column "temperature"; add it, or state in metadata.json that it is not present.",
        "  sensors.csv:1:1 error missing-label: metadata.json says that "temperature" was measured, but there is no such column; correct one of the two.",
        "null-share",
        "  sensors.csv:102:42 warning null-share ×100: 5.2 % of the rows have no voltage (1 % may), the first of them here; look for a sensor that drops out.",
        "timestamp-present",
        "  sensors.csv:102:1 error constraint-error ×3: This row and 2 more have no timestamp; fill it in, or take out what has none.",
        "timestamp-unique",
        "  sensors.csv:102:1 error primary-key-error: This row has the timestamp of the row before (4.95979); keep one of them.",
        "timestamp-increasing",
        "  sensors.csv:102:1 error not-increasing: This row goes back in timestamp; the clock was set, or parts of two runs were joined: keep them apart.",
        "  sensors.csv:103:1 warning gap: This row comes after a gap (3.1 s, usual 50 ms); nothing is known of the time between.",
        "sampling-even",
        "  sensors.csv:51:1 warning jitter ×38: Rows come at an uneven pace: of the intervals, 1 % are longer than 349.9 ms, 7 times the usual 50 ms; look for a busy recorder.",
        "  audio/print_audio.wav:1:1 warning audio-length-mismatch: The sound takes 1m 35s and the sensors 1m 47s; look for a sound that was cut off, or for that of another run.",
        "no-gaps",
        "  sensors.csv:502:1 warning gap: This row comes after a gap (4.1 s, usual 50 ms); nothing is known of the time between.",
        "  audio/print_audio.wav:1:1 warning audio-length-mismatch: The sound takes 1m 35s and the sensors 1m 39s; look for a sound that was cut off, or for that of another run.",
        "coverage",
        "  sensors.csv:102:1 warning gap ×10: This row and 9 more come after a gap (3.1 s, usual 50 ms); nothing is known of the time between.",
        "  sensors.csv:102:1 error gap ×10: 24.3 % of the run is gaps (the first of 3.1 s), more than 10 %; record it again.",
        "  sensors.csv:1909:1 warning duration-mismatch: The run takes 1m 35s without waits, 1.46 times the planned 1m 05s (0.8 to 1.3 may be); the G-code or the printer is another one, or the print was slowed down.",
        "  audio/print_audio.wav:1:1 warning audio-length-mismatch: The sound takes 1m 35s and the sensors 2m 05s; look for a sound that was cut off, or for that of another run.",
        "temperature-in-range",
        "  sensors.csv:42:9 error constraint-error ×2: This row and 1 more have a temperature outside of -50 to 500 °C (506); check the sensor and its unit.",
        "  sensors.csv:42:9 warning spike ×2: This row and 1 more jump to a temperature (506) that the rows around do not have (99.433); look for a loose contact or a disturbed cable.",
        "positions-in-reach",
        "  sensors.csv:602:57 error constraint-error ×1308: This row and 1,307 more are where Creality Ender-3 V2 with Klipper cannot go (position_x 280 mm, it has 0 to 235); check the printer of metadata.json and the origin.",
        "temperature-keeps-its-noise",
        "  sensors.csv:902:10 warning stuck-sensor ×300: "temperature" stays at 210.2 for 300 rows from here on, although it has noise next to that; look at the sensor and its cable.",
        "temperature-follows-heater",
        "  sensors.csv:2:22 warning stuck-sensor ×450: "bed_temperature" stays at 23 for 450 rows from here on, although it has noise next to that; look at the sensor and its cable.",
        "  sensors.csv:2:22 warning stuck-sensor ×450: "bed_temperature" stays at 23 for 450 rows from here on, although its heater is asked for more; look at the sensor and the heater.",
        "motion-is-seen",
        "  sensors.csv:902:57 warning stuck-sensor ×600: "position_x" stays at 101 for 600 rows from here on, although the head moves to and fro; look at the sensor and its cable.",
        "temperature-without-spikes",
        "  sensors.csv:1002:10 warning spike ×2: This row and 1 more jump to a temperature (280) that the rows around do not have (209.982); look for a loose contact or a disturbed cable.",
        "position-without-spikes",
        "  sensors.csv:1002:75 warning spike: This row jumps to a position_z (90) that the rows around do not have (0.401); look for a loose contact or a disturbed cable.",
        "temperature-in-celsius",
        "  sensors.csv:1:1 error unit-guess: "temperature" seems to be in °F: it reaches 410 where 210 °C are asked for; convert it to °C.",
        "velocity-in-mm-per-second",
        "  sensors.csv:1:1 error unit-guess: "velocity" seems to be in mm/min: over time it makes 60 times the way of the positions; convert it to mm/s.",
        "  sensors.csv:602:80 error constraint-error: This row has a velocity outside of 0 to 10000 mm/s (135764.502); check the sensor and its unit.",
        "positions-in-millimetres",
        "  sensors.csv:1:1 error unit-guess: "position_x" seems to be in inches: it spans 4.6 where the G-code spans 40 mm; convert it to mm.",
        "  sensors.csv:1:1 error unit-guess: "position_y" seems to be in inches: it spans 4.6 where the G-code spans 40 mm; convert it to mm.",
        "timestamp-in-seconds",
        "  sensors.csv:1:1 error unit-guess: "timestamp" seems to be in milliseconds: the run takes 95350 where 65 s are planned; convert it to seconds.",
        "  sensors.csv:1909:1 warning duration-mismatch: The run takes 26h 28m 40s without waits, 1456.46 times the planned 1m 05s (0.8 to 1.3 may be); the G-code or the printer is another one, or the print was slowed down.",
        "  sensors.csv:1909:1 error duration-mismatch: The run takes 26h 28m 40s without waits, 1456.46 times the planned 1m 05s (0.25 to 4 may be); the G-code or the printer is another one, or the print was slowed down.",
        "  audio/print_audio.wav:1:1 warning audio-length-mismatch: The sound takes 1m 35s and the sensors 26h 29m 10s; look for a sound that was cut off, or for that of another run.",
        "gcode-has-layers",
        "  print.gcode:1:1 error layer-count-mismatch: The G-code has 0 layers, fewer than 1; put the sliced file that was printed here.",
        "  print.gcode:1:1 error gcode-problem: The file has no move, so nothing is printed; slice the model again. (empty-file)",
        "gcode-layers-rise",
        "  print.gcode:61:1 warning gcode-problem: This layer is at Z 0.1, below the one before it (0.4): the nozzle goes into the part; check the order of the layers. (layer-order)",
        "gcode-extrusion-balanced",
        "  print.gcode:21:1 warning gcode-problem: E holds distances here while the firmware takes it for a position; put M83 before the first move. (e-mode-mismatch)",
        "gcode-hot-before-extrusion",
        "  print.gcode:15:1 warning gcode-problem ×120: The nozzle was told to heat up but nothing waits for it before this line; put M109 with its temperature in front. (120 lines like this from here on) (no-wait-before-extrude)",
        "gcode-is-whole",
        "  print.gcode:168:1 error gcode-problem: Here are 2 NUL bytes: the file was damaged when it was copied; copy or slice it again. (nul-bytes)",
        "duration-as-planned",
        "  sensors.csv:1909:1 warning duration-mismatch: The run takes 1m 05s without waits, 0.53 times the planned 2m 04s (0.8 to 1.3 may be); a part of the run is missing, or the G-code is another one.",
        "duration-plausible",
        "  sensors.csv:1909:1 warning duration-mismatch: The run takes 1m 05s without waits, 0.09 times the planned 12m 03s (0.8 to 1.3 may be); a part of the run is missing, or the G-code is another one.",
        "  sensors.csv:1909:1 error duration-mismatch: The run takes 1m 05s without waits, 0.09 times the planned 12m 03s (0.25 to 4 may be); a part of the run is missing, or the G-code is another one.",
        "images-match-layers",
        "  images:1:1 warning image-count-mismatch: There are 3 images for 6 layers; look for missing images, or for those of another run.",
        "audio-matches-sensors",
        "  audio/print_audio.wav:1:1 warning audio-length-mismatch: The sound takes 40.0s and the sensors 1m 35s; look for a sound that was cut off, or for that of another run.",
        "material-fits-temperature",
        "  metadata.json:4:15 warning material-temperature: PEEK prints at 390 to 410 °C and this run at 210 °C; correct the material, or look for the wrong G-code.",
        "labels-inside-run",
        "  truth.json:1:1 error label-outside-run: "nozzle_clog" begins at 400 s, but the run goes from 0 to 1m 35s; correct the onset.",
      ]
    `);
  });
});

function broken(id: string) {
  const run = sensorRun(0.3);
  BROKEN[id]?.(run);
  return evaluate(underTest(run), EXPECTATIONS);
}

function asLine({ file, line, column, severity, code, count, message }: RunFinding): string {
  const times = count === undefined ? '' : ` ×${count}`;
  return `  ${file}:${line ?? 1}:${column ?? 1} ${severity} ${code}${times}: ${message}`;
}

function edit(run: SensorRun, change: (csv: string) => string): void {
  run.edit = change;
}

function plan(run: SensorRun, gcode: string): void {
  run.plan = plannedPrint(new TextEncoder().encode(gcode), run.plan?.profile);
}

function rowsOf(run: SensorRun): number {
  return run.columns.get('timestamp')!.length;
}

function at(run: SensorRun, name: ChannelName, row: number): number {
  return run.columns.get(name)![row]!;
}

function set(
  run: SensorRun,
  name: ChannelName,
  from: number,
  to: number,
  value: (before: number, row: number) => number,
): void {
  const column = run.columns.get(name)!;
  for (let row = from; row < to; row++) column[row] = value(column[row]!, row);
}

/** The clock goes on by so many seconds before each of these rows. */
function stall(run: SensorRun, isStalled: (row: number) => boolean, seconds: number): void {
  let lost = 0;
  set(run, 'timestamp', 0, rowsOf(run), (time, row) => {
    if (isStalled(row)) lost += seconds;
    return time + lost;
  });
}
