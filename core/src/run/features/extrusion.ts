import { largest, mean, quantile, rootMeanSquare, smallest } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { commandedFlow, filamentArea, sensedFlow } from './flow.ts';
import { remembered, type Section, valuesOf } from './section.ts';

export const EXTRUSION_FEATURES: readonly FeatureDefinition[] = [
  planned(
    'flow_planned_mean',
    'Planned volume over the planned time in which it is pushed.',
    (flows) => {
      const seconds = flows.reduce((sum, { seconds }) => sum + seconds, 0);
      return flows.reduce((sum, { mm3 }) => sum + mm3, 0) / seconds;
    },
  ),
  planned(
    'flow_planned_p95',
    'Planned flow that is exceeded in 5 % of the pushing time.',
    (flows) => weightedQuantile(flows, 0.95),
  ),
  planned('flow_planned_max', 'Largest planned mean flow of a piece of 0.1 s or more.', (flows) =>
    largest(flows.filter(({ seconds }) => seconds >= 0.1).map(({ mm3, seconds }) => mm3 / seconds)),
  ),
  {
    name: 'flow_headroom',
    unit: '',
    meaning:
      'What the 95th percentile of the planned flow leaves of the flow that the hot end can melt; negative where it asks for more.',
    source: 'own',
    of: 'both',
    compute: (section) =>
      1 - weightedQuantile(plannedFlows(section), 0.95) / section.run.printer.maxFlowMm3PerS,
  },
  {
    name: 'flow_mean',
    unit: 'mm³/s',
    meaning: 'Mean flow that the filament sensor saw.',
    source: 'own',
    of: 'both',
    compute: (section) => mean(sensedFlow(section)),
  },
  {
    name: 'filament_mismatch',
    unit: '',
    meaning:
      'Share of the filament told to be pushed that the motion sensor did not see pass: 0 is none, negative is more than asked for.',
    source: 'own',
    of: 'both',
    compute: filamentMismatch,
  },
  {
    name: 'retractions_per_minute',
    unit: '1/min',
    meaning: 'Planned retractions per planned minute.',
    source: 'own',
    of: 'both',
    compute: (section) => {
      const { count, seconds } = retractionsOf(section);
      return seconds > 0 ? (60 * count) / seconds : Number.NaN;
    },
  },
  {
    name: 'retraction_length',
    unit: 'mm',
    meaning: 'Mean length of filament of a planned retraction.',
    source: 'own',
    of: 'both',
    compute: (section) => {
      const { count, filamentMm } = retractionsOf(section);
      return count > 0 ? filamentMm / count : Number.NaN;
    },
  },
  {
    name: 'filament_per_mm',
    unit: 'mm/mm',
    meaning: 'Planned filament per millimetre of extruding path.',
    source: 'own',
    of: 'both',
    compute: filamentPerMm,
  },
  {
    name: 'pressure_lag',
    unit: 's',
    meaning:
      'Time constant K of the first-order lag K·dq/dt + q = q_commanded that fits the sensed flow best.',
    source: 'Klipper, docs/Kinematics.md (pressure advance)',
    of: 'run',
    compute: (section) => pressureLag(section).lagS,
  },
  {
    name: 'pressure_lag_residual',
    unit: 'mm³/s',
    meaning: 'Root mean square of what that fit leaves of the sensed flow.',
    source: 'Klipper, docs/Kinematics.md (pressure advance)',
    of: 'run',
    compute: (section) => pressureLag(section).residualMm3PerS,
  },
  {
    name: 'extruder_load_mean',
    unit: '',
    meaning: 'Mean load of the extruder motor; 1 is where it begins to lose steps.',
    source: 'own',
    of: 'both',
    compute: (section) => mean(valuesOf(section, 'extruder_load')),
  },
  {
    name: 'extruder_load_p95',
    unit: '',
    meaning: '95th percentile of the load of the extruder motor.',
    source: 'own',
    of: 'both',
    compute: (section) => quantile(valuesOf(section, 'extruder_load'), 0.95),
  },
  {
    name: 'axis_load_p95',
    unit: '',
    meaning: '95th percentile of the load of the motors of X and Y.',
    source: 'own',
    of: 'both',
    compute: (section) => quantile(valuesOf(section, 'axis_load'), 0.95),
  },
  {
    name: 'filament_present',
    unit: '',
    meaning: 'Smallest reading of the filament switch: 0 where the filament ended.',
    source: 'own',
    of: 'both',
    compute: (section) => smallest(valuesOf(section, 'filament_present')),
  },
];

interface PieceFlow {
  readonly mm3: number;
  readonly seconds: number;
}

function planned(
  name: string,
  meaning: string,
  compute: (flows: readonly PieceFlow[]) => number,
): FeatureDefinition {
  return {
    name,
    unit: 'mm³/s',
    meaning,
    source: 'planned trapezoids, see docs/time.md',
    of: 'both',
    compute: (section) => compute(plannedFlows(section)),
  };
}

