import type { AlignedRun, ImageScale } from '../alignedRun.ts';
import { filamentArea } from './flow.ts';

/** Pixels of a picture, 1 where something is. */
export interface Mask {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** A bead is not drawn wider than this: purges and blobs are no lines. */
const WIDEST_BEAD_MM = 1.6;

export function emptyMask(width: number, height: number): Mask {
  return { width, height, pixels: new Uint8Array(width * height) };
}

/** Draws what the layer should cover: every extruding piece as a bead of the width that its filament fills. */
export function drawPlannedLayer(
  mask: Mask,
  run: Pick<AlignedRun, 'toolpath' | 'layers' | 'printer'>,
  layer: number,
  scale: ImageScale,
): void {
  const planned = run.layers[layer - 1];
  if (!planned) return;
  const { filament, fromX, toX, fromY, toY } = run.toolpath;
  const area = filamentArea(run);
  const across = (x = 0): number => (x - scale.leftMm) / scale.mmPerPixel - 0.5;
  const down = (y = 0): number => (scale.topMm - y) / scale.mmPerPixel - 0.5;
  for (let piece = planned.firstPiece; piece < planned.endPiece; piece++) {
    const pushed = filament[piece] ?? 0;
    const way = Math.hypot(
      (toX[piece] ?? 0) - (fromX[piece] ?? 0),
      (toY[piece] ?? 0) - (fromY[piece] ?? 0),
    );
    if (pushed <= 0 || way === 0) continue;
    drawLine(
      mask,
      across(fromX[piece]),
      down(fromY[piece]),
      across(toX[piece]),
      down(toY[piece]),
      beadWidth((pushed * area) / way, planned.heightMm) / 2 / scale.mmPerPixel,
    );
  }
}

/** A bead is flat above and below and round at its sides, as slicers reckon. */
function beadWidth(areaMm2: number, heightMm: number): number {
  const width = areaMm2 / heightMm + heightMm * (1 - Math.PI / 4);
  return Math.min(width, WIDEST_BEAD_MM);
}

/** Sets all pixels whose centre is within `radius` of the line; all in pixels. */
function drawLine(
  { width, height, pixels }: Mask,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  radius: number,
): void {
  // A line thinner than a pixel still covers those it runs through.
  const reach = Math.max(radius, 0.5);
  const [alongX, alongY] = [toX - fromX, toY - fromY];
  const square = alongX * alongX + alongY * alongY;
  const top = Math.max(0, Math.ceil(Math.min(fromY, toY) - reach));
  const bottom = Math.min(height - 1, Math.floor(Math.max(fromY, toY) + reach));
  const left = Math.max(0, Math.ceil(Math.min(fromX, toX) - reach));
  const right = Math.min(width - 1, Math.floor(Math.max(fromX, toX) + reach));
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = square > 0 ? ((x - fromX) * alongX + (y - fromY) * alongY) / square : 0;
      const share = Math.min(1, Math.max(0, along));
      const offX = x - fromX - share * alongX;
      const offY = y - fromY - share * alongY;
      if (offX * offX + offY * offY <= reach * reach) pixels[y * width + x] = 1;
    }
  }
}

/** The mask with everything within `radius` pixels of it. */
export function grown({ width, height, pixels }: Mask, radius: number): Mask {
  const passed = spread(pixels, width, height, 1, width, radius);
  return { width, height, pixels: spread(passed, height, width, width, 1, radius) };
}

/** Along each of the `lines` rows (or columns) of `length` pixels, `step` apart. */
function spread(
  pixels: Uint8Array,
  length: number,
  lines: number,
  step: number,
  lineStep: number,
  radius: number,
): Uint8Array {
  const wide = new Uint8Array(pixels.length);
  for (let line = 0; line < lines; line++) {
    let last = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      const at = line * lineStep + i * step;
      if (pixels[at] === 1) last = i;
      if (i - last <= radius) wide[at] = 1;
    }
    let next = Number.POSITIVE_INFINITY;
    for (let i = length - 1; i >= 0; i--) {
      const at = line * lineStep + i * step;
      if (pixels[at] === 1) next = i;
      if (next - i <= radius) wide[at] = 1;
    }
  }
  return wide;
}
