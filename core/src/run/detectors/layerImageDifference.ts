import type { AlignedRun } from '../alignedRun.ts';
import { comparisonsOf } from '../features/image.ts';
import type { Detection, Detector } from './detector.ts';

/** Area of what is seen more than a line’s width away from everything that is planned, mm²: ten millimetres of
 * a fine string. A hot filament leaves a few such strings on long travels of a sound print. */
const LIMIT_MM2 = 1;

export const LAYER_IMAGE_DIFFERENCE: Detector = {
  name: 'layer_image_difference',
  meaning:
    'The picture of a layer shows plastic where none was planned: strings, a shift, a part that came loose.',
  method: `More than ${LIMIT_MM2} mm² are covered a line’s width away from all that the layers so far plan, and more than in the picture before.`,
  detect(run) {
    let before = 0;
    return [...comparisonsOf(run)].flatMap(([layer, { stringPixels }]) => {
      const mmPerPixel =
        run.images?.find((image) => image.layer === layer)?.scale?.mmPerPixel ?? Number.NaN;
      const areaMm2 = stringPixels * mmPerPixel * mmPerPixel;
      // What lies about from an earlier layer was reported then.
      const score = (areaMm2 - before) / LIMIT_MM2;
      before = Math.max(before, areaMm2);
      return score >= 1 ? [detectionOf(run, layer, score)] : [];
    });
  },
};

/** The picture is taken when the layer is done: only then can it be found. */
function detectionOf(run: AlignedRun, layer: number, score: number): Detection {
  const planned = run.layers[layer - 1];
  const end = (planned?.startSeconds ?? 0) + (planned?.seconds ?? 0);
  const t = run.timeline.columns.get('t');
  const last = run.timeline.rowCount - 1;
  // A run that broke off has a picture of what it was then.
  const row = t?.findIndex((seconds) => seconds >= end) ?? -1;
  const peakRow = row < 0 ? last : row;
  const seconds = t?.[peakRow] ?? end;
  return {
    detector: LAYER_IMAGE_DIFFERENCE.name,
    startSeconds: seconds,
    endSeconds: seconds,
    score,
    peakRow,
  };
}
