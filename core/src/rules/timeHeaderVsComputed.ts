import { SUM } from '../print/segments.ts';
import { findLine } from './endOfFile.ts';
import type { PrintRule } from './rule.ts';

const STATED = /^;.*(?:estimated printing time|^;TIME:|model printing time|total estimated time)/i;
const NANOSECONDS_PER_SECOND = 1e9;

/** The path at its feedrates is the least time there is: acceleration only adds to it. */
export const timeHeaderVsComputed: PrintRule = {
  id: 'time-header-vs-computed',
  severity: 'information',
  why: 'The slicer states less time than the path can be run in, so the end shown is wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, metadata, report } = context;
    const stated = metadata.estimated_time;
    if (stated === undefined || stated <= 0 || print.layers.length === 0) return;
    const least = (print.totals[SUM.duration] ?? 0) / NANOSECONDS_PER_SECOND;
    if (stated >= least * 0.98 - 5) return;
    report(Math.max(0, findLine(context, STATED)), {
      message: `The header states ${clock(stated)}, but the layers alone take at least ${clock(least)} at their feedrates; the file or its speeds were changed after slicing.`,
    });
  },
};

function clock(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
