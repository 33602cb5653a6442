import { describe, expect, it } from 'vitest';
import { nextPatience, startWatchdog } from '../../client/src/languageServer/watchdog.ts';

/** A server that answers when it is told to, watched by a clock that is moved by hand. */
function watched(patience = 1) {
  const pings: (() => void)[] = [];
  let tick: (() => void) | undefined;
  let hungAt: number | undefined;
  let time = 0;
  let interval = 0;
  const watchdog = startWatchdog({
    patience,
    clock: {
      every(milliseconds, action) {
        interval = milliseconds;
        tick = action;
        return () => {
          tick = undefined;
        };
      },
    },
    ping: () => new Promise<void>((resolve) => pings.push(resolve)),
    onHung: () => {
      hungAt = time;
    },
  });
  return {
    watchdog,
    hungAt: () => hungAt,
    pingCount: () => pings.length,
    answer: async () => {
      for (const resolve of pings) resolve();
      await Promise.resolve();
    },
    async pass(milliseconds: number, answering: boolean) {
      for (const end = time + milliseconds; time < end; ) {
        time += interval;
        tick?.();
        if (answering) await this.answer();
      }
    },
  };
}

describe('the watchdog', () => {
  it('leaves a server alone that answers', async () => {
    const server = watched();
    await server.pass(60_000, true);
    expect(server.hungAt()).toBeUndefined();
    expect(server.pingCount()).toBeGreaterThan(60);
  });

  it('notices within 1 s that a server answers no more', async () => {
    const server = watched();
    await server.pass(10_000, true);
    await server.pass(5000, false);
    expect(server.hungAt()).toBeLessThanOrEqual(11_000);
  });

  it('says so once and asks no more', async () => {
    const server = watched();
    await server.pass(5000, false);
    const asked = server.pingCount();
    await server.pass(60_000, false);
    expect(server.pingCount()).toBe(asked);
  });

  it('takes an answer that comes late, but in time', async () => {
    const server = watched();
    await server.pass(800, false);
    await server.answer();
    await server.pass(10_000, true);
    expect(server.hungAt()).toBeUndefined();
  });

  it('waits longer for a server that was given a large file, once', async () => {
    const server = watched();
    await server.pass(2000, true);
    server.watchdog.allowFor(49_000_000);
    await server.pass(2000, false);
    expect(server.hungAt()).toBeUndefined();
    await server.answer();
    await server.pass(600, true);
    await server.pass(5000, false);
    expect(server.hungAt()).toBeLessThanOrEqual(2000 + 2000 + 600 + 1000);
  });

  it('keeps that patience while an earlier ping is still on its way', async () => {
    const server = watched();
    await server.pass(500, false);
    server.watchdog.allowFor(49_000_000);
    await server.answer();
    await server.pass(2000, false);
    expect(server.hungAt()).toBeUndefined();
  });

  it('goes on waiting for a server that works through other answers first', async () => {
    const server = watched();
    await server.pass(2000, true);
    for (let answers = 0; answers < 20; answers++) {
      await server.pass(400, false);
      server.watchdog.heard();
    }
    expect(server.hungAt()).toBeUndefined();
    await server.pass(5000, false);
    expect(server.hungAt()).toBeLessThanOrEqual(2000 + 8000 + 1000);
  });

  it('waits longer when it is told to have more patience', async () => {
    const server = watched(4);
    await server.pass(2400, false);
    expect(server.hungAt()).toBeUndefined();
    await server.pass(5000, false);
    expect(server.hungAt()).toBeLessThanOrEqual(3000);
  });

  it('is quiet once it is stopped', async () => {
    const server = watched();
    server.watchdog.stop();
    await server.pass(10_000, false);
    expect(server.hungAt()).toBeUndefined();
  });
});

describe('patience with the next server', () => {
  it('grows while servers are taken for hung soon after their start', () => {
    const grown = [1, 2, 3, 4, 5].reduce<number[]>(
      (all) => [...all, nextPatience(all.at(-1) ?? 1, 3000)],
      [],
    );
    expect(grown).toEqual([2, 4, 8, 8, 8]);
  });

  it('is the usual one when the server had run well for a while', () => {
    expect(nextPatience(8, 60_000)).toBe(1);
  });
});
