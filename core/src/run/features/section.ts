import type { AlignedRun, TimelineColumn } from '../alignedRun.ts';

/** What features are computed over: all layers of a run, or one of them. */
export interface Section {
  readonly run: AlignedRun;
  /** 1 is the first; undefined for all of them. */
  readonly layer: number | undefined;
  /** Rows of the timeline, the end exclusive. */
  readonly firstRow: number;
  readonly endRow: number;
  /** Pieces of the toolpath, the end exclusive. */
  readonly firstPiece: number;
  readonly endPiece: number;
}

/** The whole print, and each of its layers. A layer that no row has is empty. */
export function sectionsOf(run: AlignedRun): {
  readonly whole: Section;
  readonly layers: readonly Section[];
} {
  const firstRows = new Array<number>(run.layers.length).fill(-1);
  const endRows = new Array<number>(run.layers.length).fill(-1);
  const numbers = run.timeline.columns.get('layer') ?? [];
  numbers.forEach((number, row) => {
    const index = number - 1;
    if (firstRows[index] === undefined) return;
    if (firstRows[index] < 0) firstRows[index] = row;
    endRows[index] = row + 1;
  });
  const layers = run.layers.map(({ firstPiece, endPiece }, index) => ({
    run,
    layer: index + 1,
    firstRow: Math.max(0, firstRows[index] ?? 0),
    endRow: Math.max(0, endRows[index] ?? 0),
    firstPiece,
    endPiece,
  }));
  const begun = layers.filter(({ firstRow, endRow }) => endRow > firstRow);
  return {
    whole: {
      run,
      layer: undefined,
      firstRow: begun[0]?.firstRow ?? 0,
      endRow: begun.at(-1)?.endRow ?? 0,
      firstPiece: layers[0]?.firstPiece ?? 0,
      endPiece: layers.at(-1)?.endPiece ?? 0,
    },
    layers,
  };
}

/** The rows of the section of one column; empty where the run does not have it. */
export function valuesOf({ run, firstRow, endRow }: Section, name: TimelineColumn): Float64Array {
  return run.timeline.columns.get(name)?.subarray(firstRow, endRow) ?? NOTHING;
}

const NOTHING = new Float64Array(0);

/** Whether the run has any value of the column. */
export function isMeasured(run: AlignedRun, name: TimelineColumn): boolean {
  return run.timeline.columns.get(name)?.some((value) => !Number.isNaN(value)) ?? false;
}

/** Remembers what was computed for an object for as long as the object lives: several features share one
 * spectrum. */
export function remembered<Key extends object, Value>(
  compute: (key: Key) => Value,
): (key: Key) => Value {
  const known = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    const found = known.get(key) ?? { value: compute(key) };
    known.set(key, found);
    return found.value;
  };
}
