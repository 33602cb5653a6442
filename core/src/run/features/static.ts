import type { Role } from '../../contract/outline.ts';
import type { AlignedRun } from '../alignedRun.ts';
import { median } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';

/** What the G-code alone says; the same for every run of a file. */
export const STATIC_FEATURES: readonly FeatureDefinition[] = [
  feature('layer_count', '', 'Layers of the G-code.', ({ layers }) => layers.length),
  feature('object_height', 'mm', 'Height of the highest layer.', ({ layers }) =>
    layers.reduce((highest, { zMm }) => Math.max(highest, zMm), 0),
  ),
  feature('layer_height_median', 'mm', 'Median height of the layers.', ({ layers }) =>
    median(layers.map(({ heightMm }) => heightMm)),
  ),
  feature(
    'planned_seconds',
    's',
    'Planned time of everything that moves.',
    ({ toolpath }) => toolpath.seconds,
  ),
  feature('filament_planned', 'mm', 'Filament that the layers ask for.', ({ layers }) =>
    layers.reduce((sum, { filamentMm }) => sum + filamentMm, 0),
  ),
  feature(
    'travel_share',
    '',
    'Share of the way that is travelled without pushing.',
    ({ gcode }) => gcode.travelMm / (gcode.travelMm + gcode.extrudeMm),
  ),
  feature(
    'overhang_share',
    '',
    'Share of the filament in walls over air; 0 where the slicer does not name them.',
    (run) => filamentShare(run, ['overhang']),
  ),
  feature('bridge_share', '', 'Share of the filament in bridges.', (run) =>
    filamentShare(run, ['bridge', 'internal bridge']),
  ),
  feature('support_share', '', 'Share of the filament in supports.', (run) =>
    filamentShare(run, ['support', 'support interface']),
  ),
  feature('retraction_count', '', 'Retractions of the G-code.', ({ gcode }) => gcode.retractions),
  feature(
    'first_layer_speed',
    'mm/s',
    'Planned way over planned time of the extruding pieces of the first layer.',
    firstLayerSpeed,
  ),
  feature('first_layer_hotend', '°C', 'Target of the hot end when the first layer begins.', (run) =>
    targetAtFirstLayer(run, 'hotend'),
  ),
  feature('first_layer_bed', '°C', 'Target of the bed when the first layer begins.', (run) =>
    targetAtFirstLayer(run, 'bed'),
  ),
  feature(
    'problem_errors',
    '',
    'Errors that the rules find in the G-code.',
    ({ gcode }) => gcode.problems.error,
  ),
  feature(
    'problem_warnings',
    '',
    'Warnings that the rules find in the G-code.',
    ({ gcode }) => gcode.problems.warning,
  ),
];

function feature(
  name: string,
  unit: string,
  meaning: string,
  compute: (run: AlignedRun) => number,
): FeatureDefinition {
  return {
    name: `gcode_${name}`,
    unit,
    meaning,
    source: 'the G-code',
    of: 'run',
    compute: ({ run }) => compute(run),
  };
}

function filamentShare({ gcode: { byRole } }: AlignedRun, roles: readonly Role[]): number {
  let [part, all] = [0, 0];
  for (const [role, { filamentMm }] of byRole) {
    all += filamentMm;
    if (roles.includes(role)) part += filamentMm;
  }
  return all > 0 ? part / all : Number.NaN;
}

function firstLayerSpeed({ layers, toolpath }: AlignedRun): number {
  const first = layers[0];
  if (!first) return Number.NaN;
  const { filament, fromX, toX, fromY, toY, duration } = toolpath;
  let [way, seconds] = [0, 0];
  for (let piece = first.firstPiece; piece < first.endPiece; piece++) {
    const length = Math.hypot(
      (toX[piece] ?? 0) - (fromX[piece] ?? 0),
      (toY[piece] ?? 0) - (fromY[piece] ?? 0),
    );
    if (length === 0 || (filament[piece] ?? 0) <= 0) continue;
    way += length;
    seconds += duration[piece] ?? 0;
  }
  return seconds > 0 ? way / seconds : Number.NaN;
}

function targetAtFirstLayer({ layers, toolpath }: AlignedRun, kind: 'hotend' | 'bed'): number {
  const first = layers[0];
  if (!first) return Number.NaN;
  return (
    toolpath.events.findLast(
      (event) => event.kind === kind && event.beforePiece <= first.firstPiece,
    )?.value ?? Number.NaN
  );
}
