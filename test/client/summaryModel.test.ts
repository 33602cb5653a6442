import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SummaryAnswer } from '#core/contract/server';
import { summaryPageMessage } from '#core/contract/summaryView';
import {
  chartBars,
  type SummaryFacts,
  summaryModel,
} from '../../client/src/summary/summaryModel.ts';
import { propertyRuns } from '../support/propertyRuns.ts';
import { layer } from './outlines.ts';
import { timeReport } from './timeReports.ts';

const totals = {
  seconds: 3480,
  filamentMm: 4200,
  outsideLayersFilamentMm: 30,
  filamentMmByTool: [4230],
  travelMm: 9000,
  extrudeMm: 120_000,
  retractions: 321,
  bounds: { min: [10, 20, 0.2], max: [60, 55.5, 14.1] },
} as const;

const answer: SummaryAnswer = {
  version: 3,
  bytes: 230_755,
  lines: 8123,
  slicer: { name: 'PrusaSlicer', version: '2.9.4' },
  flavor: 'klipper',
  flavorSource: 'file',
  layerSource: 'marks',
  layerCount: 47,
  totals,
  metadata: {
    size: 230_755,
    estimated_time: 4320,
    filament_weight_total: 12.6,
    object_height: 14.1,
    nozzle_diameter: 0.4,
    layer_height: 0.3,
    first_layer_height: 0.2,
    first_layer_extr_temp: 215,
    first_layer_bed_temp: 60,
    filament_type: 'PLA;PLA',
    filament_name: '"Prusament PLA"',
    printer_model: 'MK4',
    config: { perimeters: '2', start_gcode: 'G28\nG1 Z5' },
  },
  problems: { error: 0, warning: 3, information: 0, hint: 1 },
};

const facts: SummaryFacts = {
  file: 'bracket.gcode',
  summary: answer,
  layers: [layer(0, { seconds: 60 }), layer(1), layer(2, { seconds: 15 })],
  roles: [
    {
      role: 'outer wall',
      rawNames: ['External perimeter'],
      count: 90,
      seconds: 300,
      filamentMm: 9,
      nextLine: 40,
    },
    {
      role: 'bridge',
      rawNames: ['Bridge infill'],
      count: 2,
      seconds: 100,
      filamentMm: 3,
      nextLine: 900,
    },
    { role: 'custom', rawNames: ['Custom'], count: 1, seconds: 0, filamentMm: 0, nextLine: 1 },
  ],
  time: timeReport({ seconds: 4_000, slicerSeconds: 4_320 }),
  picture: null,
};

