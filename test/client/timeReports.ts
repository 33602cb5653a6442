import type { LayerTime, TimeReport } from '#core/contract/time';

/** A report as the server answers it; what a test is about is given, the rest is usual. */
export function timeReport(given: Partial<TimeReport> = {}): TimeReport {
  return {
    profile: { name: 'Voron', source: 'printer.cfg' },
    seconds: 100,
    startBufferSeconds: 0.25,
    outsideLayersSeconds: 10,
    slicerSeconds: 90,
    byRole: [
      { role: 'outer wall', seconds: 60, filamentMm: 500, count: 12 },
      { role: 'sparse infill', seconds: 30, filamentMm: 300, count: 1 },
      { role: 'custom', seconds: 0, filamentMm: 0, count: 1 },
    ],
    byLayer: [layerTime(0, 60, 5), layerTime(1, 20, 65), layerTime(2, 10, 85)],
    byObject: [],
    unknown: [],
    fileSetsLimits: false,
    ...given,
  };
}

/** Layers of a print of 100 s. */
export function layerTime(index: number, seconds: number, startSeconds: number): LayerTime {
  return {
    index,
    number: index + 1,
    z: Math.round((index + 1) * 20) / 100,
    seconds,
    startSeconds,
    remainingSeconds: 100 - startSeconds - seconds,
  };
}
