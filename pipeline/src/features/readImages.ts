import { decode } from 'fast-png';
import type { ImageScale, LayerImage } from '#core/run/alignedRun';
import { RUN_FILE } from '#core/run/runFolder';
import type { RawFolder } from '../ingest/rawFolder.ts';

/** `images/layer_001.png` is of the first layer. */
const LAYER_IMAGE = new RegExp(`^${RUN_FILE.images}/layer_0*(\\d+)\\.png$`, 'i');

/** The pictures of a run's layers in order; those that cannot be read are left out (`ingest` names them). */
export async function readImages(
  folder: RawFolder,
  scale: ImageScale | undefined,
): Promise<readonly LayerImage[]> {
  const images: LayerImage[] = [];
  for (const file of folder.files.keys()) {
    const layer = Number(LAYER_IMAGE.exec(file)?.[1] ?? Number.NaN);
    if (Number.isNaN(layer)) continue;
    const bytes = await folder.read(file);
    const image = bytes && readImage(layer, bytes, scale);
    if (image) images.push(image);
  }
  return images.sort((a, b) => a.layer - b.layer);
}

/** undefined where the bytes are no PNG that can be read. */
export function readImage(
  layer: number,
  png: Uint8Array,
  scale: ImageScale | undefined,
): LayerImage | undefined {
  try {
    const { width, height, data, channels, depth, palette } = decode(png);
    // The high byte of 16 bits; samples of less than 8 bits are not what cameras write.
    const shift = depth === 16 ? 8 : 0;
    if (palette || depth < 8) return undefined;
    const hasColours = channels >= 3;
    const grey = new Uint8Array(width * height);
    const chroma = new Uint8Array(width * height);
    for (let i = 0; i < grey.length; i++) {
      const at = i * channels;
      const first = (data[at] ?? 0) >> shift;
      if (!hasColours) {
        grey[i] = first;
        continue;
      }
      const second = (data[at + 1] ?? 0) >> shift;
      const third = (data[at + 2] ?? 0) >> shift;
      // Rec. 601, as PNG readers make grey of colours.
      grey[i] = Math.round(0.299 * first + 0.587 * second + 0.114 * third);
      chroma[i] = Math.max(first, second, third) - Math.min(first, second, third);
    }
    return {
      layer,
      width,
      height,
      grey,
      ...(hasColours ? { chroma } : {}),
      ...(scale ? { scale } : {}),
    };
  } catch {
    return undefined;
  }
}
