import { encode } from 'fast-png';
import type { ImageScale } from '#core/run/alignedRun';
import { drawLayer } from './depositedBeads.ts';
import { blurred, HeightMap } from './heightMap.ts';
import { type Frame, frameOf, type Pictured } from './pictureFrame.ts';
import type { Deposition } from './simulatedRun.ts';

export interface LayerImage {
  readonly number: number;
  readonly png: Uint8Array<ArrayBuffer>;
}

/** Pixels of the longer side. */
export const USUAL_IMAGE_SIZE = 320;

/**
 * The print from above after each layer that was printed to its end or begun, as a camera over the bed sees
 * it. What is drawn is what was laid down: beads as wide as the filament that came makes them, where they
 * came to lie, and strings on travels. The frame and the light depend on the G-code alone, so that a run and
 * its healthy twin can be compared pixel by pixel.
 */
export function* layerImages(
  print: Pictured,
  deposition: Deposition,
  size = USUAL_IMAGE_SIZE,
): Generator<LayerImage> {
  const frame = frameOf(print, size);
  if (!frame) return;
  const { width, height } = frame;
  const map = new HeightMap(width, height);
  for (const layer of print.layers) {
    if (layer.firstPiece >= deposition.pieceCount) return;
    const heightMm = Math.max(LEAST_LAYER_MM, layer.height);
    const topMm = drawLayer(map, frame, print, deposition, layer, heightMm);
    const data = shaded(map, frame, topMm, heightMm);
    const png = new Uint8Array(encode({ width, height, data, channels: 3 }, PNG_OPTIONS));
    yield { number: layer.number, png };
  }
}

/** How the pictures of a print lie on the bed; undefined where nothing is printed. */
export function imageScale(print: Pictured, size = USUAL_IMAGE_SIZE): ImageScale | undefined {
  const frame = frameOf(print, size);
  return frame && { mmPerPixel: 1 / frame.pixelsPerMm, leftMm: frame.minX, topMm: frame.maxY };
}

/** The height of a layer that states none, or an odd one. */
const LEAST_LAYER_MM = 0.04;
const PNG_OPTIONS = { zlib: { level: 3 } } as const;

/** Light from above, from the left and from behind; the length is 1. */
const LIGHT_X = -0.48;
const LIGHT_Y = -0.6;
const LIGHT_Z = 0.64;
const AMBIENT = 0.34;
/** Slopes facing the light are brighter than flat ground. */
const BRIGHTEST = 1.125;
/** For each layer that a place lies below what is around it, or below the layer. */
const DARKER_HOLLOW = 0.34;
const DARKER_DEEP = 0.085;
/** Steeper slopes are drawn no steeper: the edge of a part is 0 to 1 mm over one pixel. */
const STEEPEST = 1.6;
/** Tones of a colour; fewer make smaller files, and no eye sees the steps. */
const TONES = 72;
/** Where the tones of a flat place begin. */
const FULL_LIGHT = TONES * 3;
const PLASTIC = tonesOf(242, 148, 58);
const BED = tonesOf(58, 64, 74);
const BED_LINE = tonesOf(78, 86, 98);
const BED_LINES_MM = 10;

/** Red, green, blue of a colour in each tone, whole numbers. */
function tonesOf(...colour: readonly [number, number, number]): Float32Array {
  const tones = new Float32Array((Math.floor(BRIGHTEST * TONES + 0.5) + 1) * 3);
  for (let i = 0; i < tones.length; i++)
    tones[i] = Math.min(255, Math.floor(((colour[i % 3] ?? 0) * Math.floor(i / 3)) / TONES + 0.5));
  return tones;
}

/** The picture: slopes by their light, hollows darker, what lies deep below the layer darker still. */
function shaded(map: HeightMap, frame: Frame, topMm: number, heightMm: number): Uint8Array {
  const { width, height, z, cover } = map;
  const mean = blurred(map, Math.max(2, Math.floor(frame.pixelsPerMm * 0.6 + 0.5)));
  const perStep = frame.pixelsPerMm / 2;
  const perLayer = 1 / heightMm;
  const data = new Uint8Array(width * height * 3);
  const lineColumns = Uint8Array.from({ length: width }, (_, column) =>
    onBedLine(frame.minX + (column + 0.5) / frame.pixelsPerMm, frame) ? 1 : 0,
  );
  for (let row = 0, at = 0; row < height; row++) {
    const above = row > 0 ? -width : 0;
    const below = row < height - 1 ? width : 0;
    const isLine = onBedLine(frame.maxY - (row + 0.5) / frame.pixelsPerMm, frame);
    for (let column = 0; column < width; column++, at++) {
      const bed = isLine || lineColumns[column] === 1 ? BED_LINE : BED;
      // Most of a picture is bed far from any plastic; what is left of sums there is rounding.
      if ((mean[at] ?? 0) < 1e-9) {
        for (let c = 0; c < 3; c++) data[at * 3 + c] = bed[FULL_LIGHT + c] ?? 0;
        continue;
      }
      const own = z[at] ?? 0;
      const left = column > 0 ? at - 1 : at;
      const right = column < width - 1 ? at + 1 : at;
      const sx = bounded(((z[right] ?? 0) - (z[left] ?? 0)) * perStep);
      const sy = bounded(((z[at + below] ?? 0) - (z[at + above] ?? 0)) * perStep);
      const lit = LIGHT_Z - sx * LIGHT_X - sy * LIGHT_Y;
      const light = lit > 0 ? lit / Math.sqrt(1 + sx * sx + sy * sy) : 0;
      const hollow = limited(((mean[at] ?? 0) - own) * perLayer, -0.5, 1.2);
      const deep = limited((topMm - own) * perLayer, 0, 4);
      const covered = cover[at] ?? 0;
      const shade =
        (AMBIENT + ((1 - AMBIENT) / LIGHT_Z) * light) *
        (1 - DARKER_HOLLOW * hollow) *
        (1 - covered * DARKER_DEEP * deep);
      const tone = Math.floor(limited(shade, 0, BRIGHTEST) * TONES + 0.5) * 3;
      const opaque = covered > 0.98 ? 1 : covered;
      for (let c = 0; c < 3; c++) {
        const ofBed = bed[tone + c] ?? 0;
        data[at * 3 + c] = ofBed + opaque * ((PLASTIC[tone + c] ?? 0) - ofBed);
      }
    }
  }
  return data;
}

/** Whether the pixel at a coordinate holds one of the lines that are printed on the bed. */
function onBedLine(mm: number, { pixelsPerMm }: Frame): boolean {
  const lines = Math.floor(mm / BED_LINES_MM + 0.5) * BED_LINES_MM;
  return Math.abs(mm - lines) * pixelsPerMm < 0.5;
}

function bounded(slope: number): number {
  return limited(slope, -STEEPEST, STEEPEST);
}

function limited(value: number, least: number, most: number): number {
  return value < least ? least : value > most ? most : value;
}
