/** What a line does to the machine's position. */
export const MOVE = {
  /** The line moves nothing. */
  none: 0,
  /** The head moves and no filament is pushed. */
  travel: 1,
  /** The head moves in the plane and filament is pushed. */
  extrude: 2,
  /** Filament only, backwards or forwards. */
  retract: 3,
  unretract: 4,
  /** The head moves while filament is pulled back. */
  wipe: 5,
} as const;

export type MoveKind = (typeof MOVE)[keyof typeof MOVE];

/** How a line used the extruder's position. */
export const E_USE = { none: 0, distance: 1, position: 2, set: 3 } as const;

/**
 * What one line did. The interpreter fills the same record again and again. Lengths are whole
 * nanometres, positions are the machine's own.
 */
export class Move {
  kind: MoveKind = MOVE.none;
  fromX = 0;
  fromY = 0;
  fromZ = 0;
  /** Axes whose position was known before the move, as bits of `AXIS`. */
  fromKnown = 0;
  /** Ways of the axes; 0 where an axis' start is not known. */
  wayX = 0;
  wayY = 0;
  wayZ = 0;
  /** Length of the path, along the arc for arcs, before it is rounded to `length`. */
  distance = 0;
  length = 0;
  /** Filament pushed (positive) or pulled back, before M221. */
  extruded = 0;
  /** Filament that left the nozzle for good: pushed beyond what had been pulled back. */
  filament = 0;
  /** The speed it asks for, before any limit; 0 before the first F. */
  speedMmPerS = 0;
  /** G4 in whole nanoseconds, on lines that move nothing. */
  dwell = 0;
  /** The line moved Z. */
  changesZ = false;
  /** The line moved X or Y. */
  changesXy = false;
  /** G2 or G3, with its centre (nm) and the angle it turns (radians, counter-clockwise positive). */
  isArc = false;
  centreFirst = 0;
  centreSecond = 0;
  sweep = 0;
  /** One of `E_USE`. */
  eUse: number = E_USE.none;
}
