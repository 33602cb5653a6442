/** Decides whether a server that ended is started again. */
export interface RestartPolicy {
  /** @returns milliseconds to wait before the start, or undefined: it ended too often */
  ended(nowMilliseconds: number): number | undefined;
  /** A person asked for a start: what happened before does not count. */
  forget(): void;
}

const windowMilliseconds = 3 * 60_000;

// A first end is mended at once; a server that ends again and again gets a little more time, all
// within the two seconds in which a person would notice. The language client needs some wait, so
// that its failed start is over before the next begins.
const waits = [20, 50, 200, 500];

/** The fifth end within three minutes is the last. */
export function createRestartPolicy(): RestartPolicy {
  let ends: number[] = [];
  return {
    ended(now) {
      ends = [...ends.filter((end) => now - end < windowMilliseconds), now];
      return waits[ends.length - 1];
    },
    forget() {
      ends = [];
    },
  };
}
