/** How sure a derived fact is: read from the file, concluded from motion, or not to be had. */
export type Certainty = 'known' | 'inferred' | 'unavailable';

/** A feature: what the slicer printed between two of its marks. Lines count from 1 and are inclusive. */
export interface FeatureOutline {
  /** Canonical role, the same for every slicer. */
  readonly role: Role;
  /** The slicer's own word; '' where the file has none. */
  readonly rawName: string;
  readonly firstLine: number;
  readonly lastLine: number;
  /** Planned time, and what comes before its first line. */
  readonly seconds: number;
  readonly startSeconds: number;
  readonly filamentMm: number;
  /** Set where no mark begins this feature: the one before the layer change goes on. */
  readonly continued?: true;
}

export interface LayerOutline {
  /** Place in the file, from 0. */
  readonly index: number;
  /** As the slicer counts (raft layers of Cura are negative); index + 1 where it does not. */
  readonly number: number;
  /** Millimetres above the bed; null where neither a mark nor a move says. */
  readonly z: number | null;
  readonly zCertainty: Certainty;
  readonly height: number | null;
  readonly heightCertainty: Certainty;
  readonly firstLine: number;
  readonly lastLine: number;
  readonly firstByte: number;
  /** Inclusive, the last byte of the last line's line end. */
  readonly lastByte: number;
  /** Planned time, and what comes before its first line. */
  readonly seconds: number;
  readonly startSeconds: number;
  readonly filamentMm: number;
  readonly travelMm: number;
  readonly extrudeMm: number;
  readonly retractions: number;
  readonly moves: number;
}

/** Everything before the first layer or behind the last one. With the layers these tile the file. */
export interface SectionOutline {
  readonly kind: 'start' | 'layers' | 'end';
  readonly firstLine: number;
  readonly lastLine: number;
}

export interface ObjectOutline {
  readonly name: string;
  /** Inclusive ranges of lines in which it is printed. */
  readonly ranges: readonly { readonly firstLine: number; readonly lastLine: number }[];
  readonly seconds: number;
  readonly filamentMm: number;
  readonly extrudeMm: number;
  readonly centre?: readonly [number, number];
  readonly polygon?: readonly (readonly [number, number])[];
  /** Which of the markings named it. */
  readonly markedBy: 'EXCLUDE_OBJECT' | 'M486' | 'M624' | 'printing object' | 'MESH';
}

export interface TotalsOutline {
  /** Planned time of the layers: moves and pauses. */
  readonly seconds: number;
  /** Filament the layers use. What start and end G-code push is in `outsideLayersFilamentMm`. */
  readonly filamentMm: number;
  readonly outsideLayersFilamentMm: number;
  readonly filamentMmByTool: readonly number[];
  /** From the slicer's footer; absent where it does not say. */
  readonly filamentG?: number;
  readonly travelMm: number;
  readonly extrudeMm: number;
  readonly retractions: number;
  /** Box round everything extruded in the layers, in mm; null where nothing is. */
  readonly bounds: {
    readonly min: readonly [number, number, number];
    readonly max: readonly [number, number, number];
  } | null;
}

/** One vocabulary for what is printed, whatever the slicer calls it. */
export type Role =
  | 'outer wall'
  | 'inner wall'
  | 'overhang'
  | 'sparse infill'
  | 'solid infill'
  | 'top surface'
  | 'bottom surface'
  | 'bridge'
  | 'internal bridge'
  | 'gap fill'
  | 'thin wall'
  | 'skirt'
  | 'brim'
  | 'support'
  | 'support interface'
  | 'ironing'
  | 'prime tower'
  | 'flush'
  | 'raft'
  | 'mill'
  | 'custom'
  | 'mixed'
  | 'unknown';

/** Where the layer boundaries come from: the slicer's marks, its verbose comments, or Z of the moves. */
export type LayerSource = 'marks' | 'comments' | 'inferred' | 'none';
