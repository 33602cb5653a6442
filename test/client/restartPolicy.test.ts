import { describe, expect, it } from 'vitest';
import { createRestartPolicy } from '../../client/src/languageServer/restartPolicy.ts';

const minute = 60_000;

/** How long each start waits, for ends at these minutes; undefined is no start. */
function expectWaits(minutes: readonly number[]) {
  const policy = createRestartPolicy();
  return expect(minutes.map((at) => policy.ended(at * minute)));
}

describe('starting a server again', () => {
  it('gives up at the fifth end within three minutes', () => {
    expectWaits([0, 0.1, 0.2, 0.3, 0.4]).toEqual([20, 50, 200, 500, undefined]);
  });

  it('goes on for ever when the ends are far apart', () => {
    expectWaits([0, 4, 8, 12, 16, 20]).toEqual([20, 20, 20, 20, 20, 20]);
  });

  it('counts only the last three minutes', () => {
    expectWaits([0, 1, 2, 3.5, 3.6, 3.7]).toEqual([20, 50, 200, 200, 500, undefined]);
  });

  it('waits less than half a second, so that a person hardly notices', () => {
    const policy = createRestartPolicy();
    const waits = [0, 1, 2, 3].map((at) => policy.ended(at) ?? 0);
    expect(Math.max(...waits)).toBeLessThanOrEqual(500);
  });

  it('begins anew when a person asks for it', () => {
    const policy = createRestartPolicy();
    for (let at = 0; at < 5; at++) policy.ended(at);
    policy.forget();
    expect(policy.ended(6)).toBe(20);
  });
});
