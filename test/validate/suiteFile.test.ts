import { describe, expect, test } from 'vitest';
import { Failure } from '../../pipeline/src/exit.ts';
import { EXPECTATIONS } from '../../pipeline/src/validate/expectations.ts';
import { suiteOf } from '../../pipeline/src/validate/suiteFile.ts';

const suite = (...expectations: unknown[]) =>
  suiteOf(JSON.stringify({ expectations }), 'suite.json');

describe('a suite file', () => {
  test('changes what it names and leaves the rest', () => {
    const changed = suite({ id: 'no-gaps', severity: 'error', parameters: { seconds: 4 } });
    expect(changed.length).toBe(EXPECTATIONS.length);
    expect(changed.find(({ id }) => id === 'no-gaps')).toMatchObject({
      kind: 'gaps',
      columns: ['timestamp'],
      severity: 'error',
      parameters: { medians: 10, seconds: 4 },
    });
    expect(changed.filter(({ id }) => id !== 'no-gaps')).toEqual(
      EXPECTATIONS.filter(({ id }) => id !== 'no-gaps'),
    );
  });

  test('adds expectations behind ours', () => {
    const parameters = { percent: 20 };
    const more = suite({ id: 'flow-is-there', kind: 'null-share', columns: ['flow'], parameters });
    expect(more.at(-1)).toEqual({
      id: 'flow-is-there',
      kind: 'null-share',
      columns: ['flow'],
      parameters,
      severity: 'error',
      code: 'null-share',
      why: '',
    });
  });

  test('that does not fit is refused in one sentence', () => {
    const wrong = {
      'no JSON': '{',
      'another document': '[]',
      'nothing in it': '{"expectations": []}',
      'an unknown field': '{"expectations": [{"id": "no-gaps", "level": 3}]}',
      'an unknown name': '{"expectations": [{"id": "gaps"}]}',
      'an unknown kind': '{"expectations": [{"id": "x", "kind": "maybe"}]}',
      'an unknown column': '{"expectations": [{"id": "null-share", "columns": ["temp"]}]}',
      'another kind': '{"expectations": [{"id": "no-gaps", "kind": "range"}]}',
      'an unknown parameter': '{"expectations": [{"id": "no-gaps", "parameters": {"minutes": 1}}]}',
      'a parameter of another type':
        '{"expectations": [{"id": "no-gaps", "parameters": {"seconds": "1"}}]}',
      'a missing parameter':
        '{"expectations": [{"id": "x", "kind": "range", "parameters": {"min": 1}}]}',
      'a range upside down': '{"expectations": [{"id": "fan-in-range", "parameters": {"min": 2}}]}',
      'an unknown severity': '{"expectations": [{"id": "no-gaps", "severity": "fatal"}]}',
    };
    const messages = Object.entries(wrong).map(([name, text]) => `${name} – ${messageOf(text)}`);
    expect(messages).toMatchInlineSnapshot(`
      [
        "no JSON – suite.json:1:1: The document ends before its brackets are closed, so it was cut off; copy it again.",
        "another document – suite.json:1:1: The document should be an object; see the dataset format.",
        "nothing in it – suite.json:1:18: "expectations" should be at least 1; see the dataset format.",
        "an unknown field – suite.json:1:19: "expectations.0" does not fit: Unrecognized key: "level"; see the dataset format.",
        "an unknown name – suite.json: there is no expectation "gaps"; name one of ours, or give a new one its kind (read, columns-present, columns-as-stated, not-null, unique, increasing, jitter, gaps, coverage, range, reach, null-share, stuck-noise, stuck-motion, stuck-heating, spike, temperature-unit, speed-unit, length-unit, time-unit, gcode-layers, gcode-rules, duration, image-count, audio-length, material-temperature, label-inside).",
        "an unknown kind – suite.json:1:39: "expectations.0.kind" should be one of read, columns-present, columns-as-stated, not-null, unique, increasing, jitter, gaps, coverage, range, reach, null-share, stuck-noise, stuck-motion, stuck-heating, spike, temperature-unit, speed-unit, length-unit, time-unit; see the dataset format.",
        "an unknown column – suite.json:1:52: "expectations.0.columns.0" should be one of timestamp, temperature, target_temperature, bed_temperature, bed_target, heater_power, bed_power, power, voltage, fan, fan_speed, position_x, position_y, position_z, velocity, extruder_position, filament_position, flow, filament_present, extruder_load; see the dataset format.",
        "another kind – suite.json: "no-gaps" is of the kind gaps; give one of the kind range another id.",
        "an unknown parameter – suite.json: the parameters of "no-gaps" do not fit (Unrecognized key: "minutes"); it takes medians, seconds.",
        "a parameter of another type – suite.json: the parameters of "no-gaps" do not fit (seconds: Invalid input: expected number, received string); it takes medians, seconds.",
        "a missing parameter – suite.json: the parameters of "x" do not fit (max: Invalid input: expected number, received undefined); it takes min, max.",
        "a range upside down – suite.json: the parameters of "fan-in-range" do not fit (min must not be above max); it takes min, max.",
        "an unknown severity – suite.json:1:49: "expectations.0.severity" should be one of error, warning, information, off; see the dataset format.",
      ]
    `);
  });
});

function messageOf(text: string): string {
  try {
    suiteOf(text, 'suite.json');
  } catch (error) {
    expect(error).toBeInstanceOf(Failure);
    return error instanceof Failure ? error.message : '';
  }
  return 'accepted';
}
