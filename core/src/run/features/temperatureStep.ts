/** One heating up: the target rises at a row, and holds until another. */
interface StepRows {
  readonly firstRow: number;
  readonly endRow: number;
}

/** How a heater answered to a rise of its target. NaN where it never came so far. */
export interface Step {
  readonly heightC: number;
  readonly overshootC: number;
  readonly riseSeconds: number;
  readonly settlingSeconds: number;
}

/** Klipper calls a heater settled within this of its target, when it also changes slowly
 * (PID_SETTLE_DELTA and PID_SETTLE_SLOPE of klippy/extras/heaters.py). */
export const SETTLED_WITHIN_C = 1;
export const SETTLED_SLOPE_C_PER_S = 0.1;
/** A rise below this is a correction, whose answer drowns in noise. */
const LEAST_HEIGHT_C = 10;

export function isAtTarget(temperature: number, target: number): boolean {
  return Math.abs(temperature - target) <= SETTLED_WITHIN_C;
}

/** The heating up with the largest height, undefined where there is none. */
export function longestStep(
  time: Float64Array,
  temperature: Float64Array,
  target: Float64Array,
): StepRows | undefined {
  let best: StepRows | undefined;
  let bestHeight = LEAST_HEIGHT_C;
  let first = 0;
  for (let row = 1; row <= time.length; row++) {
    if (row < time.length && !isChange(target[row - 1], target[row])) continue;
    const height = (target[first] ?? Number.NaN) - (temperature[first] ?? Number.NaN);
    if (height > bestHeight) {
      best = { firstRow: first, endRow: row };
      bestHeight = height;
    }
    first = row;
  }
  return best;
}

function isChange(before = Number.NaN, now = Number.NaN): boolean {
  return before !== now && !(Number.isNaN(before) && Number.isNaN(now));
}

export function stepOf(
  time: Float64Array,
  temperature: Float64Array,
  target: Float64Array,
  { firstRow, endRow }: StepRows,
): Step {
  const begin = time[firstRow] ?? 0;
  const from = temperature[firstRow] ?? Number.NaN;
  const wanted = target[firstRow] ?? Number.NaN;
  const heightC = wanted - from;
  let [tenth, ninety, settled] = [Number.NaN, Number.NaN, Number.NaN];
  let highest = Number.NEGATIVE_INFINITY;
  let second = firstRow;
  for (let row = firstRow; row < endRow; row++) {
    const value = temperature[row] ?? Number.NaN;
    const now = time[row] ?? 0;
    if (Number.isNaN(tenth) && value >= from + 0.1 * heightC) tenth = now;
    if (Number.isNaN(ninety) && value >= from + 0.9 * heightC) ninety = now;
    highest = Math.max(highest, value);
    while (now - (time[second + 1] ?? now) >= 1) second++;
    const seconds = now - (time[second] ?? now);
    const slope = seconds >= 1 ? (value - (temperature[second] ?? 0)) / seconds : Number.NaN;
    if (
      Number.isNaN(settled) &&
      isAtTarget(value, wanted) &&
      Math.abs(slope) <= SETTLED_SLOPE_C_PER_S
    )
      settled = now;
  }
  return {
    heightC,
    overshootC: Number.isNaN(ninety) ? Number.NaN : Math.max(0, highest - wanted),
    riseSeconds: ninety - tenth,
    settlingSeconds: settled - begin,
  };
}
