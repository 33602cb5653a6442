import type { FeatureOutline, LayerOutline } from '#core/contract/outline';
import type { LayersAnswer } from '#core/contract/server';

/** A layer as the server answers it; what a test is about is given, the rest is usual. */
export function layer(index: number, given: Partial<LayerOutline> = {}): LayerOutline {
  const firstLine = given.firstLine ?? 11 + index * 10;
  return {
    index,
    number: index + 1,
    z: Math.round((index + 1) * 20) / 100,
    zCertainty: 'known',
    height: 0.2,
    heightCertainty: 'known',
    firstLine,
    lastLine: firstLine + 9,
    firstByte: firstLine * 20,
    lastByte: firstLine * 20 + 199,
    seconds: 30,
    startSeconds: 5 + index * 30,
    filamentMm: 120,
    travelMm: 400,
    extrudeMm: 2100,
    retractions: 12,
    moves: 90,
    ...given,
  };
}

export function feature(firstLine: number, given: Partial<FeatureOutline> = {}): FeatureOutline {
  return {
    role: 'outer wall',
    rawName: 'External perimeter',
    firstLine,
    lastLine: firstLine + 4,
    seconds: 12,
    startSeconds: 5,
    filamentMm: 40,
    ...given,
  };
}

/** Start G-code of ten lines, layers of ten lines each, end G-code of five lines. */
export function answer(layerCount: number, given: Partial<LayersAnswer> = {}): LayersAnswer {
  const layers = Array.from({ length: layerCount }, (_, index) => layer(index));
  const end = 10 + layerCount * 10;
  return {
    version: 1,
    source: 'marks',
    layers,
    sections: [
      { kind: 'start', firstLine: 1, lastLine: 10 },
      { kind: 'layers', firstLine: 11, lastLine: end },
      { kind: 'end', firstLine: end + 1, lastLine: end + 5 },
    ],
    objects: [],
    seconds: 5 + layerCount * 30 + 2,
    ...given,
  };
}
