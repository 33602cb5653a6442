import { UNITS_PER_ONE } from '../gcode/line.ts';
import { SUM } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

/** The nozzle's diameter where neither the printer nor the file states it, mm. */
const USUAL_NOZZLE = 0.4;
/** Nothing comes out of a nozzle so near to the bed, mm. */
const LOWEST = 0.04;

export const firstLayerHeight: PrintRule = {
  id: 'first-layer-height',
  severity: 'warning',
  why: 'The first layer is printed so high that it does not stick, or so low that nothing comes out.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd({ print, metadata, profile, report }) {
    if (print.source !== 'marks' && print.source !== 'comments') return;
    const layer = print.layers[0];
    if (!layer) return;
    const z = (layer.sums[SUM.firstZ] ?? Number.NaN) / UNITS_PER_ONE;
    const ownNozzle = profile.extruders[0].nozzleDiameterMm;
    const nozzle = ownNozzle ?? metadata.nozzle_diameter ?? USUAL_NOZZLE;
    if (z > nozzle) {
      report(layer.firstLine, {
        message: `The first layer is printed at Z ${round(z)}, more than the nozzle is wide (${nozzle} mm), so it does not stick; check the first layer height and Z offset.`,
      });
    } else if (z < LOWEST) {
      report(layer.firstLine, {
        message: `The first layer is printed at Z ${round(z)}, so near to the bed that nothing comes out; check the first layer height and Z offset.`,
      });
    }
  },
};

function round(millimetres: number): number {
  return Math.round(millimetres * 1_000) / 1_000;
}
