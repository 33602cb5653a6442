import type { AlignedRun, LayerImage } from '../alignedRun.ts';
import { largest, mean, smallest } from '../statistics.ts';
import type { FeatureDefinition } from './featureDefinition.ts';
import { drawPlannedLayer, emptyMask, grown, type Mask } from './plannedMask.ts';
import { remembered } from './section.ts';

/** What is compared of one picture. */
export interface ImageComparison {
  readonly iou: number;
  readonly offsetXMm: number;
  readonly offsetYMm: number;
  /** Pixels that are covered although nothing is planned within a line's width. */
  readonly stringPixels: number;
  /** Planned pixels that are not covered, as a share. */
  readonly missingShare: number;
}

export const IMAGE_FEATURES: readonly FeatureDefinition[] = [
  ofBoth(
    'image_iou',
    '',
    'Pixels that are planned in the layers so far and covered, over those that are either, in the picture of the layer.',
    'intersection over union (Jaccard 1901)',
    smallest,
    'the smallest of the layers',
    ({ comparison }) => comparison?.iou,
  ),
  ofBoth(
    'image_offset',
    'mm',
    'Distance between the centres of gravity of the covered and of the planned pixels.',
    'own',
    largest,
    'the largest of the layers',
    ({ comparison }) => comparison && Math.hypot(comparison.offsetXMm, comparison.offsetYMm),
  ),
  ofBoth(
    'image_string_pixels',
    '',
    'Covered pixels with nothing planned within a line’s width: strings and blobs.',
    'own',
    mean,
    'the mean of the layers',
    ({ comparison }) => comparison?.stringPixels,
  ),
  ofBoth(
    'image_missing_share',
    '',
    'Share of the planned pixels that are not covered.',
    'own',
    mean,
    'the mean of the layers',
    ({ comparison }) => comparison?.missingShare,
  ),
  ofBoth(
    'image_blur',
    '',
    'Variance of the Laplacian of the grey values: small pictures of it are blurred.',
    'Pech-Pacheco et al. 2000, doi 10.1109/ICPR.2000.903548',
    mean,
    'the mean of the layers',
    ({ image }) => laplacianVariance(image),
  ),
  ofBoth(
    'image_change',
    '',
    'Mean absolute difference to the picture before, 0 to 1.',
    'own',
    mean,
    'the mean of the layers',
    ({ image, before }) => before && meanDifference(image, before),
  ),
];

interface Pictured {
  readonly image: LayerImage;
  readonly before: LayerImage | undefined;
  readonly comparison: ImageComparison | undefined;
}

/** A number of a picture, and for the whole run one of all pictures. */
function ofBoth(
  name: string,
  unit: string,
  meaning: string,
  source: string,
  together: (values: readonly number[]) => number,
  togetherWords: string,
  compute: (pictured: Pictured) => number | undefined,
): FeatureDefinition {
  return {
    name,
    unit,
    meaning: `${meaning} Of the run: ${togetherWords}.`,
    source,
    of: 'both',
    compute: ({ run, layer }) => {
      const images = run.images ?? [];
      const values = images
        .filter((image) => layer === undefined || image.layer === layer)
        .map(
          (image) =>
            compute({
              image,
              before: images.find((other) => other.layer === image.layer - 1),
              comparison: comparisonsOf(run).get(image.layer),
            }) ?? Number.NaN,
        );
      return together(values);
    },
  };
}

/** What each picture with a scale shows beside its plan, by layer. */
export const comparisonsOf = remembered((run: AlignedRun) => {
  const comparisons = new Map<number, ImageComparison>();
  const inOrder = (run.images ?? []).toSorted((a, b) => a.layer - b.layer);
  let planned: Mask | undefined;
  let drawn = 0;
  let before: LayerImage | undefined;
  for (const image of inOrder) {
    const { scale, width, height, layer } = image;
    if (!scale || run.layers[layer - 1] === undefined) continue;
    if (!planned || !before || !isSameView(image, before)) {
      planned = emptyMask(width, height);
      drawn = 0;
    }
    // From above one sees all layers up to this one.
    while (drawn < layer) drawPlannedLayer(planned, run, ++drawn, scale);
    const comparison = compare(image, planned, scale.mmPerPixel);
    if (comparison) comparisons.set(layer, comparison);
    before = image;
  }
  return comparisons;
});

