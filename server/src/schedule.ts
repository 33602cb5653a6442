/** Longest stretch of work between two looks at what came in, in ms. */
const SLICE_MS = 8;

export function startSlice(): number {
  return performance.now();
}

export function isSliceOver(slice: number): boolean {
  return performance.now() - slice >= SLICE_MS;
}

/** Lets waiting messages in: a cancel is only seen by a handler that comes up for air. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
