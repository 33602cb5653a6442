import { isAtTarget } from './temperatureStep.ts';

/** Temperature less target while the target holds and was reached once; NaN elsewhere. */
export function steadyErrors(temperature: Float64Array, target: Float64Array): Float64Array {
  let reached = false;
  let held = Number.NaN;
  return temperature.map((value, row) => {
    const wanted = target[row] ?? Number.NaN;
    if (!Number.isNaN(wanted) && wanted !== held) {
      reached = false;
      held = wanted;
    }
    if (isAtTarget(value, held)) reached = true;
    return reached && held > 0 ? value - held : Number.NaN;
  });
}
