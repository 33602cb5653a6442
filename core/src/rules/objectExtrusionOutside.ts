import type { Role } from '../contract/outline.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { PrintObject } from '../print/compose.ts';
import { SEGMENT } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

/** What belongs to the print as a whole, or is not told apart. */
const OF_ALL: ReadonlySet<Role> = new Set<Role>([
  ...(['skirt', 'brim', 'raft', 'prime tower', 'flush', 'custom', 'mill', 'unknown'] as const),
  // Cura prints the support of all objects together.
  ...(['support', 'support interface'] as const),
]);

/** Less than this is no wall that anybody would miss, mm of filament. */
const LEAST_FILAMENT_MM = 1;

export const objectExtrusionOutside: PrintRule = {
  id: 'object-extrusion-outside',
  severity: 'information',
  why: 'Lines of the part lie outside its label: cancelling the object does not cancel them.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ print, roleOf, report }) {
    const ranges = rangesOf(print.objects);
    if (ranges.length === 0) return;
    let at = 0;
    for (const feature of print.features) {
      while ((ranges[at]?.lastLine ?? Number.POSITIVE_INFINITY) < feature.firstLine) at += 1;
      const isOutside = (ranges[at]?.firstLine ?? Number.POSITIVE_INFINITY) > feature.lastLine;
      if (!isOutside || feature.extrudingMoves === 0) continue;
      const filamentMm = feature.filament / UNITS_PER_ONE;
      if (filamentMm < LEAST_FILAMENT_MM || OF_ALL.has(roleOf(feature))) continue;
      report(feature.firstLine, {
        subject: '',
        message: `The ${roleOf(feature)} here belongs to no object, so it is printed even when its object is cancelled; slice again with labelled objects.`,
      });
    }
  },
};

/** Where objects are printed, in the order of the file. */
function rangesOf(objects: readonly PrintObject[]): PrintObject['ranges'] {
  const isLabel = ({ markedBy }: PrintObject): boolean =>
    markedBy === SEGMENT.excludeObject || markedBy === SEGMENT.m486;
  const ranges = objects.filter(isLabel).flatMap((object) => object.ranges);
  return ranges.sort((a, b) => a.firstLine - b.firstLine);
}
