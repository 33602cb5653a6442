import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PrinterAnswer } from '#core/contract/server';
import { timePageMessage } from '#core/contract/timeView';
import { type TimeFacts, timeModel } from '../../client/src/time/timeModel.ts';
import { timeStatusText } from '../../client/src/time/timeStatusText.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { layerTime, timeReport } from './timeReports.ts';

const printer: PrinterAnswer = {
  profile: { name: 'Voron', source: 'printer.cfg' },
  origin: '/home/pi/printer_data/config/printer.cfg',
  firmware: 'klipper',
  problem: null,
};

const facts: TimeFacts = {
  uri: 'file:///prints/gear.gcode',
  file: 'gear.gcode',
  report: timeReport({
    byObject: [
      { name: 'small', seconds: 20 },
      { name: 'large', seconds: 70 },
    ],
    unknown: [
      { kind: 'homing', name: 'G28', count: 1, line: 3 },
      { kind: 'heating', name: 'M109', count: 2, line: 1_014 },
    ],
  }),
  limits: [
    { name: 'max_accel', unit: 'mm/s²', summary: 'acceleration of the head', value: 3_000 },
    { name: 'max_z_accel', unit: 'mm/s²', summary: 'acceleration of Z', value: null },
  ],
  printer,
  pickedLayer: null,
};

const words = (parts: readonly { name: string; time: string; note: string; share: number }[]) =>
  parts.map(({ name, time, note, share }) => `${name}: ${time}, ${note} [${share.toFixed(2)}]`);

describe('what the Print Time panel shows', () => {
  const model = timeModel(facts);

  it('is the total first, beside what the slicer says', () => {
    expect(model.figures).toEqual([
      { name: 'Time', value: '1 min 40 s', note: 'moves and pauses' },
      { name: 'The slicer says', value: '1 min 30 s', note: '+10 s in the plan' },
      { name: 'Layers', value: '3', note: '30 s on average' },
    ]);
  });

  it('is the time by role, with what is outside the layers, each as a share of the longest', () => {
    expect(words(model.roles)).toEqual([
      'Outer wall: 1 min, 60 %, 12 features [1.00]',
      'Sparse infill: 30 s, 30 %, 1 feature [0.50]',
      'Outside the layers: 10 s, 10 % [0.17]',
    ]);
  });

  it('is the time by object, the longest first', () => {
    expect(words(model.objects)).toEqual([
      'large: 1 min 10 s, 70 % [1.00]',
      'small: 20 s, 20 % [0.29]',
    ]);
  });

  it('is the time by layer, in words for those who see no bars', () => {
    expect(model.layerChart).toMatchObject({
      description: 'Time of 3 layers; the longest is layer 1 at 0.2 mm with 1 min.',
      longest: '1 min',
      lowest: '0.2 mm',
      highest: '0.6 mm',
    });
    expect(model.layerChart?.bars[1]).toEqual({
      layer: 1,
      share: 1 / 3,
      label: 'layer 2 at 0.4 mm: 20 s, begins at 1 min 5 s, 15 s left behind it',
    });
  });

  it('puts layers together where there are more than bars, and shows the longest of them', () => {
    const byLayer = Array.from({ length: 1_000 }, (_, index) =>
      layerTime(index, index === 501 ? 9 : 3, index),
    );
    const bars = timeModel({ ...facts, report: timeReport({ byLayer }) }).layerChart?.bars ?? [];
    expect(bars).toHaveLength(250);
    expect(bars[125]).toMatchObject({ layer: 501, share: 1 });
    expect(bars[125]?.label).toMatch(/^layer 502 at .* \(the longest of 4 layers here\): 9 s/);
  });

  it('lists what is not known with its line', () => {
    expect(model.unknown).toEqual([
      { text: 'Homing: G28, line 3', line: 3 },
      { text: 'Heating: M109, 2 times, first in line 1,014', line: 1_014 },
    ]);
  });

  it('puts the limits first that people try first', () => {
    expect(model.limits.map(({ name, isMain }) => [name, isMain])).toEqual([
      ['max_accel', true],
      ['max_z_accel', false],
    ]);
  });

  it('says that nobody chose a printer, or why the chosen one does not count', () => {
    expect(model.printer).toEqual({ words: 'Voron', isChosen: true, hasConfig: true, problem: '' });
    const report = timeReport({ profile: { name: 'Marlin', source: 'assumed' } });
    const problem = 'It cannot be read.';
    expect(timeModel({ ...facts, report, printer: { ...printer, problem } }).printer).toEqual({
      words: 'Marlin’s default limits',
      isChosen: false,
      hasConfig: false,
      problem,
    });
  });

  it('does without layers, roles and moves', () => {
    const report = timeReport({
      seconds: 0,
      outsideLayersSeconds: 0,
      slicerSeconds: null,
      byRole: [],
      byLayer: [],
    });
    const time = timeModel({ ...facts, report });
    expect([time.roles, time.layerChart, time.figures.length]).toEqual([[], null, 1]);
    expect(timePageMessage.safeParse({ type: 'time', time }).success).toBe(true);
  });

  it('is always what the page accepts, whatever a file names its objects', () => {
    const name = fc.string({ unit: 'binary', maxLength: 5_000 });
    const seconds = fc.double({ min: 0, max: 1e7, noNaN: true });
    const objects = fc.array(fc.record({ name, seconds }), { maxLength: 300 });
    fc.assert(
      fc.property(objects, name, (byObject, file) => {
        const time = timeModel({ ...facts, file, report: timeReport({ byObject }) });
        return timePageMessage.safeParse({ type: 'time', time }).success;
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});

describe('the time in the status bar', () => {
  const time = { seconds: 0.0341, startSeconds: 20, remainingSeconds: 80 };

  it('is what is left, with the line and the printer in its tooltip', () => {
    expect(timeStatusText(timeReport(), time, 1_234)).toMatchInlineSnapshot(`
      {
        "text": "1 min 20 s left",
        "tooltip": "Line 1,234 takes 0.034 s and begins at 20 s
      1 min 20 s of 1 min 40 s are left behind it
      On Voron",
      }
    `);
  });

  it('says once what is not known, and that no printer is chosen', () => {
    const report = timeReport({
      profile: { name: 'Klipper', source: 'assumed' },
      unknown: facts.report.unknown,
    });
    expect(timeStatusText(report, time, 1).tooltip).toMatchInlineSnapshot(`
      "Line 1 takes 0.034 s and begins at 20 s
      1 min 20 s of 1 min 40 s are left behind it
      With Klipper’s default limits; choose your printer
      + 3 × homing/heating, not known:
        Homing: G28, line 3
        Heating: M109, 2 times, first in line 1,014"
    `);
  });
});
