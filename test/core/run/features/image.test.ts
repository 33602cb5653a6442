import { expect, test } from 'vitest';
import type { LayerImage } from '#core/run/alignedRun';
import { otsuThreshold } from '#core/run/features/image';
import { drawPlannedLayer, emptyMask, grown } from '#core/run/features/plannedMask';
import {
  exactRun,
  layerFeature,
  planOf,
  runFeature,
  TWO_SQUARES,
} from '../../../support/alignedRun.ts';

const SCALE = { mmPerPixel: 0.1, leftMm: 5, topMm: 35 };
const SIDE = 300;

/** The planned layer as a camera would see it, moved by whole pixels. */
function picture(
  layer: number,
  moveX = 0,
  also: readonly (readonly [number, number])[] = [],
): LayerImage {
  const mask = emptyMask(SIDE, SIDE);
  drawPlannedLayer(mask, planOf(TWO_SQUARES), layer, SCALE);
  const grey = new Uint8Array(SIDE * SIDE).fill(40);
  mask.pixels.forEach((value, i) => {
    if (value === 1) grey[i + moveX] = 200;
  });
  for (const [x, y] of also) grey[y * SIDE + x] = 200;
  return { layer, width: SIDE, height: SIDE, grey, scale: SCALE };
}

function withImages(...images: LayerImage[]): ReturnType<typeof exactRun> {
  return exactRun(undefined, {}, { images });
}

test('a picture of the plan fits the plan', () => {
  const run = withImages(picture(1), picture(2));
  expect(runFeature(run, 'image_iou')).toBe(1);
  expect(runFeature(run, 'image_offset')).toBeCloseTo(0, 9);
  expect(runFeature(run, 'image_string_pixels')).toBe(0);
  expect(runFeature(run, 'image_missing_share')).toBe(0);
  expect(layerFeature(run, 2, 'image_change')).toBe(0);
});

test('colours count where light and shade would hide the part', () => {
  const bright = picture(1);
  const chroma = bright.grey.map((value) => (value > 100 ? 180 : 12));
  const grey = bright.grey.map((_, i) => 100 + ((i * 7) % 50));
  expect(layerFeature(withImages({ ...bright, grey, chroma }), 1, 'image_iou')).toBe(1);
});

test('a bead is as wide as its filament makes it', () => {
  const mask = emptyMask(SIDE, SIDE);
  drawPlannedLayer(mask, planOf(TWO_SQUARES), 1, SCALE);
  // Across a side: 0.04 mm of filament a millimetre, 0.2 mm high.
  const row = 150;
  const across = mask.pixels.subarray(row * SIDE, row * SIDE + SIDE / 2).reduce((a, b) => a + b, 0);
  const area = 0.04 * ((Math.PI * 1.75 ** 2) / 4);
  expect(across * 0.1).toBeCloseTo(area / 0.2 + 0.2 * (1 - Math.PI / 4), 0);
});

test('a shifted layer is an offset and no longer fits', () => {
  const run = withImages(picture(1), picture(2, 8));
  expect(layerFeature(run, 2, 'image_offset')).toBeCloseTo(0.8, 6);
  expect(layerFeature(run, 2, 'image_iou')).toBeLessThan(0.6);
  expect(layerFeature(run, 2, 'image_change')).toBeGreaterThan(0);
  expect(runFeature(run, 'image_offset')).toBeCloseTo(0.8, 6);
});

test('a string across the middle is counted pixel by pixel', () => {
  const string = Array.from({ length: 100 }, (_, i) => [100 + i, 150] as const);
  expect(layerFeature(withImages(picture(1, 0, string)), 1, 'image_string_pixels')).toBe(100);
});

test('a picture nobody calibrated has no comparison, but a sharpness', () => {
  const { scale: _, ...bare } = picture(1);
  const run = withImages(bare);
  expect(layerFeature(run, 1, 'image_iou')).toBeNaN();
  expect(layerFeature(run, 1, 'image_blur')).toBeGreaterThan(0);
  expect(layerFeature(run, 2, 'image_blur')).toBeNaN();
});

test('a blurred picture has less of a Laplacian', () => {
  const sharp = picture(1);
  const grey = sharp.grey.map((value, i) =>
    Math.round((value + (sharp.grey[i - 1] ?? value) + (sharp.grey[i + 1] ?? value)) / 3),
  );
  const blurOf = (image: LayerImage) => layerFeature(withImages(image), 1, 'image_blur');
  expect(blurOf({ ...sharp, grey })).toBeLessThan(0.6 * blurOf(sharp));
});

test('the threshold parts two heaps of grey', () => {
  const grey = Uint8Array.from({ length: 1000 }, (_, i) => (i % 4 === 0 ? 180 : 50) + (i % 7));
  const { threshold, separation } = otsuThreshold(grey);
  expect(threshold).toBeGreaterThanOrEqual(56);
  expect(threshold).toBeLessThan(180);
  expect(separation).toBeGreaterThan(0.9);
});

test('growing by a radius reaches that far in rows and columns', () => {
  const mask = emptyMask(7, 5);
  mask.pixels[2 * 7 + 3] = 1;
  const { pixels } = grown(mask, 1);
  const rows = Array.from({ length: 5 }, (_, y) => pixels.subarray(y * 7, y * 7 + 7).join(''));
  expect(rows).toEqual(['0000000', '0011100', '0011100', '0011100', '0000000']);
});
