/** Timers, so that tests can hold the time in their hands. */
export interface Clock {
  /** Calls `action` again and again; returns what stops it. */
  every(milliseconds: number, action: () => void): () => void;
}

export interface WatchdogOptions {
  readonly clock: Clock;
  /** How many times the usual patience; see `nextPatience`. */
  readonly patience: number;
  /** Settles when the server answers, in whatever way. */
  readonly ping: () => Promise<unknown>;
  /** Called once, when the server has not answered for too long; the watchdog has stopped by then. */
  readonly onHung: () => void;
}

export interface Watchdog {
  /**
   * The server was given this many bytes at once and is deaf while it takes them in: the answer to
   * the next ping may come that much later.
   */
  allowFor(bytes: number): void;
  /**
   * The server sent something, whatever it was. One that works through a dozen large answers is
   * slow to come to the ping, but not silent.
   */
  heard(): void;
  stop(): void;
}

const tickMilliseconds = 200;
const ticksBetweenPings = 2;
// A server that is well answers within some 10 ms, because it never computes for longer at a
// stretch. One that hangs is found out after a second at the latest, and so is back within two.
const patienceTicks = 3;
// Between two processes and into an editable document: about 30 MB/s on a slow machine.
const bytesPerTick = 6_000_000;

// A server that is taken for hung so soon after its start may only be slow.
const earlyMilliseconds = 10_000;
const mostPatience = 8;

/**
 * The patience with the next server, after one was taken for hung that had run for so long. On a
 * machine that is too busy, patience grows before the server is ended too often and given up.
 */
export function nextPatience(patience: number, ranMilliseconds: number): number {
  return ranMilliseconds < earlyMilliseconds ? Math.min(mostPatience, patience * 2) : 1;
}

/**
 * Asks the server again and again whether it still answers.
 *
 * Patience is counted in ticks of the clock rather than in time: when this process itself was held
 * up for seconds, its timers fire once and not for all the time that went by, and an answer that
 * waits to be read gets the chance to be.
 */
export function startWatchdog({ clock, patience, ping, onHung }: WatchdogOptions): Watchdog {
  // Since a ping was sent, or something was heard after it; or since a ping was answered.
  let silentTicks = 0;
  let allowedTicks = 0;
  // The ping that is on its way; undefined when the last one was answered.
  let pending: symbol | undefined;

  const stop = clock.every(tickMilliseconds, () => {
    silentTicks++;
    if (pending !== undefined && silentTicks >= patience * patienceTicks + allowedTicks) {
      stop();
      onHung();
    } else if (pending === undefined && silentTicks >= ticksBetweenPings) {
      send();
    }
  });

  function send(): void {
    const sent = Symbol('ping');
    const allowed = allowedTicks;
    pending = sent;
    silentTicks = 0;
    const answered = () => {
      if (pending !== sent) return;
      pending = undefined;
      // Messages arrive in order, so what was given before this ping has been taken in; what was
      // given since then has not.
      allowedTicks -= allowed;
      silentTicks = 0;
    };
    // A connection that closed is found out by whoever holds it.
    ping().then(answered, answered);
  }

  return {
    allowFor: (bytes) => {
      allowedTicks += Math.floor(bytes / bytesPerTick);
    },
    heard: () => {
      if (pending !== undefined) silentTicks = 0;
    },
    stop,
  };
}
