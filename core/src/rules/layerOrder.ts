import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { PrintLayer } from '../print/compose.ts';
import { SUM } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

/** Less than any printer's layer, nm. */
const NOTHING = 0.002 * UNITS_PER_ONE;
/** First layers of objects that are printed one after the other differ by less, nm. */
const SAME_HEIGHT = 0.05 * UNITS_PER_ONE;

export const layerOrder: PrintRule = {
  id: 'layer-order',
  severity: 'warning',
  why: 'A layer is missing, doubled or out of order: the print goes on in the air or into the part.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, report } = context;
    // Layers that were found from motion follow Z by their nature.
    if (print.source !== 'marks' && print.source !== 'comments') return;
    // Cura numbers the layers of a raft below zero, with a gap between raft and part.
    let before: PrintLayer | undefined;
    const lowest = heightOf(print.layers[0]);
    for (const layer of print.layers) {
      const z = heightOf(layer);
      const zBefore = heightOf(before);
      const numberGap = layer.number - (before?.number ?? Number.NaN);
      // Objects that are printed one after the other begin at the bed again.
      const beginsAnew = Math.abs(z - lowest) < SAME_HEIGHT;
      if (z < zBefore - NOTHING && !beginsAnew) {
        report(layer.firstLine, {
          message: `This layer is at Z ${mm(z)}, below the one before it (${mm(zBefore)}): the nozzle goes into the part; check the order of the layers.`,
        });
      } else if (Math.abs(z - zBefore) < NOTHING && !beginsAnew && isDouble(layer, before)) {
        report(layer.firstLine, {
          message: `This layer is at Z ${mm(z)} like the one before it; one of the two was put in twice.`,
        });
      } else if (numberGap > 1 && (before?.number ?? -1) >= 0) {
        report(layer.firstLine, {
          message: `Layer ${layer.number} follows layer ${before?.number}: ${numberGap - 1} between them ${numberGap === 2 ? 'is' : 'are'} missing.`,
        });
      }
      before = layer;
    }
  },
};

/** Z of a layer: what its mark says, else where it first extrudes; NaN where neither is known. */
export function heightOf(layer: PrintLayer | undefined): number {
  if (!layer) return Number.NaN;
  if (!Number.isNaN(layer.statedZ)) return layer.statedZ;
  return layer.sums[SUM.firstZ] ?? Number.NaN;
}

/** Both print something and carry the same number, or none. */
function isDouble(layer: PrintLayer, before: PrintLayer | undefined): boolean {
  if (!before) return false;
  const bothPrint = printed(layer) && printed(before);
  return bothPrint && !(layer.number !== before.number && !Number.isNaN(layer.number));
}

function printed(layer: PrintLayer): boolean {
  return (layer.sums[SUM.extrudingMoves] ?? 0) > 0;
}

function mm(nanometres: number): string {
  return `${Math.round(nanometres / 1_000) / 1_000}`;
}