function isSameView(image: LayerImage, other: LayerImage): boolean {
  const [a, b] = [image.scale, other.scale];
  return (
    image.width === other.width &&
    image.height === other.height &&
    a?.mmPerPixel === b?.mmPerPixel &&
    a?.leftMm === b?.leftMm &&
    a?.topMm === b?.topMm
  );
}

function compare(
  image: LayerImage,
  planned: Mask,
  mmPerPixel: number,
): ImageComparison | undefined {
  const covered = coveredMask(image);
  const near = grown(planned, Math.ceil(STRING_DISTANCE_MM / mmPerPixel));
  let [both, either, stray, wanted] = [0, 0, 0, 0];
  planned.pixels.forEach((isPlanned, i) => {
    const isCovered = covered.pixels[i] ?? 0;
    wanted += isPlanned;
    both += isPlanned & isCovered;
    either += isPlanned | isCovered;
    stray += isCovered & ~(near.pixels[i] ?? 0);
  });
  if (wanted === 0) return undefined;
  const centre = centreOf(planned);
  const found = centreOf(covered);
  return {
    iou: both / either,
    offsetXMm: (found.x - centre.x) * mmPerPixel,
    offsetYMm: (centre.y - found.y) * mmPerPixel,
    stringPixels: stray,
    missingShare: (wanted - both) / wanted,
  };
}

/** A line's width and a bit: what is covered further away is no line that runs a little wide. */
const STRING_DISTANCE_MM = 0.6;

/** Pixels on the upper side of the threshold that parts the picture best: by its colours where they part
 * plastic and bed better than light and dark do. */
function coveredMask({ width, height, grey, chroma }: LayerImage): Mask {
  const byGrey = otsuThreshold(grey);
  const byChroma = chroma && otsuThreshold(chroma);
  const [values, { threshold }] =
    chroma && byChroma && byChroma.separation > byGrey.separation
      ? [chroma, byChroma]
      : [grey, byGrey];
  return { width, height, pixels: values.map((value) => Number(value > threshold)) };
}

/** How a picture falls apart into a dark and a bright part. */
interface Threshold {
  /** Values up to it are dark. */
  readonly threshold: number;
  /** Share of the variance that lies between both parts: 1 where each part is of one value. */
  readonly separation: number;
}

/** The threshold with the most variance between both sides (Otsu 1979, doi 10.1109/TSMC.1979.4310076). */
export function otsuThreshold(values: Uint8Array): Threshold {
  const counts = new Float64Array(256);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  const all = counts.reduce((sum, count, value) => sum + count * value, 0);
  const squares = counts.reduce((sum, count, value) => sum + count * value * value, 0);
  let [below, sumBelow, best, threshold] = [0, 0, 0, 0];
  for (let value = 0; value < 255; value++) {
    below += counts[value] ?? 0;
    sumBelow += (counts[value] ?? 0) * value;
    const above = values.length - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sumBelow / below - (all - sumBelow) / above) ** 2;
    if (between <= best) continue;
    best = between;
    threshold = value;
  }
  const total = values.length * squares - all * all;
  return { threshold, separation: total > 0 ? best / total : 0 };
}

function centreOf({ width, pixels }: Mask): { readonly x: number; readonly y: number } {
  let [x, y, count] = [0, 0, 0];
  pixels.forEach((isSet, i) => {
    if (isSet === 0) return;
    x += i % width;
    y += Math.floor(i / width);
    count++;
  });
  return { x: x / count, y: y / count };
}

function laplacianVariance({ width, height, grey }: LayerImage): number {
  let [sum, squares, count] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const i = y * width + x;
      const value =
        (grey[i - 1] ?? 0) +
        (grey[i + 1] ?? 0) +
        (grey[i - width] ?? 0) +
        (grey[i + width] ?? 0) -
        4 * (grey[i] ?? 0);
      sum += value;
      squares += value * value;
      count++;
    }
  }
  return count > 0 ? squares / count - (sum / count) ** 2 : Number.NaN;
}

/** NaN where the pictures are not of one size. */
function meanDifference(image: LayerImage, before: LayerImage): number {
  if (image.width !== before.width || image.height !== before.height) return Number.NaN;
  let sum = 0;
  image.grey.forEach((value, i) => {
    sum += Math.abs(value - (before.grey[i] ?? 0));
  });
  return sum / image.grey.length / 255;
}
