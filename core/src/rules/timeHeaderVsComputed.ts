import { findLine } from './endOfFile.ts';
import type { PrintRule } from './rule.ts';

const STATED = /^;.*(?:estimated printing time|^;TIME:|model printing time|total estimated time)/i;
const NANOSECONDS_PER_SECOND = 1e9;

/** A slicer that knows the printer is not further off than this. */
const TOLERANCE = 0.1;
/** A time without a chosen printer is that of default limits: only what no limits explain is told. */
const TOLERANCE_ASSUMED = 1;
/** A minute more or less is no matter for anyone. */
const LEAST_SECONDS = 60;

export const timeHeaderVsComputed: PrintRule = {
  id: 'time-header-vs-computed',
  severity: 'information',
  why: 'The slicer states another time than the printer needs, so the end shown is wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, metadata, profile, report } = context;
    const stated = metadata.estimated_time;
    if (stated === undefined || stated <= 0 || print.layers.length === 0) return;
    const { chunkTimes } = print;
    const planned = (chunkTimes[chunkTimes.length - 1] ?? 0) / NANOSECONDS_PER_SECOND;
    const isChosen = profile.source.kind !== 'assumed';
    const tolerance = (isChosen ? TOLERANCE : TOLERANCE_ASSUMED) * stated + LEAST_SECONDS;
    if (Math.abs(planned - stated) <= tolerance) return;
    // Faster than stated only means that the slicer does not know the default limits either.
    if (!isChosen && planned < stated) return;
    report(Math.max(0, findLine(context, STATED)), {
      message: isChosen
        ? `The header states ${clock(stated)}, but this printer needs ${clock(planned)}; slice for its limits, or let "3dpai gcode annotate" write its time.`
        : `The header states ${clock(stated)}, but the moves take ${clock(planned)}; the file or its speeds were changed after slicing.`,
    });
  },
};

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const minutes = Math.floor(whole / 60);
  if (minutes < 1) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${whole % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
