import type { Deposition } from './simulatedRun.ts';

/** A deposition while it is made. */
export type OpenDeposition = { -readonly [Key in keyof Deposition]: Deposition[Key] };

export function emptyDeposition(pieces: number): OpenDeposition {
  return {
    start: new Float64Array(pieces),
    duration: new Float64Array(pieces),
    deposited: new Float64Array(pieces),
    offsetX: new Float64Array(pieces),
    offsetY: new Float64Array(pieces),
    lift: new Float64Array(pieces),
    pieceCount: 0,
    seconds: 0,
  };
}
