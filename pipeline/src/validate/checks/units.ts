import { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import { quantile } from '#core/run/statistics';
import { decimal } from '../../quantities.ts';
import { kind, type Outcome } from '../kind.ts';
import type { RunUnderTest } from '../runUnderTest.ts';
import { columnOf, columnsOf, singleOutcome } from '../unexpected.ts';

const positive = z.number().positive();

/** Values that a quantile is taken of: it is compared with numbers that are many times smaller or larger. */
const SAMPLED = 512;

export const temperatureUnit = kind({
  code: 'unit-guess',
  meaning:
    'Temperatures are in °C: the highest are not so many °C away from the target and, taken for °F or K, within so many of it.',
  parameters: z.strictObject({ farC: positive, nearC: positive }),
  check(run, columns, { farC, nearC }) {
    return columnsOf(run, columns).flatMap(([field, values]) => {
      const target = targetOf(run, field);
      if (target === undefined) return [];
      const reached = quantile(sampled(values), 0.9);
      const readings = { '°F': (reached - 32) / 1.8, K: reached - 273.15 } as const;
      const isFar = Math.abs(reached - target) > farC;
      const unit = (['°F', 'K'] as const).find(
        (name) => isFar && Math.abs(readings[name] - target) <= nearC && startsLike(name, values),
      );
      return [
        inColumn(run, field, unit, () => ({
          value: reached,
          message: `"${field}" seems to be in ${unit}: it reaches ${decimal(reached, 0)} where ${decimal(target, 0)} °C are asked for; convert it to °C.`,
        })),
      ];
    });
  },
});

export const speedUnit = kind({
  code: 'unit-guess',
  meaning:
    'Velocities are in mm/s: times the time they do not make the way that the positions show in mm/min or m/s, within this share.',
  parameters: z.strictObject({ withinPercent: positive }),
  check(run, _columns, { withinPercent }) {
    const velocity = columnOf(run, 'velocity');
    const axes = AXES.flatMap((name) => columnOf(run, name) ?? []);
    if (!velocity || axes.length < AXES.length) return [];
    const ratio = wayByVelocity(velocity, run.timing.intervals) / wayByPosition(axes);
    const unit = unitOf(ratio, { 'mm/min': 60, 'm/s': 1e-3 }, withinPercent);
    return [
      inColumn(run, 'velocity', unit, () => ({
        value: ratio,
        message: `"velocity" seems to be in ${unit}: over time it makes ${decimal(ratio, ratio < 1 ? 4 : 0)} times the way of the positions; convert it to mm/s.`,
      })),
    ];
  },
});

export const lengthUnit = kind({
  code: 'unit-guess',
  meaning:
    'Positions are in mm: it is not only once they are taken for inches or metres that they span at least half of what the G-code spans and end where it ends, give or take this share of its span.',
  parameters: z.strictObject({ withinPercent: positive }),
  check(run, _columns, { withinPercent }) {
    const bounds = run.plan?.bounds;
    if (!bounds) return [];
    return (['position_x', 'position_y'] as const).flatMap((field, axis) => {
      const values = columnOf(run, field);
      const [min, max] = [bounds.min[axis] ?? 0, bounds.max[axis] ?? 0];
      if (!values || !(max > min)) return [];
      const some = sampled(values);
      const end = quantile(some, 0.95);
      const span = end - quantile(some, 0.05);
      const within = ((max - min) * withinPercent) / 100;
      const fits = (mm: number) =>
        2 * mm * span >= max - min && mm * end >= min - within && mm * end <= max + within;
      const units = { inches: 25.4, metres: 1000 } as const;
      const unit = fits(1)
        ? undefined
        : (['inches', 'metres'] as const).find((name) => fits(units[name]));
      return [
        inColumn(run, field, unit, () => ({
          value: span,
          message: `"${field}" seems to be in ${unit}: it spans ${decimal(span, 1)} where the G-code spans ${decimal(max - min, 1)} mm; convert it to mm.`,
        })),
      ];
    });
  },
});

export const timeUnit = kind({
  code: 'unit-guess',
  meaning:
    'Timestamps are in seconds: the run does not take so many times the planned time only when they are taken for milliseconds or microseconds.',
  parameters: z.strictObject({ least: positive, most: positive }),
  check(run, _columns, { least, most }) {
    const planned = run.plan?.seconds ?? 0;
    const { seconds } = run.timing;
    if (!(planned > 0 && seconds > 0)) return [];
    const fits = (time: number) => time >= least * planned && time <= most * planned;
    const units = { milliseconds: 1e-3, microseconds: 1e-6 } as const;
    const unit = fits(seconds)
      ? undefined
      : (['milliseconds', 'microseconds'] as const).find((name) => fits(seconds * units[name]));
    return [
      inColumn(run, 'timestamp', unit, () => ({
        value: seconds,
        message: `"timestamp" seems to be in ${unit}: the run takes ${decimal(seconds, 0)} where ${decimal(planned, 0)} s are planned; convert it to seconds.`,
      })),
    ];
  },
});

const AXES = ['position_x', 'position_y', 'position_z'] as const;

/** The target of a heater: as recorded, else as the G-code has it. */
function targetOf(run: RunUnderTest, field: ChannelName): number | undefined {
  const name = field === 'temperature' ? 'target_temperature' : 'bed_target';
  const recorded = columnOf(run, name);
  const highest = recorded ? quantile(sampled(recorded), 0.9) : 0;
  if (highest > 0) return highest;
  return field === 'temperature' ? run.plan?.hotendTargetC : run.plan?.bedTargetC;
}

/** No room is as cold in °F or K as its figure in °C, so a runaway in °C is not taken for them. */
function startsLike(unit: '°F' | 'K', values: Float64Array): boolean {
  return quantile(sampled(values), 0) > (unit === 'K' ? 250 : 45);
}

function sampled(values: Float64Array): Float64Array {
  const step = Math.ceil(values.length / SAMPLED);
  if (step <= 1) return values;
  const some = new Float64Array(Math.floor(values.length / step));
  for (let i = 0; i < some.length; i++) some[i] = values[i * step] ?? Number.NaN;
  return some;
}

function wayByVelocity(velocity: Float64Array, intervals: Float64Array): number {
  let way = 0;
  for (let row = 0; row < velocity.length; row++) {
    const step = (velocity[row] ?? 0) * (intervals[row] ?? 0);
    if (step > 0) way += step;
  }
  return way;
}

function wayByPosition([x, y, z]: readonly Float64Array[]): number {
  if (!x || !y || !z) return Number.NaN;
  let way = 0;
  for (let row = 1; row < x.length; row++) {
    const dx = (x[row] ?? 0) - (x[row - 1] ?? 0);
    const dy = (y[row] ?? 0) - (y[row - 1] ?? 0);
    const dz = (z[row] ?? 0) - (z[row - 1] ?? 0);
    const step = Math.sqrt(dx * dx + dy * dy + dz * dz);
    if (step > 0) way += step;
  }
  return way;
}

/** The unit whose factor a ratio is near to. */
function unitOf<Name extends string>(
  ratio: number,
  factors: Readonly<Record<Name, number>>,
  withinPercent: number,
): Name | undefined {
  const within = 1 + withinPercent / 100;
  for (const name in factors) {
    const off = ratio / factors[name];
    if (off <= within && off >= 1 / within) return name;
  }
  return undefined;
}

function inColumn(
  run: RunUnderTest,
  field: ChannelName,
  unit: string | undefined,
  describe: () => { readonly value: number; readonly message: string },
): Outcome {
  const found = unit === undefined ? undefined : describe();
  return {
    field,
    ...singleOutcome(found === undefined, found?.value ?? 0, () => ({
      file: run.sensors.file,
      line: 1,
      column: 1,
      field,
      message: found?.message ?? '',
    })),
  };
}
