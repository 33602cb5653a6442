import type { Toolpath } from '../print/toolpath.ts';
import { locateFrom, plannedPoint } from './plannedMotion.ts';

/** A quantity of the plan that a sensor would read, as its integral over planned time at even steps. */
export interface PlannedSignal {
  readonly stepSeconds: number;
  readonly integral: Float64Array;
}

/** Mean of the quantity between two planned times; 0 outside the plan. */
export function signalMean(
  { integral, stepSeconds }: PlannedSignal,
  from: number,
  to: number,
): number {
  const at = (seconds: number): number => {
    const place = Math.min(Math.max(seconds / stepSeconds, 0), integral.length - 1);
    const i = Math.min(Math.floor(place), integral.length - 2);
    const low = integral[i] ?? 0;
    return low + ((integral[i + 1] ?? 0) - low) * (place - i);
  };
  return Math.max(0, at(to) - at(from)) / (to - from);
}

/** What most frames and heads have: they ring at 30 to 60 Hz and are hardly damped. A printer whose own differ
 * looks alike at 20 samples a second, as only the power counts. */
const RESONANCE_HZ = 45;
const DAMPING = 0.1;
const INNER_STEP_S = 0.001;
const INNER_STEPS = 5;
const MM_PER_M = 1000;

/** Square of the acceleration of the head, (m/s²)²: a mass on a spring that the plan pulls. */
export function plannedVibration(toolpath: Toolpath): PlannedSignal {
  const omega = 2 * Math.PI * RESONANCE_HZ;
  const spring = omega * omega;
  const damper = 2 * DAMPING * omega;
  const head = { x: 0, y: 0, velocityX: 0, velocityY: 0 };
  let begun = false;
  return integrate(toolpath, ({ x, y, velocityX, velocityY }) => {
    if (!begun) Object.assign(head, { x, y });
    begun = true;
    const ax = spring * (x - head.x) + damper * (velocityX - head.velocityX);
    const ay = spring * (y - head.y) + damper * (velocityY - head.velocityY);
    head.velocityX += ax * INNER_STEP_S;
    head.velocityY += ay * INNER_STEP_S;
    head.x += head.velocityX * INNER_STEP_S;
    head.y += head.velocityY * INNER_STEP_S;
    return (ax * ax + ay * ay) / (MM_PER_M * MM_PER_M);
  });
}

/** Speed of the head, mm/s. */
export function plannedSpeed(toolpath: Toolpath): PlannedSignal {
  return integrate(toolpath, ({ velocityX, velocityY, velocityZ }) =>
    Math.sqrt(velocityX * velocityX + velocityY * velocityY + velocityZ * velocityZ),
  );
}

type Point = ReturnType<typeof plannedPoint>;

function integrate(toolpath: Toolpath, value: (point: Point) => number): PlannedSignal {
  const stepSeconds = INNER_STEP_S * INNER_STEPS;
  const count = Math.ceil(toolpath.seconds / stepSeconds) + 2;
  const integral = new Float64Array(count);
  const point = plannedPoint();
  const { start } = toolpath;
  let piece = -1;
  let sum = 0;
  for (let i = 1; i < count; i++) {
    for (let inner = 1; inner <= INNER_STEPS; inner++) {
      const seconds = ((i - 1) * INNER_STEPS + inner) * INNER_STEP_S;
      while (piece + 1 < toolpath.count && (start[piece + 1] ?? 0) <= seconds) piece++;
      locateFrom(toolpath, piece, seconds, point);
      sum += value(point) * INNER_STEP_S;
    }
    integral[i] = sum;
  }
  return { stepSeconds, integral };
}
