import { describe, expect, it } from 'vitest';
import type { StateAnswer } from '#core/contract/server';
import { stateRows } from '../../client/src/machineState/stateRows.ts';

const state: StateAnswer = {
  line: 1910,
  position: { x: 115.4, y: 111.7, z: 2.6 },
  extruder: { tool: 0, e: 12.5, filamentUsedMm: 1234, retractedMm: 0.8 },
  feedrate: 9000,
  temperatures: { target: { hotend: [205], bed: 60, chamber: null } },
  fan: 0.6,
  modes: {
    positioning: 'absolute',
    extrusion: 'absolute',
    units: 'mm',
    speedFactor: 1,
    flowFactor: 1,
    accelerationMmPerS2: 1500,
    pressureAdvance: 0.04,
    homed: ['x', 'y', 'z'],
  },
  layer: { index: 8, number: 8, z: 2.7 },
  role: 'outer wall',
  rawName: 'WALL-OUTER',
  object: 'gear.stl',
  seconds: 135.4,
  lineSeconds: 0.0341,
  remainingSeconds: 7_500,
  distanceMm: 45_600,
};

function expectRows(given: StateAnswer) {
  return expect(
    stateRows(given)
      .map(({ name, value }) => `${name}: ${value}`)
      .join('\n'),
  );
}

describe('the machine before a line', () => {
  it('is told in rows', () => {
    expectRows(state).toMatchInlineSnapshot(`
      "Position: X 115.4  Y 111.7  Z 2.6 mm
      Speed: 150 mm/s  (F9000)
      Nozzle: 205 °C
      Bed: 60 °C
      Fan: 60 %
      Layer: 8, z 2.7 mm
      Feature: WALL-OUTER (outer wall)
      Object: gear.stl
      Extruder: T0  E 12.5, 0.8 mm retracted
      Filament used: 1.23 m
      Modes: absolute X Y Z, absolute E, mm
      Acceleration: 1,500 mm/s²
      Pressure advance: 0.04 s
      Homed: X Y Z
      Time so far: 2 min 15 s
      This line: 0.034 s
      Time left: 2 h 5 min
      Path so far: 45.6 m"
    `);
  });

  it('is told at the start of a file, where nothing is set', () => {
    expectRows({
      ...state,
      position: { x: null, y: null, z: null },
      extruder: { tool: 0, e: null, filamentUsedMm: 0, retractedMm: 0 },
      feedrate: null,
      temperatures: { target: { hotend: [], bed: null, chamber: null } },
      fan: 0,
      modes: { ...state.modes, accelerationMmPerS2: null, pressureAdvance: null, homed: [] },
      layer: null,
      role: null,
      rawName: null,
      object: null,
      seconds: 0,
      lineSeconds: 0,
      remainingSeconds: 7_635,
      distanceMm: 0,
    }).toMatchInlineSnapshot(`
      "Position: X ?  Y ?  Z ? mm
      Speed: not set yet
      Nozzle: not set
      Bed: not set
      Fan: off
      Layer: none (start or end G-code)
      Extruder: T0
      Filament used: 0 mm
      Modes: absolute X Y Z, absolute E, mm
      Homed: no axis
      Time so far: 0 s
      This line: 0 s
      Time left: 2 h 7 min
      Path so far: 0 mm"
    `);
  });

  it('tells the nozzles of several tools apart, and factors that change the numbers', () => {
    const rows = stateRows({
      ...state,
      extruder: { ...state.extruder, tool: 1 },
      temperatures: { target: { hotend: [0, 230, null], bed: 60, chamber: 45 } },
      modes: { ...state.modes, speedFactor: 1.1, flowFactor: 0.95, extrusion: 'relative' },
    });
    const told = rows.filter(({ name }) => /Nozzle|Chamber|Speed|Flow|Extruder/.test(name));
    expect(told.map(({ name, value }) => `${name}: ${value}`)).toMatchInlineSnapshot(`
      [
        "Speed: 150 mm/s  (F9000) × 110 %",
        "Nozzle 0: off",
        "Nozzle 1: 230 °C",
        "Chamber: 45 °C",
        "Extruder: T1, 0.8 mm retracted",
        "Flow: 95 %",
      ]
    `);
  });

  it('has a name of its own for every row', () => {
    const names = stateRows(state).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
