import type { PositionRows, RowWindow } from './movingRows.ts';
import type { SampledPath } from './plannedMotion.ts';
import { indexPositions, type PositionIndex } from './positionIndex.ts';
import { selectQuantile } from './selection.ts';
import { NO_SHIFT, type Shift, type WindowFit, type WindowMatcher } from './windowTracking.ts';

/** A place is explained where the plan has the head so near: readings are noisy, axes have play … */
export const EXPLAINED_MM = 0.2;
/** … and the moment of a sample is known to this many seconds. */
export const EXPLAINED_S = 0.003;

/** Places further off count the same: they have nothing to do with each other. */
const CAP_MM = 3;
const GRID_S = 0.02;
/** More samples of a window make a search slower, not better. */
const SEARCH_SAMPLES = 40;
const VOTE_BIN_S = 0.2;
const CANDIDATES = 6;
const SHIFTED_PLACES = 4;
/** Steps that a motor loses at a time add up to centimetres at most; a bed is levelled by less than 1 mm. */
const MOST_SHIFT_MM: Shift = [60, 60, 1];

/** Compares where the head was with where the plan has it. */
export function positionMatcher(
  rows: PositionRows,
  windows: readonly RowWindow[],
  path: SampledPath,
): WindowMatcher {
  let index: PositionIndex | undefined;
  const duration = (path.count - 1) * path.stepSeconds;
  return {
    windows,
    toleranceSeconds: 0.02,
    paths: 8,
    candidates(window) {
      const of = windows[window];
      if (!of) return [];
      index ??= indexPositions(path);
      return votedOffsets(rows, of, index, duration);
    },
    fit(window, offset, shift, reachSeconds) {
      const of = windows[window];
      if (!of) return { offset, shift, share: 0 };
      const found = gridSearch(rows, of, path, offset, shift, reachSeconds);
      const refined = refine(rows, of, path, found, shift);
      const kept = Math.abs(refined - offset) <= reachSeconds + GRID_S ? refined : found;
      return { offset: kept, shift, share: explainedShare(rows, of, path, kept, shift) };
    },
    shifted(window, offset, reachSeconds) {
      const of = windows[window];
      if (!of) return [];
      const places =
        reachSeconds > 0 ? shiftedSearch(rows, of, path, offset, reachSeconds) : [offset];
      return places.flatMap((at) => shiftedFit(rows, of, path, at) ?? []);
    },
  };
}

/** Each place votes for the offsets at which the plan passes it; the offsets with most votes. */
function votedOffsets(
  rows: PositionRows,
  { first, end, startSeconds, endSeconds }: RowWindow,
  index: PositionIndex,
  duration: number,
): readonly number[] {
  const lowest = -endSeconds - VOTE_BIN_S;
  const bins = Math.ceil((duration + endSeconds - startSeconds) / VOTE_BIN_S) + 4;
  const votes = new Float32Array(bins);
  const step = Math.max(1, Math.floor((end - first) / (2 * SEARCH_SAMPLES)));
  for (let row = first; row < end; row += step) {
    const at = rows.seconds[row] ?? 0;
    index.passes(rows.x[row] ?? 0, rows.y[row] ?? 0, rows.z[row] ?? 0, (seconds, share) => {
      const bin = Math.floor((seconds - at - lowest) / VOTE_BIN_S);
      // A vote counts for two bins, so that no border parts those who agree.
      votes[bin] = (votes[bin] ?? 0) + share;
      votes[bin + 1] = (votes[bin + 1] ?? 0) + share;
    });
  }
  const offsets: number[] = [];
  for (let n = 0; n < CANDIDATES; n++) {
    let best = -1;
    let most = 0;
    votes.forEach((count, bin) => {
      if (count > most) [best, most] = [bin, count];
    });
    if (best < 0) break;
    offsets.push(lowest + best * VOTE_BIN_S);
    votes.fill(0, Math.max(0, best - 2), best + 3);
  }
  return offsets;
}

