import type { PrintSummary } from '#core/contract/summaryView';

/** A picture as the server took it out of a file. */
export interface EncodedPicture {
  readonly mimeType: 'image/png' | 'image/jpeg';
  readonly base64: string;
  readonly width: number;
  readonly height: number;
}

// Pictures of slicers have some 100 kB; this is what the page takes as well.
const mostCharacters = 5_900_000;

// How files of each kind begin, in base64 (PNG specification 5.2, JPEG's start of image marker).
const beginnings = { 'image/png': 'iVBORw0KGgo', 'image/jpeg': '/9j/' } as const;

/** The picture as an address a page may show, or null when it is not what it says it is. */
export function pictureOf(found: EncodedPicture | null | undefined): PrintSummary['picture'] {
  if (!found) return null;
  const { mimeType, base64, width, height } = found;
  if (!Object.hasOwn(beginnings, mimeType) || !base64.startsWith(beginnings[mimeType])) return null;
  if (base64.length > mostCharacters || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  if (!isPixels(width) || !isPixels(height)) return null;
  return { source: `data:${mimeType};base64,${base64}`, width, height };
}

function isPixels(size: number): boolean {
  return Number.isInteger(size) && size >= 1 && size <= 8192;
}
