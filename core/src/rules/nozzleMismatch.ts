import { findLine } from './endOfFile.ts';
import { plain } from './limitsInForce.ts';
import type { PrintRule } from './rule.ts';

const STATED = /^;\s*(?:nozzle_diameter\s*=|Nozzle diameter)/;

export const nozzleMismatch: PrintRule = {
  id: 'nozzle-mismatch',
  severity: 'warning',
  why: 'The file was sliced for another nozzle than the printer has: its lines get too thick or too thin.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, profile, metadata, report } = context;
    const listed = (metadata.config.nozzle_diameter ?? '').split(/[,;]/).map(Number);
    const used = print.filamentByTool.flatMap((filament, tool) => (filament > 0 ? [tool] : []));
    for (const tool of used) {
      const inFile = listed[tool] || listed[0] || metadata.nozzle_diameter;
      // Several filaments may share one nozzle.
      const inPrinter = (profile.extruders[tool] ?? profile.extruders[0]).nozzleDiameterMm;
      if (inFile === undefined || inPrinter === undefined) continue;
      if (Math.abs(inFile - inPrinter) < 0.01) continue;
      const which = profile.extruders.length > 1 ? ` of tool ${tool}` : '';
      report(Math.max(0, findLine(context, STATED)), {
        message: `The file was sliced for a nozzle of ${plain(inFile)} mm, and the printer's${which} is ${plain(inPrinter)} mm wide; slice for the nozzle that it has, or change printer.cfg.`,
      });
      return;
    }
  },
};