function gridSearch(
  rows: PositionRows,
  window: RowWindow,
  path: SampledPath,
  offset: number,
  shift: Shift,
  reachSeconds: number,
): number {
  const steps = Math.ceil(reachSeconds / GRID_S);
  let best = offset;
  let least = Number.POSITIVE_INFINITY;
  for (let step = -steps; step <= steps; step++) {
    const at = offset + (step / Math.max(1, steps)) * reachSeconds;
    const cost = misfit(rows, window, path, at, shift, least);
    if (cost < least) [best, least] = [at, cost];
  }
  return best;
}

/** Sum of capped squared distances; ends early where it is above `enough`. */
function misfit(
  rows: PositionRows,
  { first, end }: RowWindow,
  path: SampledPath,
  offset: number,
  [shiftX, shiftY, shiftZ]: Shift,
  enough: number,
): number {
  const step = Math.max(1, Math.floor((end - first) / SEARCH_SAMPLES));
  const last = path.count - 2;
  let cost = 0;
  for (let row = first; row < end && cost < enough; row += step) {
    const at = Math.max(0, ((rows.seconds[row] ?? 0) + offset) / path.stepSeconds);
    const i = Math.min(last, Math.floor(at));
    const share = Math.min(1, at - i);
    const x = between(path.x, i, share) + shiftX - (rows.x[row] ?? 0);
    const y = between(path.y, i, share) + shiftY - (rows.y[row] ?? 0);
    const z = between(path.z, i, share) + shiftZ - (rows.z[row] ?? 0);
    cost += Math.min(CAP_MM * CAP_MM, x * x + y * y + z * z);
  }
  return cost;
}

function between(column: Float64Array, i: number, share: number): number {
  const from = column[i] ?? 0;
  return from + ((column[i + 1] ?? 0) - from) * share;
}

/** Where one sample lies beside the plan. */
interface Beside {
  /** Planned − recorded, mm. */
  x: number;
  y: number;
  z: number;
  velocityX: number;
  velocityY: number;
  velocityZ: number;
}

const beside: Beside = { x: 0, y: 0, z: 0, velocityX: 0, velocityY: 0, velocityZ: 0 };

function compare(rows: PositionRows, row: number, path: SampledPath, offset: number): Beside {
  const at = Math.max(0, ((rows.seconds[row] ?? 0) + offset) / path.stepSeconds);
  const i = Math.min(path.count - 2, Math.floor(at));
  const share = Math.min(1, at - i);
  beside.x = between(path.x, i, share) - (rows.x[row] ?? 0);
  beside.y = between(path.y, i, share) - (rows.y[row] ?? 0);
  beside.z = between(path.z, i, share) - (rows.z[row] ?? 0);
  beside.velocityX = ((path.x[i + 1] ?? 0) - (path.x[i] ?? 0)) / path.stepSeconds;
  beside.velocityY = ((path.y[i + 1] ?? 0) - (path.y[i] ?? 0)) / path.stepSeconds;
  beside.velocityZ = ((path.z[i + 1] ?? 0) - (path.z[i] ?? 0)) / path.stepSeconds;
  return beside;
}

/** Places further away than this have no say, in the first round and in the last ones. */
const WIDE_MM = 1.5;
const NARROW_MM = 0.3;
const ROUNDS = 6;
const SETTLED_S = 1e-5;

/** Least squares for the offset, with weights that let places that do not belong here have no say. */
function refine(
  rows: PositionRows,
  { first, end }: RowWindow,
  path: SampledPath,
  offset: number,
  [shiftX, shiftY, shiftZ]: Shift,
): number {
  let at = offset;
  let width = WIDE_MM;
  for (let round = 0; round < ROUNDS; round++) {
    let above = 0;
    let below = 0;
    for (let row = first; row < end; row++) {
      const b = compare(rows, row, path, at);
      const [x, y, z] = [b.x + shiftX, b.y + shiftY, b.z + shiftZ];
      const far2 = (x * x + y * y + z * z) / (width * width);
      if (far2 >= 1) continue;
      const weight = (1 - far2) * (1 - far2);
      above += weight * (x * b.velocityX + y * b.velocityY + z * b.velocityZ);
      below += weight * (b.velocityX ** 2 + b.velocityY ** 2 + b.velocityZ ** 2);
    }
    if (!(below > 0)) return at;
    const change = above / below;
    at -= change;
    if (width === NARROW_MM && Math.abs(change) < SETTLED_S) return at;
    width = Math.max(NARROW_MM, width / 1.6);
  }
  return at;
}

