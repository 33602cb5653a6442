import type { Toolpath } from '../../print/toolpath.ts';
import { largest, median, rootMeanSquare } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { observedSpeed } from './observedSpeed.ts';
import { backlash, pathDistance } from './positionError.ts';
import { remembered, type Section, valuesOf } from './section.ts';

export const MOTION_FEATURES: readonly FeatureDefinition[] = [
  {
    name: 'time_ratio',
    unit: '',
    meaning:
      'Observed time of the layers over their planned time; heating up and homing in between count as observed.',
    source: 'own',
    of: 'run',
    compute: timeRatio,
  },
  {
    name: 'speed_rms',
    unit: 'mm/s',
    meaning:
      'Root mean square of the speed of the head, as recorded or by its place from row to row.',
    source: 'own',
    of: 'both',
    compute: (section) => rootMeanSquare(speedsOf(section)),
  },
  {
    name: 'acceleration_rms',
    unit: 'mm/s²',
    meaning: 'Root mean square of the change of speed from row to row, per second.',
    source: 'own',
    of: 'both',
    compute: (section) => rootMeanSquare(accelerationsOf(section)),
  },
  {
    name: 'jerk_rms',
    unit: 'mm/s³',
    meaning:
      'Root mean square of the change of that from row to row, per second. It depends on how often rows come.',
    source: 'own',
    of: 'both',
    compute: (section) =>
      rootMeanSquare(perSecond(valuesOf(section, 'source_t'), accelerationsOf(section))),
  },
  {
    name: 'direction_change_rate',
    unit: '1/s',
    meaning: 'Planned corners of more than 45° in XY, per planned second.',
    source: 'own',
    of: 'both',
    compute: directionChangeRate,
  },
  {
    name: 'acceleration_share',
    unit: '',
    meaning: 'Share of planned time in which the head speeds up.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'both',
    compute: (section) => sharesOf(section).acceleration,
  },
  {
    name: 'cruise_share',
    unit: '',
    meaning: 'Share of planned time at constant speed.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'both',
    compute: (section) => sharesOf(section).cruise,
  },
  {
    name: 'deceleration_share',
    unit: '',
    meaning: 'Share of planned time in which the head slows down.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'both',
    compute: (section) => sharesOf(section).deceleration,
  },
  {
    name: 'travel_time_share',
    unit: '',
    meaning: 'Share of planned time in which the head moves and nothing is pushed.',
    source: 'planned trapezoids, see docs/time.md',
    of: 'both',
    compute: (section) => sharesOf(section).travel,
  },
  {
    name: 'position_error_rms',
    unit: 'mm',
    meaning:
      'Root mean square of the distance in XY from the head to the planned path of the quarter second before and behind: an error of the clock does not count.',
    source: 'own',
    of: 'both',
    compute: (section) => rootMeanSquare(distancesOf(section)),
  },
  {
    name: 'position_error_max',
    unit: 'mm',
    meaning: 'Largest of these distances.',
    source: 'own',
    of: 'both',
    compute: (section) => largest(distancesOf(section)),
  },
  {
    name: 'position_offset',
    unit: 'mm',
    meaning: 'Length of the median of observed less planned place in XY: a shift of the axes.',
    source: 'own',
    of: 'both',
    compute: (section) => {
      const offset = (axis: 'x' | 'y'): number =>
        median(
          difference(valuesOf(section, `position_${axis}`), valuesOf(section, `commanded_${axis}`)),
        );
      return Math.hypot(offset('x'), offset('y'));
    },
  },
  {
    name: 'backlash_estimate',
    unit: 'mm',
    meaning:
      'Play of X or Y, the larger: how far the observed place lies behind the direction of motion, with lag that grows with speed fitted beside it.',
    source: 'least squares, own',
    of: 'both',
    compute: (section) => largest([backlash(section, 'x'), backlash(section, 'y')]),
  },
];

function timeRatio(section: Section): number {
  const observed = valuesOf(section, 'source_t');
  const planned = valuesOf(section, 't');
  const of = (values: Float64Array): number =>
    (values.at(-1) ?? Number.NaN) - (values[0] ?? Number.NaN);
  return of(planned) > 0 ? of(observed) / of(planned) : Number.NaN;
}

function speedsOf({ run, firstRow, endRow }: Section): Float64Array {
  return observedSpeed(run).subarray(firstRow, endRow);
}

const accelerationsOf = remembered((section: Section) =>
  perSecond(valuesOf(section, 'source_t'), speedsOf(section)),
);

const distancesOf = remembered((section: Section) => pathDistance(section));

function perSecond(time: Float64Array, values: Float64Array): Float64Array {
  return values.map((value, i) =>
    i === 0 ? Number.NaN : (value - (values[i - 1] ?? 0)) / ((time[i] ?? 0) - (time[i - 1] ?? 0)),
  );
}

function difference(values: Float64Array, others: Float64Array): Float64Array {
  return values.map((value, i) => value - (others[i] ?? Number.NaN));
}

const CORNER_COSINE = Math.SQRT1_2;

function directionChangeRate({ run: { toolpath }, firstPiece, endPiece }: Section): number {
  let corners = 0;
  let seconds = 0;
  let [lastX, lastY] = [0, 0];
  for (let piece = firstPiece; piece < endPiece; piece++) {
    seconds += toolpath.duration[piece] ?? 0;
    const { x, y, way } = wayOf(toolpath, piece);
    if (way === 0) continue;
    if (lastX !== 0 || lastY !== 0) {
      if ((x / way) * lastX + (y / way) * lastY < CORNER_COSINE) corners++;
    }
    [lastX, lastY] = [x / way, y / way];
  }
  return seconds > 0 ? corners / seconds : Number.NaN;
}

function wayOf(toolpath: Toolpath, piece: number): { x: number; y: number; way: number } {
  const x = (toolpath.toX[piece] ?? 0) - (toolpath.fromX[piece] ?? 0);
  const y = (toolpath.toY[piece] ?? 0) - (toolpath.fromY[piece] ?? 0);
  return { x, y, way: Math.hypot(x, y) };
}

interface TimeShares {
  readonly acceleration: number;
  readonly cruise: number;
  readonly deceleration: number;
  readonly travel: number;
}

const sharesOf = remembered(({ run: { toolpath }, firstPiece, endPiece }: Section): TimeShares => {
  const { duration, startSpeed, cruiseSpeed, endSpeed, acceleration, filament } = toolpath;
  let [up, down, travel, all] = [0, 0, 0, 0];
  for (let piece = firstPiece; piece < endPiece; piece++) {
    const seconds = duration[piece] ?? 0;
    const cruise = cruiseSpeed[piece] ?? 0;
    const perS2 = acceleration[piece] ?? 0;
    all += seconds;
    if ((filament[piece] ?? 0) === 0) travel += seconds;
    if (perS2 <= 0) continue;
    up += (cruise - (startSpeed[piece] ?? 0)) / perS2;
    down += (cruise - (endSpeed[piece] ?? 0)) / perS2;
  }
  return {
    acceleration: up / all,
    cruise: (all - up - down) / all,
    deceleration: down / all,
    travel: travel / all,
  };
});
