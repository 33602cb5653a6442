/** Lines count from 1 and are inclusive, as in every outline. */
interface Lines {
  readonly firstLine: number;
  readonly lastLine: number;
}

/**
 * The place of the range that holds a line (counted from 1), or -1. The ranges are in order and do
 * not overlap, as layers, sections and the features of a layer are.
 */
export function indexAtLine(ranges: readonly Lines[], line: number): number {
  const index = lastStartingAtOrBefore(ranges, line);
  return line <= (ranges[index]?.lastLine ?? -1) ? index : -1;
}

/** The place of the last range that begins at this line or before it; -1 where none does. */
export function lastStartingAtOrBefore(ranges: readonly Lines[], line: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ranges[middle]?.firstLine ?? Number.POSITIVE_INFINITY) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/**
 * The layer one steps to from a line: the next one that begins behind it, or the one before the
 * layer one is in (its own first line when the cursor is further down in it).
 *
 * @returns the place of the layer, or -1 when there is none in that direction
 */
export function indexOfStep(
  layers: readonly Lines[],
  line: number,
  direction: 'next' | 'previous',
): number {
  const here = lastStartingAtOrBefore(layers, line);
  if (direction === 'next') return here + 1 < layers.length ? here + 1 : -1;
  return (layers[here]?.firstLine ?? line) < line ? here : Math.max(-1, here - 1);
}
