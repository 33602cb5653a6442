import process from 'node:process';

/** Signals that ask for an end: Ctrl-C, `kill`, a closed terminal. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interruption {
  /** Aborted by the first of the signals. */
  readonly signal: AbortSignal;
  /** Signals do again what they did before. */
  end(): void;
}

/**
 * Has signals stop the work at its next good place instead of ending the program at once. The second signal
 * ends it at once, which loses nothing that was acknowledged.
 */
export function watchForInterruption(): Interruption {
  const controller = new AbortController();
  const before = SIGNALS.map((name) => [name, process.listeners(name)] as const);
  const stop = () => {
    end();
    controller.abort();
  };
  const end = () => {
    for (const [name, listeners] of before) {
      process.off(name, stop);
      for (const listener of listeners)
        if (!process.listeners(name).includes(listener)) process.on(name, listener);
    }
  };
  for (const [name] of before) {
    process.removeAllListeners(name);
    process.on(name, stop);
  }
  return { signal: controller.signal, end };
}
