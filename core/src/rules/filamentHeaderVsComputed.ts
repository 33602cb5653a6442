import { UNITS_PER_ONE } from '../gcode/line.ts';
import { SUM } from '../print/segments.ts';
import { findLine } from './endOfFile.ts';
import type { PrintRule } from './rule.ts';

const STATED = /^;\s*(?:filament used|Filament used|total filament|Material#1 Used)/;
/** Purge lines and wipe towers are in or out of it as the slicer pleases. */
const TOLERANCE = 0.03;
const TOLERANCE_MM = 20;

export const filamentHeaderVsComputed: PrintRule = {
  id: 'filament-header-vs-computed',
  severity: 'information',
  why: 'The file uses more or less filament than its header says, so what is left on the spool is wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, metadata, report } = context;
    const stated = metadata.filament_total;
    if (stated === undefined || stated <= 0 || print.layers.length === 0) return;
    const inLayers = (print.totals[SUM.filament] ?? 0) / UNITS_PER_ONE;
    const inAll = inLayers + Math.max(0, print.outside[SUM.filament] ?? 0) / UNITS_PER_ONE;
    const slack = TOLERANCE_MM + TOLERANCE * stated;
    if (stated >= inLayers - slack && stated <= inAll + slack) return;
    report(Math.max(0, findLine(context, STATED)), {
      message: `The header states ${Math.round(stated)} mm of filament, but the moves use ${Math.round(inAll)} mm; the file was changed after slicing, or M82 and M83 are mixed up.`,
    });
  },
};
