import type { Box } from './box.ts';
import type { PrintFeature, PrintObject } from './compose.ts';
import { SUM } from './segments.ts';

/**
 * What is printed of objects: a part for each stretch of lines with one object, one layer and one feature.
 * Columns hold `count` values each, in the order of the file. Lines count from 0, lengths are nanometres.
 */
export interface ObjectParts {
  count: number;
  readonly object: PrintObject[];
  readonly feature: PrintFeature[];
  readonly firstLine: number[];
  /** Inclusive. Lines at either end may extrude nothing. */
  readonly lastLine: number[];
  /** The highest Z at which it is printed; −∞ where the file has not said where Z is. */
  readonly height: number[];
  /** The box round what is extruded. */
  readonly minX: number[];
  readonly minY: number[];
  readonly maxX: number[];
  readonly maxY: number[];
}

export function emptyParts(): ObjectParts {
  return {
    count: 0,
    ...{ object: [], feature: [], firstLine: [], lastLine: [], height: [] },
    ...{ minX: [], minY: [], maxX: [], maxY: [] },
  };
}

/** Adds a segment that extrudes, whose sums are at `base`: to the part before it where that goes on. */
export function addPart(
  parts: ObjectParts,
  object: PrintObject,
  feature: PrintFeature,
  lines: { readonly first: number; readonly last: number },
  sums: Float64Array,
  base: number,
): void {
  const last = parts.count - 1;
  const height = sums[base + SUM.maxZ] ?? 0;
  const minX = sums[base + SUM.minX] ?? 0;
  const minY = sums[base + SUM.minY] ?? 0;
  const maxX = sums[base + SUM.maxX] ?? 0;
  const maxY = sums[base + SUM.maxY] ?? 0;
  // Features do not go beyond their layer, so the layer is the same too.
  if (last >= 0 && parts.feature[last] === feature && parts.object[last] === object) {
    parts.lastLine[last] = lines.last;
    parts.height[last] = Math.max(parts.height[last] ?? 0, height);
    parts.minX[last] = Math.min(parts.minX[last] ?? 0, minX);
    parts.minY[last] = Math.min(parts.minY[last] ?? 0, minY);
    parts.maxX[last] = Math.max(parts.maxX[last] ?? 0, maxX);
    parts.maxY[last] = Math.max(parts.maxY[last] ?? 0, maxY);
    return;
  }
  parts.count += 1;
  parts.object.push(object);
  parts.feature.push(feature);
  parts.firstLine.push(lines.first);
  parts.lastLine.push(lines.last);
  parts.height.push(height);
  parts.minX.push(minX);
  parts.minY.push(minY);
  parts.maxX.push(maxX);
  parts.maxY.push(maxY);
}

/** The box round some parts of each object. @param chosen places in the columns */
export function boxesOf(
  parts: ObjectParts,
  chosen: readonly number[],
): ReadonlyMap<PrintObject, Box> {
  const boxes = new Map<PrintObject, { -readonly [Key in keyof Box]: Box[Key] }>();
  for (const part of chosen) {
    const object = parts.object[part];
    if (!object) continue;
    const { minX, minY, maxX, maxY } = boxOfPart(parts, part);
    const box = boxes.get(object);
    if (!box) {
      boxes.set(object, { minX, minY, maxX, maxY });
      continue;
    }
    if (minX < box.minX) box.minX = minX;
    if (minY < box.minY) box.minY = minY;
    if (maxX > box.maxX) box.maxX = maxX;
    if (maxY > box.maxY) box.maxY = maxY;
  }
  return boxes;
}

export function boxOfPart(parts: ObjectParts, part: number): Box {
  return {
    minX: parts.minX[part] ?? 0,
    minY: parts.minY[part] ?? 0,
    maxX: parts.maxX[part] ?? 0,
    maxY: parts.maxY[part] ?? 0,
  };
}
