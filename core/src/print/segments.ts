/** Why a segment begins: the first line of each segment is where something changes. */
export const SEGMENT = {
  /** First line of a chunk; nothing changes. */
  chunk: 0,
  /** A slicer's layer mark; value = stated number, NaN where none. */
  layer: 1,
  /** A verbose comment that begins a layer; value = its number. */
  commentLayer: 2,
  /** Text of a user's profile that begins a layer. */
  profileLayer: 3,
  /** Extrusion at a new Z; value = Z (nm). The layer reaches back to the last change of Z. */
  motionLayer: 4,
  /** Z changes without extrusion, in a file without marks: a layer may begin here. */
  zChange: 5,
  /** A feature mark; value = name. */
  feature: 6,
  /** A verbose word names another role; value = index of `VERBOSE_WORDS`. */
  commentFeature: 7,
  /** An object begins or ends; value = name, −1 for the end. One kind for each way of marking. */
  excludeObject: 8,
  m486: 9,
  m624: 10,
  printingObject: 11,
  mesh: 12,
  /** Another tool; value = its number. */
  tool: 13,
  /** A command that is no part of printing: heaters, homing, macros, motors. */
  command: 14,
  /** Facts about the layer in force. */
  layerZ: 15,
  layerHeight: 16,
  layerNumber: 17,
  /** A block of comments; value = 1 at its first line, 0 behind its last. Pictures have value 3 and 2. */
  block: 18,
  /** An object is declared; value = name. */
  objectDefined: 19,
  /** Units or E mode are chosen, in a file without marks: slicers do so between start G-code and print. */
  preamble: 20,
} as const;

/** What is summed over each segment. All but the Z values are whole numbers, so sums do not depend on
 * the order in which they are taken. */
export const SUM = {
  filament: 0,
  extrudeLength: 1,
  travelLength: 2,
  duration: 3,
  retractions: 4,
  extrudingMoves: 5,
  moves: 6,
  minX: 7,
  minY: 8,
  minZ: 9,
  maxX: 10,
  maxY: 11,
  maxZ: 12,
  /** Z of the first extruding move, NaN where there is none. */
  firstZ: 13,
} as const;

export const SUMS = 14;

/** Segments of one chunk as columns. Lines count from the chunk's first line. */
export interface Segments {
  readonly count: number;
  readonly kinds: Uint8Array;
  readonly lines: Uint32Array;
  readonly values: Float64Array;
  /** `SUMS` numbers a segment. */
  readonly sums: Float64Array;
}

/** Fresh sums: nothing seen. */
export function clearSums(sums: Float64Array, at: number): void {
  sums.fill(0, at, at + SUM.minX);
  sums.fill(Number.POSITIVE_INFINITY, at + SUM.minX, at + SUM.maxX);
  sums.fill(Number.NEGATIVE_INFINITY, at + SUM.maxX, at + SUM.firstZ);
  sums[at + SUM.firstZ] = Number.NaN;
}

/** Adds the sums at `from` of `source` to those at `to` of `target`. */
export function addSums(
  target: Float64Array,
  to: number,
  source: Float64Array,
  from: number,
): void {
  for (let i = 0; i < SUM.minX; i++) {
    target[to + i] = (target[to + i] ?? 0) + (source[from + i] ?? 0);
  }
  if ((source[from + SUM.extrudingMoves] ?? 0) === 0) return;
  for (let i = SUM.minX; i < SUM.maxX; i++) {
    target[to + i] = Math.min(target[to + i] ?? 0, source[from + i] ?? 0);
  }
  for (let i = SUM.maxX; i < SUM.firstZ; i++) {
    target[to + i] = Math.max(target[to + i] ?? 0, source[from + i] ?? 0);
  }
  if (Number.isNaN(target[to + SUM.firstZ]))
    target[to + SUM.firstZ] = source[from + SUM.firstZ] ?? 0;
}

/** Collects the segments of one chunk after another in memory that is used again. */
export class SegmentBuilder {
  kinds = new Uint8Array(1_024);
  lines = new Uint32Array(1_024);
  values = new Float64Array(1_024);
  sums = new Float64Array(1_024 * SUMS);
  count = 0;
  /** Where the open segment's sums begin. */
  base = 0;
  /** The line before was an extruding move too. */
  inRow = false;

  begin(): void {
    this.count = 0;
    this.inRow = false;
    this.open(SEGMENT.chunk, 0, 0);
  }

  /** Ends the open segment and begins one at `line`. */
  open(kind: number, line: number, value: number): void {
    if (this.count === this.kinds.length) this.grow();
    this.kinds[this.count] = kind;
    this.lines[this.count] = line;
    this.values[this.count] = value;
    this.base = this.count * SUMS;
    clearSums(this.sums, this.base);
    this.count += 1;
  }

  /** The same, unless one of its kind has begun and nothing was extruded since. */
  openOnce(kind: number, line: number): void {
    const isOpen = this.kinds[this.count - 1] === kind;
    if (isOpen && (this.sums[this.base + SUM.extrudingMoves] ?? 0) === 0) return;
    this.open(kind, line, 0);
  }

  /** @param times nanoseconds by segment, which are added and cleared */
  take(times: Float64Array): Segments {
    const { count, sums: all } = this;
    for (let i = 0; i < count; i++) {
      const at = i * SUMS + SUM.duration;
      all[at] = (all[at] ?? 0) + (times[i] ?? 0);
    }
    times.fill(0, 0, count);
    return {
      count,
      kinds: this.kinds.slice(0, count),
      lines: this.lines.slice(0, count),
      values: this.values.slice(0, count),
      sums: this.sums.slice(0, count * SUMS),
    };
  }

  private grow(): void {
    const { kinds, lines, values, sums } = this;
    this.kinds = new Uint8Array(kinds.length * 2);
    this.kinds.set(kinds);
    this.lines = new Uint32Array(lines.length * 2);
    this.lines.set(lines);
    this.values = new Float64Array(values.length * 2);
    this.values.set(values);
    this.sums = new Float64Array(sums.length * 2);
    this.sums.set(sums);
  }
}
