import type { SampledPath } from './plannedMotion.ts';

/** Edge of a cell of the index, mm. */
const CELL_MM = 2;
/** Layers are thinner, but a bed is uneven and a reading noisy: a cell holds two or three of them. */
const CELL_HEIGHT_MM = 0.6;
/** A place is entered into the cell above or below too where it is so near. */
const NEAR_MM = 0.15;
/** Cells that are passed more often than this say nothing: purge lines, wipe towers. */
const MOST_PASSES = 400;
/** The head may rest in a cell; it is entered again after so many seconds. */
const REST_S = 0.5;

/** When the plan has the head near a place. */
export interface PositionIndex {
  /** Calls `visit` with each planned time; returns how many there are, 0 where there are too many. */
  passes(x: number, y: number, z: number, visit: (seconds: number, share: number) => void): number;
}

/** An index of where the plan goes, by cells of a few millimetres: a table of hashes with all passes of
 * one hash behind each other. Two cells of the same hash only add a little noise. */
export function indexPositions(path: SampledPath): PositionIndex {
  const keys: number[] = [];
  const times: number[] = [];
  enterPath(path, (key, seconds) => {
    keys.push(key);
    times.push(seconds);
  });
  let slots = 1_024;
  while (slots < 2 * keys.length) slots *= 2;
  const mask = slots - 1;
  const first = new Uint32Array(mask + 2);
  for (const key of keys) first[(key & mask) + 1] = (first[(key & mask) + 1] ?? 0) + 1;
  for (let i = 0; i <= mask; i++) first[i + 1] = (first[i + 1] ?? 0) + (first[i] ?? 0);
  const next = first.slice(0, mask + 1);
  const ordered = new Float32Array(keys.length);
  keys.forEach((key, i) => {
    const slot = key & mask;
    const at = next[slot] ?? 0;
    ordered[at] = times[i] ?? 0;
    next[slot] = at + 1;
  });
  return {
    passes(x, y, z, visit) {
      const slot = cellKey(cell(x), cell(y), Math.floor(z / CELL_HEIGHT_MM)) & mask;
      const begin = first[slot] ?? 0;
      const end = first[slot + 1] ?? 0;
      const count = end - begin;
      if (count > MOST_PASSES) return 0;
      for (let at = begin; at < end; at++) visit(ordered[at] ?? 0, 1 / count);
      return count;
    },
  };
}

function enterPath(path: SampledPath, enter: (key: number, seconds: number) => void): void {
  const { x, y, z, count, stepSeconds } = path;
  let lastKey = -1;
  let lastAt = 0;
  for (let i = 0; i + 1 < count; i++) {
    const fromX = x[i] ?? 0;
    const fromY = y[i] ?? 0;
    const wayX = (x[i + 1] ?? 0) - fromX;
    const wayY = (y[i + 1] ?? 0) - fromY;
    const steps = Math.max(1, Math.ceil((2 * Math.max(Math.abs(wayX), Math.abs(wayY))) / CELL_MM));
    for (let step = 0; step < steps; step++) {
      const share = step / steps;
      const seconds = (i + share) * stepSeconds;
      const cellX = cell(fromX + wayX * share);
      const cellY = cell(fromY + wayY * share);
      const height = (z[i] ?? 0) / CELL_HEIGHT_MM;
      const low = Math.floor(height - NEAR_MM / CELL_HEIGHT_MM);
      const high = Math.floor(height + NEAR_MM / CELL_HEIGHT_MM);
      const key = cellKey(cellX, cellY, low);
      if (key === lastKey && seconds - lastAt < REST_S) continue;
      lastKey = key;
      lastAt = seconds;
      enter(key, seconds);
      if (high !== low) enter(cellKey(cellX, cellY, high), seconds);
    }
  }
}

function cell(value: number): number {
  return Math.floor(value / CELL_MM);
}

function cellKey(x: number, y: number, z: number): number {
  let key = Math.imul(x, 73_856_093) ^ Math.imul(y, 19_349_663) ^ Math.imul(z, 83_492_791);
  key ^= key >>> 15;
  key = Math.imul(key, 0x2c1b3c6d);
  return (key ^ (key >>> 13)) & 0x7fff_ffff;
}
