import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { textFromBytes } from '#core/gcode/text';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { type Toolpath, toolpathOf } from '#core/print/toolpath';

function readingOf(text: string | Uint8Array): Reading<null> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish();
}

const rounded = (number: number | undefined): number =>
  Math.round((number ?? Number.NaN) * 1e3) / 1e3;

function rowsOf(path: Toolpath): string[] {
  return Array.from({ length: path.count }, (_each, i) => {
    const at = (name: 'toX' | 'toY' | 'toZ' | 'filament' | 'start' | 'duration') =>
      rounded(path[name][i]);
    const speeds = [path.startSpeed, path.cruiseSpeed, path.endSpeed].map((each) =>
      rounded(each[i]),
    );
    return `${(path.line[i] ?? 0) + 1}: (${at('toX')} ${at('toY')} ${at('toZ')}) E${at('filament')} at ${at('start')} for ${at('duration')} s, ${speeds.join(' ')} mm/s`;
  });
}

test('moves, filament alone and arcs become pieces with their trapezoids', () => {
  const path = toolpathOf(
    readingOf(
      [
        'M104 S200',
        'G28',
        'M109 S200',
        'G90',
        'M83',
        'G1 X0 Y0 Z0.2 F6000',
        'M106 S127.5',
        'G1 X10 E0.5',
        'G1 X10 Y10 E0.5',
        'G4 P500',
        'G1 E-1 F1800',
        'G2 X13 Y13 I3 J0 F3000',
      ].join('\n'),
    ),
  );
  expect(rowsOf(path)).toMatchInlineSnapshot(`
    [
      "6: (0 0 0.2) E0 at 0 for 0 s, 0 0 0 mm/s",
      "8: (10 0 0.2) E0.5 at 0 for 0.132 s, 0 100 5 mm/s",
      "9: (10 10 0.2) E0.5 at 0.132 for 0.132 s, 5 100 0 mm/s",
      "11: (10 10 0.2) E-1 at 0.763 for 0.071 s, 0 28.253 0 mm/s",
      "12: (10.228 11.148 0.2) E0 at 0.834 for 0.035 s, 0 44.946 22.991 mm/s",
      "12: (10.879 12.121 0.2) E0 at 0.87 for 0.029 s, 22.991 47.795 22.991 mm/s",
      "12: (11.852 12.772 0.2) E0 at 0.898 for 0.029 s, 22.991 47.795 22.991 mm/s",
      "12: (13 13 0.2) E0 at 0.927 for 0.035 s, 22.991 44.946 0 mm/s",
    ]
  `);
  expect(path.events).toMatchInlineSnapshot(`
    [
      {
        "beforePiece": 0,
        "kind": "hotend",
        "line": 0,
        "value": 200,
      },
      {
        "beforePiece": 0,
        "kind": "homing",
        "line": 1,
        "value": NaN,
      },
      {
        "beforePiece": 0,
        "heater": "hotend",
        "kind": "heating",
        "line": 2,
        "value": 200,
      },
      {
        "beforePiece": 1,
        "kind": "fan",
        "line": 6,
        "value": 0.5,
      },
      {
        "beforePiece": 3,
        "kind": "dwell",
        "line": 9,
        "value": 0.5,
      },
    ]
  `);
  expect(rounded(path.seconds)).toMatchInlineSnapshot(`0.962`);
});

test("Klipper's own commands move the head where they are told to", () => {
  const path = toolpathOf(
    readingOf(
      [
        'G28',
        'G1 X0 Y0 Z1 F6000',
        'SAVE_GCODE_STATE NAME=a',
        'G1 X80 Y0',
        'RESTORE_GCODE_STATE NAME=a',
        'RESTORE_GCODE_STATE NAME=a MOVE=1 MOVE_SPEED=8',
        'SET_GCODE_OFFSET Z_ADJUST=0.5',
        'SET_GCODE_OFFSET Z_ADJUST=0.5 MOVE=1 MOVE_SPEED=5',
      ].join('\n'),
    ),
  );
  expect(rowsOf(path)).toMatchInlineSnapshot(`
    [
      "2: (0 0 1) E0 at 0 for 0 s, 0 0 0 mm/s",
      "4: (80 0 1) E0 at 0 for 0.833 s, 0 100 0 mm/s",
      "6: (0 0 1) E0 at 0.833 for 10.002 s, 0 8 5 mm/s",
      "8: (0 0 1.5) E0 at 10.835 for 0.101 s, 5 5 0 mm/s",
    ]
  `);
});

const FILES = [
  'klipper-planner/ps_vase.gcode',
  'klipper-planner/arcs.gcode',
  'klipper-planner/s3_cube_verbose.gcode',
];

test.each(FILES)(
  '%s: pieces follow each other, and each trapezoid is as long as its piece',
  (file) => {
    const reading = readingOf(new Uint8Array(readFileSync(`test/fixtures/${file}`)));
    const path = toolpathOf(reading);
    expect(path.seconds).toBeCloseTo(reading.timeBeforeLine(reading.text.lineCount) / 1e9, 6);
    for (let i = 0; i < path.count; i++) {
      const at = (column: Float64Array) => column[i]!;
      const way = Math.hypot(
        at(path.toX) - at(path.fromX),
        at(path.toY) - at(path.fromY),
        at(path.toZ) - at(path.fromZ),
      );
      const distance = way > 1e-9 ? way : Math.abs(at(path.filament));
      const acceleration = at(path.acceleration);
      if (distance === 0 || acceleration === 0) continue;
      const [start, cruise, end] = [at(path.startSpeed), at(path.cruiseSpeed), at(path.endSpeed)];
      const ramps = (2 * cruise ** 2 - start ** 2 - end ** 2) / (2 * acceleration);
      const cruising = at(path.duration) - (2 * cruise - start - end) / acceleration;
      expect(Math.abs(ramps + cruising * cruise - distance)).toBeLessThan(1e-5);
      expect(cruising).toBeGreaterThan(-1e-7);
      if (i === 0) continue;
      expect(at(path.start)).toBeGreaterThanOrEqual(
        path.start[i - 1]! + path.duration[i - 1]! - 1e-9,
      );
    }
  },
);
