import type { Role } from '../../contract/outline.ts';

/** What a slicer's comment line means. */
export const MARK = {
  none: 0,
  /** A layer begins; the value, if any, is the slicer's own number. */
  layer: 1,
  /** Number of the layer that has begun. */
  layerNumber: 2,
  /** Height above the bed of the layer that has begun, mm. */
  layerZ: 3,
  /** Height of the lines, mm; the first one behind a layer mark is the layer's. */
  lineHeight: 4,
  lineWidth: 5,
  /** A feature begins; the text is the slicer's word for it. */
  feature: 6,
  objectStart: 7,
  objectEnd: 8,
  /** `;MESH:name`; NONMESH ends the object. */
  mesh: 9,
  wipeStart: 10,
  wipeEnd: 11,
  /** A layer begins according to text that a user's profile writes, not the slicer itself. */
  profileLayer: 12,
  /** A block of comments begins or ends: pictures, settings, headers. */
  blockStart: 13,
  blockEnd: 14,
  /** A picture: its body is opaque. */
  thumbnailStart: 15,
  thumbnailEnd: 16,
} as const;

export type MarkKind = (typeof MARK)[keyof typeof MARK];

/** One comment of a slicer: `text` is what stands behind `;` and blanks. */
export interface MarkPattern {
  readonly kind: MarkKind;
  readonly text: string;
  /** The whole comment must be `text`; otherwise more may follow and is the mark's value. */
  readonly whole?: true;
  /** What follows must begin like a number. */
  readonly number?: true;
}

/** One slicer's words. To teach the reader a slicer, add a file like its neighbours and list it. */
export interface Dialect {
  /** As Moonraker and people call it. */
  readonly name: string;
  /** Comments that name the producer; the first group is the version, where it states one. */
  readonly producers: readonly RegExp[];
  readonly marks: readonly MarkPattern[];
  /** Feature words, exactly as the slicer writes them. */
  readonly roles: Readonly<Record<string, Role>>;
}
