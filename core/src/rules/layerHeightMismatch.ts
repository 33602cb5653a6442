import { UNITS_PER_ONE } from '../gcode/line.ts';
import type { PrintLayer } from '../print/compose.ts';
import { SUM } from '../print/segments.ts';
import { heightOf } from './layerOrder.ts';
import type { PrintRule } from './rule.ts';

/** Rounding, nm. */
const TOLERANCE = 0.05 * UNITS_PER_ONE;

export const layerHeightMismatch: PrintRule = {
  id: 'layer-height-mismatch',
  severity: 'warning',
  why: 'What the marks say of a layer is not where it is printed: it was changed, or one is missing.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ print, metadata, report }) {
    // Such a tower lags behind, so that layers begin below their mark.
    if (metadata.config.wipe_tower_no_sparse_layers === '1') return;
    // A Z offset lifts all layers alike; the first one shows it.
    let offset = Number.NaN;
    let before: PrintLayer | undefined;
    const usual = usualRise(print.layers);
    // A raft lets go of the part by a gap above it.
    let gapsAllowed = Number(metadata.config.raft_layers ?? 0) > 0 ? 1 : 0;
    for (const layer of print.layers) {
      const printedAt = layer.sums[SUM.firstZ] ?? Number.NaN;
      const height = layer.statedHeight;
      const own = printedAt - layer.statedZ;
      const rise = heightOf(layer) - heightOf(before);
      if (Number.isNaN(offset)) offset = own;
      // In spiral mode a layer begins lower than its mark says, by a layer at most.
      const isWrong = own - offset > TOLERANCE || own - offset < -TOLERANCE - (height || 0);
      if (isWrong) {
        report(layer.firstLine, {
          message: `The mark says Z ${mm(layer.statedZ)}, but the layer is printed at Z ${mm(printedAt)}; slice again, or correct the one that is wrong.`,
        });
      } else if (rise > height + TOLERANCE && rise > usual + TOLERANCE && gapsAllowed-- <= 0) {
        report(layer.firstLine, {
          message: `The layer is ${mm(height)} mm high and lies ${mm(rise)} mm above the one before it: what is between them is missing.`,
        });
      }
      before = layer;
    }
  },
};

/** The middle one of all rises: a thin support below a thick layer is no gap. */
function usualRise(layers: readonly PrintLayer[]): number {
  const rises: number[] = [];
  for (let i = 1; i < layers.length; i++) {
    const rise = heightOf(layers[i]) - heightOf(layers[i - 1]);
    if (rise > 0) rises.push(rise);
  }
  rises.sort((a, b) => a - b);
  return rises[Math.floor((rises.length - 1) / 2)] ?? 0;
}

function mm(nanometres: number): string {
  return `${Math.round(nanometres / 1_000) / 1_000}`;
}
