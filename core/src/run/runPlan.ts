import type { Role } from '../contract/outline.ts';
import type { Severity } from '../contract/problems.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { readMetadata } from '../print/metadata.ts';
import { layerOutlines } from '../print/outlineReport.ts';
import type { Reading } from '../print/reading.ts';
import { roleOutlines } from '../print/roleOutlines.ts';
import { type Toolpath, toolpathOf } from '../print/toolpath.ts';
import type { ChunkFindings } from '../rules/check.ts';
import { collectProblems } from '../rules/problems.ts';
import type {
  AlignedRun,
  GcodeFacts,
  HotendFacts,
  PlannedLayer,
  PrinterFacts,
} from './alignedRun.ts';

/** What of a run is known before it is printed. */
export type RunPlan = Pick<AlignedRun, 'toolpath' | 'layers' | 'gcode' | 'printer'>;

/** The plan of a file that has been read to its end. */
export function runPlan(reading: Reading<ChunkFindings>): RunPlan {
  const toolpath = toolpathOf(reading);
  return {
    toolpath,
    layers: plannedLayers(reading, toolpath),
    gcode: gcodeFacts(reading),
    printer: printerFacts(reading.profile),
  };
}

/** The layers of a file with the pieces of its toolpath that each has, in the order of printing. */
export function plannedLayers<Result>(
  reading: Reading<Result>,
  toolpath: Toolpath,
): PlannedLayer[] {
  let piece = 0;
  const nextPieceFrom = (line: number): number => {
    while (piece < toolpath.count && (toolpath.line[piece] ?? 0) < line) piece++;
    return piece;
  };
  return layerOutlines(reading.print(), reading.text).map((layer) => ({
    startSeconds: layer.startSeconds,
    seconds: layer.seconds,
    firstPiece: nextPieceFrom(layer.firstLine - 1),
    endPiece: nextPieceFrom(layer.lastLine),
    zMm: layer.z ?? Number.NaN,
    heightMm: layer.height ?? Number.NaN,
    filamentMm: layer.filamentMm,
  }));
}

function gcodeFacts(reading: Reading<ChunkFindings>): GcodeFacts {
  const layers = layerOutlines(reading.print(), reading.text);
  const sumOf = (key: 'travelMm' | 'extrudeMm' | 'retractions'): number =>
    layers.reduce((sum, layer) => sum + layer[key], 0);
  const problems = collectProblems(reading, readMetadata(reading));
  const countOf = (severity: Severity): number =>
    problems
      .filter((problem) => problem.severity === severity)
      .reduce((sum, { count }) => sum + (count ?? 1), 0);
  return {
    byRole: new Map<Role, { seconds: number; filamentMm: number }>(
      roleOutlines(reading, 0).map(({ role, seconds, filamentMm }) => [
        role,
        { seconds, filamentMm },
      ]),
    ),
    travelMm: sumOf('travelMm'),
    extrudeMm: sumOf('extrudeMm'),
    retractions: sumOf('retractions'),
    problems: {
      error: countOf('error'),
      warning: countOf('warning'),
      information: countOf('information'),
      hint: countOf('hint'),
    },
  };
}

/** The calibration example of Kalico's docs/MPC.md: block, loss, what its fan at full speed adds, and its
 * sensor_responsiveness of 0.0999 1/s. */
const USUAL_HOTEND: HotendFacts = {
  heatCapacityJPerK: 22.31,
  lossWPerK: 0.155,
  fanLossWPerK: 0.0614,
  sensorSeconds: 10,
  ambientC: 23,
};

const USUAL_FILAMENT_MM = 1.75;
/** A motor of 1.8° on a pulley of 20 teeth, 2 mm apart: 200 steps for 40 mm. */
const USUAL_FULL_STEPS_PER_MM = 5;

function printerFacts(profile: MachineProfile): PrinterFacts {
  return {
    filamentDiameterMm: profile.extruders[0].filamentDiameterMm ?? USUAL_FILAMENT_MM,
    maxFlowMm3PerS: profile.maxVolumetricFlowMm3PerS ?? Number.NaN,
    fullStepsPerMm: USUAL_FULL_STEPS_PER_MM,
    hotend: USUAL_HOTEND,
  };
}
