import type { Toolpath } from '#core/print/toolpath';
import type { SimulationInput } from './simulationInput.ts';

/** What of a print its pictures are drawn from. */
export type Pictured = Pick<SimulationInput, 'path' | 'layers' | 'filamentAreaMm2'>;

/** What the picture shows of the bed, mm, and how fine. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly pixelsPerMm: number;
  readonly minX: number;
  readonly maxY: number;
}

const LEAST_MARGIN_MM = 2.5;
const MARGIN_SHARE = 0.08;
const LEAST_SIDE = 64;

/** The box of everything that the layers print, with a margin for what goes astray. */
export function frameOf({ path, layers }: Pictured, size: number): Frame | undefined {
  const { fromX, fromY, toX, toY } = path;
  let [minX, minY] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  let [maxX, maxY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { firstPiece, endPiece } of layers) {
    for (let i = firstPiece; i < endPiece; i++) {
      if (!prints(path, i)) continue;
      minX = Math.min(minX, fromX[i] ?? 0, toX[i] ?? 0);
      maxX = Math.max(maxX, fromX[i] ?? 0, toX[i] ?? 0);
      minY = Math.min(minY, fromY[i] ?? 0, toY[i] ?? 0);
      maxY = Math.max(maxY, fromY[i] ?? 0, toY[i] ?? 0);
    }
  }
  if (minX > maxX) return undefined;
  const margin = Math.max(LEAST_MARGIN_MM, MARGIN_SHARE * Math.max(maxX - minX, maxY - minY));
  const wide = maxX - minX + 2 * margin;
  const high = maxY - minY + 2 * margin;
  const pixelsPerMm = size / Math.max(wide, high);
  const side = (mm: number) => Math.max(LEAST_SIDE, Math.floor(mm * pixelsPerMm + 0.5));
  const [width, height] = [side(wide), side(high)];
  // Where a thin print gets a wider picture than it needs, it stays in the middle.
  return {
    width,
    height,
    pixelsPerMm,
    minX: (minX + maxX - width / pixelsPerMm) / 2,
    maxY: (minY + maxY + height / pixelsPerMm) / 2,
  };
}

/** Whether the G-code asks for a line of plastic there. */
export function prints({ fromX, fromY, toX, toY, filament }: Toolpath, i: number): boolean {
  return (filament[i] ?? 0) > 0 && (fromX[i] !== toX[i] || fromY[i] !== toY[i]);
}
