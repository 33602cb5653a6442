import { textFromBytes } from '#core/gcode/text';
import { checkedReading } from '#core/rules/checkedReading';
import type { AlignedRun, TimelineColumn } from '#core/run/alignedRun';
import { LAYER_ROW_FEATURES, RUN_FEATURES } from '#core/run/features/all';
import { sectionsOf } from '#core/run/features/section';
import { locateFrom, plannedPoint } from '#core/run/plannedMotion';
import { type RunPlan, runPlan } from '#core/run/runPlan';
import { bytesOf } from './gcodeText.ts';

/** A column by planned seconds, or a number for all rows. */
export type ColumnValues = number | ((seconds: number, row: number) => number);

/** A print of two layers of 20 mm squares, with a retracted travel between them. */
export const TWO_SQUARES = squares(2, 20);

/** Layers of squares, each begun behind a retraction. */
export function squares(layers: number, sideMm: number): string {
  const far = 10 + sideMm;
  const filament = 0.04 * sideMm;
  return [
    'M104 S200',
    'M140 S60',
    'G90',
    'M83',
    'G28',
    'M106 S255',
    'G1 X10 Y10 Z5 F7200',
    ...Array.from({ length: layers }, (_, index) => (0.2 * (index + 1)).toFixed(1)).flatMap((z) => [
      ';LAYER_CHANGE',
      `;Z:${z}`,
      ';HEIGHT:0.2',
      'G1 E-0.8 F2400',
      `G1 Z${z} F600`,
      'G1 X10 Y10 F7200',
      'G1 E0.8 F2400',
      ';TYPE:External perimeter',
      `G1 X${far} Y10 E${filament} F1800`,
      `G1 X${far} Y${far} E${filament}`,
      `G1 X10 Y${far} E${filament}`,
      `G1 X10 Y10 E${filament}`,
    ]),
    '',
  ].join('\n');
}

/**
 * The run of a printer that does exactly what the plan says, 20 rows a second on planned time, with some
 * columns as the test wants them.
 */
export function exactRun(
  gcode = TWO_SQUARES,
  columns: Partial<Record<TimelineColumn, ColumnValues>> = {},
  parts: Partial<AlignedRun> = {},
): AlignedRun {
  const plan = planOf(gcode);
  return {
    runId: 'run_test',
    ...plan,
    material: { name: 'PLA', densityGPerCm3: 1.25, specificHeatJPerGK: 1.8 },
    timeline: timelineOf(plan, columns),
    ...parts,
  };
}

export function planOf(gcode: string): RunPlan {
  return runPlan(checkedReading(textFromBytes(bytesOf(gcode)), { flavor: 'klipper' }).finish());
}

const ROWS_PER_SECOND = 20;

function timelineOf(
  { toolpath, layers, printer }: RunPlan,
  columns: Partial<Record<TimelineColumn, ColumnValues>>,
): AlignedRun['timeline'] {
  const rowCount = Math.floor(toolpath.seconds * ROWS_PER_SECOND) + 1;
  const all = new Map<string, Float64Array>();
  const column = (name: TimelineColumn): Float64Array => {
    const values = all.get(name) ?? new Float64Array(rowCount).fill(Number.NaN);
    all.set(name, values);
    return values;
  };
  const area = (Math.PI * printer.filamentDiameterMm ** 2) / 4;
  const point = plannedPoint();
  let piece = -1;
  let pushed = 0;
  for (let row = 0; row < rowCount; row++) {
    const seconds = row / ROWS_PER_SECOND;
    while (piece + 1 < toolpath.count && toolpath.start[piece + 1]! <= seconds) {
      if (piece >= 0) pushed += toolpath.filament[piece]!;
      piece++;
    }
    locateFrom(toolpath, piece, seconds, point);
    const layer = layers.findIndex(
      ({ firstPiece, endPiece }) => firstPiece <= piece && piece < endPiece,
    );
    const set = (name: TimelineColumn, value: number): void => {
      column(name)[row] = value;
    };
    set('t', seconds);
    set('source_t', seconds);
    set('line', piece < 0 ? Number.NaN : toolpath.line[piece]! + 1);
    set('layer', layer < 0 ? Number.NaN : layer + 1);
    set('piece', piece < 0 ? Number.NaN : piece);
    const speed = Math.hypot(point.velocityX, point.velocityY, point.velocityZ);
    const extruder = pushed + point.filament;
    for (const [axis, value] of [
      ['x', point.x],
      ['y', point.y],
      ['z', point.z],
    ] as const) {
      set(`commanded_${axis}`, value);
      set(`position_${axis}`, value);
    }
    set('commanded_velocity', speed);
    set('velocity', speed);
    set('commanded_extruder', extruder);
    set('extruder_position', extruder);
    set('filament_position', extruder);
    set(
      'flow',
      row === 0 ? 0 : (extruder - column('extruder_position')[row - 1]!) * area * ROWS_PER_SECOND,
    );
    for (const [name, values] of Object.entries(columns))
      set(name as TimelineColumn, typeof values === 'number' ? values : values(seconds, row));
  }
  return { rowCount, columns: all };
}

/** A feature of the whole run. */
export function runFeature(run: AlignedRun, name: string): number {
  const feature = RUN_FEATURES.find((each) => each.name === name);
  if (!feature) throw new Error(`There is no feature ${name} of a run.`);
  return feature.compute(sectionsOf(run).whole);
}

/** A feature of one layer, 1 is the first. */
export function layerFeature(run: AlignedRun, layer: number, name: string): number {
  const feature = LAYER_ROW_FEATURES.find((each) => each.name === name);
  const section = sectionsOf(run).layers[layer - 1];
  if (!feature || !section) throw new Error(`There is no feature ${name} of layer ${layer}.`);
  return feature.compute(section);
}
