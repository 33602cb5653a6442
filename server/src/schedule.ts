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

/** A burst of edits is read once: keystrokes are further apart than this, what a program sends is not. */
const QUIET_MS = 12;

/** Lets waiting messages in, and goes on only when the last edit lies some time back. */
export async function untilQuiet(lastEdit: () => number): Promise<void> {
  await pause();
  for (;;) {
    const left = lastEdit() + QUIET_MS - performance.now();
    if (left <= 0) return;
    await new Promise((resolve) => setTimeout(resolve, left));
  }
}
