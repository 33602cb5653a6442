import type { RunEvent } from '#core/run/metadata';
import type { RunUnderTest } from '../runUnderTest.ts';
import { columnOf } from '../unexpected.ts';

/** Farther than the noise of a position, mm. */
const STILL_MM = 0.1;

/** What of a run was not printing, s. */
export interface Waits {
  readonly all: number;
  /** Before the head moves, or before the print begins. */
  readonly leading: number;
}

/**
 * Waits as the events have them; where there are none, every stretch of `standstillSeconds` or more in
 * which the head stands still.
 */
export function waitsOf(run: RunUnderTest, standstillSeconds: number): Waits {
  const said = saidWaits(run.events);
  return said > 0 ? { all: said, leading: said } : standstills(run, standstillSeconds);
}

/** The print ended before its G-code did: shut down, or paused for good. */
export function endedEarly(events: readonly RunEvent[]): boolean {
  if (events.some(({ event }) => event === 'shutdown')) return true;
  const last = events.findLast(({ event }) => event === 'pause' || event === 'resume');
  return last?.event === 'pause' && !events.some(({ event }) => event === 'print_end');
}

const BEGINS: Partial<Record<RunEvent['event'], RunEvent['event']>> = {
  wait_begin: 'wait_end',
  pause: 'resume',
};

/** Time from the beginning of waits and pauses to their end; they may overlap. */
function saidWaits(events: readonly RunEvent[]): number {
  let sum = 0;
  let end: RunEvent['event'] | undefined;
  let since = 0;
  for (const { event, t } of events) {
    if (end === undefined) {
      end = BEGINS[event];
      since = t;
    } else if (event === end) {
      sum += Math.max(0, t - since);
      end = undefined;
    }
  }
  return sum;
}

function standstills(run: RunUnderTest, leastSeconds: number): Waits {
  const axes = (['position_x', 'position_y', 'position_z'] as const).flatMap(
    (name) => columnOf(run, name) ?? [],
  );
  const times = run.sensors.table.columns.get('timestamp');
  const [x, y] = axes;
  if (!times || !x || !y) return { all: 0, leading: 0 };
  const z = axes[2] ?? x;
  let all = 0;
  let leading = 0;
  let start = 0;
  for (let row = 1; row <= times.length; row++) {
    const isStill =
      Math.abs((x[row] ?? 0) - (x[start] ?? 0)) <= STILL_MM &&
      Math.abs((y[row] ?? 0) - (y[start] ?? 0)) <= STILL_MM &&
      Math.abs((z[row] ?? 0) - (z[start] ?? 0)) <= STILL_MM;
    if (isStill && row < times.length) continue;
    const seconds = (times[row - 1] ?? 0) - (times[start] ?? 0);
    if (seconds >= leastSeconds) {
      all += seconds;
      if (start === 0) leading = seconds;
    }
    start = row;
  }
  return { all, leading };
}
