import type { LineTime, ProfileName, TimeReport, UnknownTime } from '../contract/time.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { readMetadata } from './metadata.ts';
import { layerOutlines } from './outlineReport.ts';
import type { Reading } from './reading.ts';
import { roleOutlines } from './roleOutlines.ts';
import { SUM } from './segments.ts';

/** `BUFFER_TIME_START` of Klipper's toolhead. */
const KLIPPER_START_BUFFER_S = 0.25;

/** How long the print takes, by whatever one may ask for. */
export function timeReport<Result>(reading: Reading<Result>): TimeReport {
  const print = reading.print();
  const { profile, text } = reading;
  const total = totalTime(reading);
  const layers = layerOutlines(print, text);
  return {
    profile: profileName(profile),
    seconds: seconds(total),
    startBufferSeconds: profile.firmware === 'klipper' ? KLIPPER_START_BUFFER_S : 0,
    outsideLayersSeconds: seconds(print.outside[SUM.duration] ?? 0),
    slicerSeconds: readMetadata(reading).estimated_time ?? null,
    byRole: roleOutlines(reading, 0).map(({ role, seconds: time, filamentMm, count }) => ({
      role,
      seconds: time,
      filamentMm,
      count,
    })),
    byLayer: print.layers.map((layer, index) => {
      const time = layer.sums[SUM.duration] ?? 0;
      return {
        index,
        number: layers[index]?.number ?? index + 1,
        z: layers[index]?.z ?? null,
        seconds: seconds(time),
        startSeconds: seconds(layer.startTime),
        remainingSeconds: seconds(total - layer.startTime - time),
      };
    }),
    byObject: print.objects.map(({ name, sums }) => ({
      name,
      seconds: seconds(sums[SUM.duration] ?? 0),
    })),
    unknown: unknownTimes(reading),
    fileSetsLimits: print.setsLimits,
  };
}

/** Commands whose time is in none of the sums. */
export function unknownTimes<Result>(reading: Reading<Result>): readonly UnknownTime[] {
  return reading.print().untimed.map(({ kind, name, count, line }) => ({
    kind,
    name,
    count,
    line: line + 1,
  }));
}

/** Planned nanoseconds of the whole file. */
export function totalTime<Result>(reading: Reading<Result>): number {
  const { chunkTimes } = reading.print();
  return chunkTimes[chunkTimes.length - 1] ?? 0;
}

/** The time of a line (0-based), as the plan has it; places outside the text stand for its nearest end. */
export function lineTime<Result>(reading: Reading<Result>, line: number): LineTime {
  const wanted = Math.min(Math.max(0, Math.floor(line)), reading.text.lineCount);
  const start = reading.timeBeforeLine(wanted);
  const end = wanted < reading.text.lineCount ? reading.timeBeforeLine(wanted + 1) : start;
  return {
    seconds: seconds(Math.max(0, end - start)),
    startSeconds: seconds(start),
    remainingSeconds: seconds(Math.max(0, totalTime(reading) - end)),
  };
}

export function profileName(profile: MachineProfile): ProfileName {
  return { name: profile.name, source: profile.source.kind };
}

/** To the microsecond, which is what adding up whole nanoseconds of millions of moves is good for. */
function seconds(nanoseconds: number): number {
  return Math.round(nanoseconds / 1e3) / 1e6;
}