/** Every piece that moves and pushes. */
const plannedFlows = remembered((section: Section): readonly PieceFlow[] => {
  const { run, firstPiece, endPiece } = section;
  const { filament, duration } = run.toolpath;
  const area = filamentArea(run);
  const flows: PieceFlow[] = [];
  for (let piece = firstPiece; piece < endPiece; piece++) {
    if ((filament[piece] ?? 0) <= 0 || wayOf(section, piece) === 0) continue;
    flows.push({ mm3: (filament[piece] ?? 0) * area, seconds: duration[piece] ?? 0 });
  }
  return flows;
});

function wayOf({ run: { toolpath } }: Section, piece: number): number {
  const { fromX, toX, fromY, toY } = toolpath;
  return Math.hypot(
    (toX[piece] ?? 0) - (fromX[piece] ?? 0),
    (toY[piece] ?? 0) - (fromY[piece] ?? 0),
  );
}

function weightedQuantile(flows: readonly PieceFlow[], share: number): number {
  const sorted = flows
    .map(({ mm3, seconds }) => ({ flow: mm3 / seconds, seconds }))
    .sort((a, b) => a.flow - b.flow);
  const all = sorted.reduce((sum, { seconds }) => sum + seconds, 0);
  let below = 0;
  return (
    sorted.find(({ seconds }) => {
      below += seconds;
      return below >= share * all;
    })?.flow ?? Number.NaN
  );
}

interface Retractions {
  readonly count: number;
  readonly filamentMm: number;
  /** Planned time of the section. */
  readonly seconds: number;
}

/** Filament pulled back without way between; pieces that follow each other are one retraction. */
const retractionsOf = remembered((section: Section): Retractions => {
  const { filament, duration } = section.run.toolpath;
  let [count, filamentMm, seconds] = [0, 0, 0];
  let goesOn = false;
  for (let piece = section.firstPiece; piece < section.endPiece; piece++) {
    const pushed = filament[piece] ?? 0;
    seconds += duration[piece] ?? 0;
    if (pushed < 0) {
      filamentMm -= pushed;
      if (!goesOn) count++;
    }
    goesOn = pushed < 0;
  }
  return { count, filamentMm, seconds };
});

/** Less than this told to be pushed makes no share, mm. */
const LEAST_FILAMENT_MM = 1;

/** From the first to the last row that has both, so that gaps in between do not count. */
function filamentMismatch(section: Section): number {
  const seen = valuesOf(section, 'filament_position');
  const own = valuesOf(section, 'extruder_position');
  const told = own.some((value) => !Number.isNaN(value))
    ? own
    : valuesOf(section, 'commanded_extruder');
  const isThere = (row: number): boolean =>
    !Number.isNaN((seen[row] ?? Number.NaN) + (told[row] ?? Number.NaN));
  const first = seen.findIndex((_, row) => isThere(row));
  const last = seen.findLastIndex((_, row) => isThere(row));
  const toldMm = (told[last] ?? Number.NaN) - (told[first] ?? Number.NaN);
  const seenMm = (seen[last] ?? Number.NaN) - (seen[first] ?? Number.NaN);
  return toldMm >= LEAST_FILAMENT_MM ? 1 - seenMm / toldMm : Number.NaN;
}

function filamentPerMm(section: Section): number {
  const { filament } = section.run.toolpath;
  let [pushed, way] = [0, 0];
  for (let piece = section.firstPiece; piece < section.endPiece; piece++) {
    if ((filament[piece] ?? 0) <= 0) continue;
    pushed += filament[piece] ?? 0;
    way += wayOf(section, piece);
  }
  return way > 0 ? pushed / way : Number.NaN;
}

/**
 * Between two rows, dt apart, the lag K makes q ← q_cmd + (q − q_cmd)·a with a = exp(−dt / K). `a` is the
 * least squares of it over all rows; K follows. A lag well below dt comes out as 0.
 */
const pressureLag = remembered((section: Section): { lagS: number; residualMm3PerS: number } => {
  const time = valuesOf(section, 'source_t');
  const sensed = sensedFlow(section);
  const commanded = commandedFlow(section);
  let [products, squares, seconds, rows] = [0, 0, 0, 0];
  const each = (visit: (before: number, behind: number, row: number) => void): void => {
    for (let i = 1; i < sensed.length; i++) {
      const asked = commanded[i] ?? Number.NaN;
      const before = (sensed[i - 1] ?? Number.NaN) - asked;
      const behind = (sensed[i] ?? Number.NaN) - asked;
      if (!Number.isNaN(before + behind)) visit(before, behind, i);
    }
  };
  each((before, behind, row) => {
    products += before * behind;
    squares += before * before;
    seconds += (time[row] ?? 0) - (time[row - 1] ?? 0);
    rows++;
  });
  if (rows === 0) return { lagS: Number.NaN, residualMm3PerS: Number.NaN };
  const kept = squares > 0 ? Math.min(0.999, Math.max(0, products / squares)) : 0;
  const residuals: number[] = [];
  each((before, behind) => residuals.push(behind - kept * before));
  return {
    lagS: kept > 0 ? -(seconds / rows) / Math.log(kept) : 0,
    residualMm3PerS: rootMeanSquare(residuals),
  };
});