describe('what the Print Summary shows', () => {
  it('puts the facts into words', () => {
    expect(summaryModel(facts)).toMatchInlineSnapshot(`
      {
        "details": [
          {
            "name": "Printer",
            "note": "",
            "value": "MK4",
          },
          {
            "name": "Material",
            "note": "",
            "value": "PLA: Prusament PLA",
          },
          {
            "name": "Nozzle",
            "note": "",
            "value": "0.4 mm",
          },
          {
            "name": "Layer height",
            "note": "first 0.2 mm",
            "value": "0.3 mm",
          },
          {
            "name": "Temperatures",
            "note": "first layer",
            "value": "nozzle 215 °C, bed 60 °C",
          },
          {
            "name": "Size",
            "note": "of what is printed",
            "value": "50 × 35.5 × 14.1 mm",
          },
          {
            "name": "Time for",
            "note": "",
            "value": "Voron",
          },
          {
            "name": "Time by the slicer",
            "note": "the plan takes 5 min 20 s less",
            "value": "1 h 12 min",
          },
          {
            "name": "Printed path",
            "note": "",
            "value": "120 m",
          },
          {
            "name": "Travel",
            "note": "321 retractions",
            "value": "9 m",
          },
          {
            "name": "Firmware",
            "note": "says the file",
            "value": "Klipper",
          },
          {
            "name": "File",
            "note": "8,123 lines",
            "value": "231 kB",
          },
        ],
        "figures": [
          {
            "name": "Time",
            "note": "",
            "value": "1 h 7 min",
          },
          {
            "name": "Filament",
            "note": "4.23 m",
            "value": "12.6 g",
          },
          {
            "name": "Layers",
            "note": "14.1 mm high",
            "value": "47",
          },
        ],
        "file": "bracket.gcode",
        "layerChart": {
          "bars": [
            1,
            0.5,
            0.25,
          ],
          "description": "Time of 3 layers: 35 s on average, at most 1 min in Layer 1.",
          "slowest": {
            "layer": 0,
            "name": "Layer 1",
            "time": "1 min",
          },
        },
        "note": "",
        "picture": null,
        "printer": {
          "isChosen": true,
          "words": "Voron",
        },
        "problems": {
          "name": "Problems",
          "note": "",
          "value": "3 warnings, 1 hint",
        },
        "roles": [
          {
            "color": "outerWall",
            "line": 40,
            "name": "Outer wall",
            "share": 0.75,
            "time": "5 min",
          },
          {
            "color": "overhang",
            "line": 900,
            "name": "Bridge",
            "share": 0.25,
            "time": "1 min 40 s",
          },
        ],
        "settings": [
          {
            "key": "perimeters",
            "value": "2",
          },
          {
            "key": "start_gcode",
            "value": "G28
      G1 Z5",
          },
        ],
        "slicer": "PrusaSlicer 2.9.4",
      }
    `);
  });

  it('says for which printer the time is, and what is not in it', () => {
    const { estimated_time: _, filament_weight_total: __, ...metadata } = answer.metadata;
    const time = timeReport({
      seconds: 61,
      profile: { name: 'Klipper', source: 'assumed' },
      slicerSeconds: null,
      unknown: [
        { kind: 'homing', name: 'G28', count: 1, line: 3 },
        { kind: 'heating', name: 'M109', count: 1, line: 5 },
        { kind: 'heating', name: 'M190', count: 2, line: 4 },
      ],
    });
    const model = summaryModel({ ...facts, time, summary: { ...answer, metadata } });
    expect([model.printer, ...model.figures.slice(0, 2)]).toMatchInlineSnapshot(`
      [
        {
          "isChosen": false,
          "words": "Klipper’s default limits",
        },
        {
          "name": "Time",
          "note": "+ 4 × homing/heating, not known",
          "value": "1 min 1 s",
        },
        {
          "name": "Filament",
          "note": "",
          "value": "4.23 m",
        },
      ]
    `);
    expect(
      model.details.filter(({ name }) => /time/i.test(name)).map((each) => Object.values(each)),
    ).toMatchInlineSnapshot(`
      [
        [
          "Time for",
          "Klipper’s default limits",
          "no printer is chosen",
        ],
        [
          "Not in the time",
          "homing (G28), 3 × heating (M109, M190)",
          "",
        ],
      ]
    `);
  });

  it('does without layers, roles, bounds and a slicer', () => {
    const summary: SummaryAnswer = {
      ...answer,
      slicer: null,
      layerCount: 0,
      totals: { ...totals, bounds: null, seconds: 0 },
      metadata: { size: 0, config: {} },
    };
    const model = summaryModel({ ...facts, summary, layers: [], roles: [] });
    expect([model.slicer, model.roles, model.layerChart]).toEqual(['Slicer unknown', [], null]);
    expect(summaryPageMessage.safeParse({ type: 'summary', summary: model }).success).toBe(true);
  });

  it('is always what the page accepts, whatever a file says of itself', () => {
    const words = fc.string({ unit: 'binary', maxLength: 30_000 });
    const metadata = fc.record({
      size: fc.nat(),
      printer_model: words,
      filament_name: words,
      estimated_time: fc.double({ noNaN: false }),
      layer_height: fc.double(),
      object_height: fc.double(),
      config: fc.dictionary(fc.string(), words),
    });
    fc.assert(
      fc.property(metadata, words, (said, file) => {
        const summary = summaryModel({
          ...facts,
          file,
          summary: { ...answer, metadata: said, slicer: { name: file, version: file } },
        });
        return summaryPageMessage.safeParse({ type: 'summary', summary }).success;
      }),
      { numRuns: propertyRuns(60) },
    );
  });
});

describe('the chart of layer times', () => {
  it('has a bar for every layer, the longest as high as the chart', () => {
    expect(chartBars([10, 20, 5], 100)).toEqual([0.5, 1, 0.25]);
  });

  it('shows the longest of several layers where there are too many', () => {
    expect(chartBars([1, 4, 2, 2, 8], 3)).toEqual([0.5, 0.25, 1]);
  });

  it('has no bars where nothing takes time', () => {
    expect(chartBars([0, 0], 100)).toEqual([]);
  });

  it('never has more bars than asked for, nor one higher than the chart', () => {
    const seconds = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 2000 });
    fc.assert(
      fc.property(seconds, fc.integer({ min: 1, max: 200 }), (layers, most) => {
        const bars = chartBars(layers, most);
        return bars.length <= most && bars.every((bar) => bar >= 0 && bar <= 1);
      }),
    );
  });
});