function explainedShare(
  rows: PositionRows,
  { first, end }: RowWindow,
  path: SampledPath,
  offset: number,
  [shiftX, shiftY, shiftZ]: Shift,
): number {
  let explained = 0;
  for (let row = first; row < end; row++) {
    const b = compare(rows, row, path, offset);
    const far = Math.sqrt((b.x + shiftX) ** 2 + (b.y + shiftY) ** 2 + (b.z + shiftZ) ** 2);
    const speed = Math.sqrt(b.velocityX ** 2 + b.velocityY ** 2 + b.velocityZ ** 2);
    // Interpolating the sampled path cuts corners by a little more than the recording does.
    if (far <= EXPLAINED_MM + 2 * EXPLAINED_S * speed) explained++;
  }
  return explained / (end - first);
}

/** Offsets at which the window has the shape of the plan, wherever that lies: the best few of those that are
 * better than their neighbours. */
function shiftedSearch(
  rows: PositionRows,
  window: RowWindow,
  path: SampledPath,
  offset: number,
  reachSeconds: number,
): readonly number[] {
  const steps = Math.ceil(reachSeconds / GRID_S);
  const grid = Array.from({ length: 2 * steps + 1 }, (_, i) => offset + (i - steps) * GRID_S);
  const costs = grid.map((at) =>
    misfit(rows, window, path, at, medianShift(rows, window, path, at), Number.POSITIVE_INFINITY),
  );
  const costAt = (i: number): number => costs[i] ?? Number.POSITIVE_INFINITY;
  return grid
    .map((at, i) => ({
      at,
      cost: costAt(i),
      isLowest: costAt(i) <= Math.min(costAt(i - 1), costAt(i + 1)),
    }))
    .filter(({ isLowest }) => isLowest)
    .sort((a, b) => a.cost - b.cost)
    .slice(0, SHIFTED_PLACES)
    .map(({ at }) => at);
}

/** Moves plan and offset by turns until the window lies on the plan as well as it can. */
function shiftedFit(
  rows: PositionRows,
  window: RowWindow,
  path: SampledPath,
  offset: number,
): WindowFit | undefined {
  let at = offset;
  let shift: Shift = NO_SHIFT;
  for (let round = 0; round < 3; round++) {
    shift = medianShift(rows, window, path, at);
    if (shift.some((value, axis) => Math.abs(value) > (MOST_SHIFT_MM[axis] ?? 0))) return undefined;
    at = refine(rows, window, path, at, shift);
  }
  return { offset: at, shift, share: explainedShare(rows, window, path, at, shift) };
}

function medianShift(
  rows: PositionRows,
  { first, end }: RowWindow,
  path: SampledPath,
  offset: number,
): Shift {
  const x = new Float64Array(end - first);
  const y = new Float64Array(end - first);
  const z = new Float64Array(end - first);
  for (let row = first; row < end; row++) {
    const b = compare(rows, row, path, offset);
    x[row - first] = -b.x;
    y[row - first] = -b.y;
    z[row - first] = -b.z;
  }
  return [selectQuantile(x, 0.5), selectQuantile(y, 0.5), selectQuantile(z, 0.5)];
}

/** How far a row lies from the plan, mm. */
export function positionDistance(
  rows: PositionRows,
  row: number,
  path: SampledPath,
  offset: number,
  [shiftX, shiftY, shiftZ]: Shift,
): number {
  const { x, y, z } = compare(rows, row, path, offset);
  return Math.sqrt((x + shiftX) ** 2 + (y + shiftY) ** 2 + (z + shiftZ) ** 2);
}
