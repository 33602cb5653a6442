import type { Toolpath } from '#core/print/toolpath';

/**
 * Every move of the machine as a trapezoid in closed form. The pieces of the toolpath come first, under their
 * own numbers; behind them those that the plan knows nothing of, such as homing. Lengths are mm, speeds
 * mm/s, times s. A move of filament alone has the length of its filament.
 */
export interface MoveTable {
  readonly count: number;
  readonly fromX: Float64Array;
  readonly fromY: Float64Array;
  readonly fromZ: Float64Array;
  /** Way of each axis for a millimetre of the move. */
  readonly unitX: Float64Array;
  readonly unitY: Float64Array;
  readonly unitZ: Float64Array;
  /** Filament for a millimetre of the move. */
  readonly unitE: Float64Array;
  /** The same where Klipper adds pressure advance: on moves that extrude and go along X or Y. */
  readonly advanceE: Float64Array;
  readonly length: Float64Array;
  readonly duration: Float64Array;
  readonly startSpeed: Float64Array;
  readonly cruiseSpeed: Float64Array;
  readonly endSpeed: Float64Array;
  readonly acceleration: Float64Array;
  readonly accelerationSeconds: Float64Array;
  readonly decelerationSeconds: Float64Array;
}

/** A straight move of the head that the file does not plan. */
export interface ExtraMove {
  readonly from: readonly [number, number, number];
  readonly to: readonly [number, number, number];
  readonly speed: number;
  readonly acceleration: number;
}

export function moveTable(path: Toolpath, extraMoves: readonly ExtraMove[]): MoveTable {
  const count = path.count + extraMoves.length;
  const table = emptyTable(count);
  for (let piece = 0; piece < path.count; piece++) copyPiece(table, path, piece);
  extraMoves.forEach((move, index) => {
    addExtra(table, path.count + index, move);
  });
  for (let i = 0; i < count; i++) findPhases(table, i);
  return table;
}

type Filled = { -readonly [Key in keyof MoveTable]: MoveTable[Key] };

function emptyTable(count: number): Filled {
  const column = (): Float64Array => new Float64Array(count);
  return {
    count,
    fromX: column(),
    fromY: column(),
    fromZ: column(),
    unitX: column(),
    unitY: column(),
    unitZ: column(),
    unitE: column(),
    advanceE: column(),
    length: column(),
    duration: column(),
    startSpeed: column(),
    cruiseSpeed: column(),
    endSpeed: column(),
    acceleration: column(),
    accelerationSeconds: column(),
    decelerationSeconds: column(),
  };
}

/** The planner's coordinates are whole nanometres; less than that is no way. */
const NO_WAY_MM = 1e-7;

function copyPiece(table: Filled, path: Toolpath, piece: number): void {
  const filament = at(path.filament, piece);
  const from = [at(path.fromX, piece), at(path.fromY, piece), at(path.fromZ, piece)] as const;
  const to = [at(path.toX, piece), at(path.toY, piece), at(path.toZ, piece)] as const;
  setWay(table, piece, from, to, filament);
  table.duration[piece] = at(path.duration, piece);
  table.startSpeed[piece] = at(path.startSpeed, piece);
  table.cruiseSpeed[piece] = at(path.cruiseSpeed, piece);
  table.endSpeed[piece] = at(path.endSpeed, piece);
  table.acceleration[piece] = at(path.acceleration, piece);
}

function addExtra(table: Filled, index: number, move: ExtraMove): void {
  setWay(table, index, move.from, move.to, 0);
  const length = at(table.length, index);
  const { speed, acceleration } = move;
  const cruise = Math.min(speed, Math.sqrt(length * acceleration));
  table.cruiseSpeed[index] = cruise;
  table.acceleration[index] = acceleration;
  table.duration[index] = length === 0 ? 0 : length / cruise + cruise / acceleration;
}

function setWay(
  table: Filled,
  index: number,
  from: readonly [number, number, number],
  to: readonly [number, number, number],
  filament: number,
): void {
  const [x, y, z] = [to[0] - from[0], to[1] - from[1], to[2] - from[2]];
  const way = Math.sqrt(x * x + y * y + z * z);
  table.fromX[index] = from[0];
  table.fromY[index] = from[1];
  table.fromZ[index] = from[2];
  if (way > NO_WAY_MM) {
    table.length[index] = way;
    table.unitX[index] = x / way;
    table.unitY[index] = y / way;
    table.unitZ[index] = z / way;
    table.unitE[index] = filament / way;
    if (filament > 0 && (x !== 0 || y !== 0)) table.advanceE[index] = filament / way;
  } else {
    table.length[index] = Math.abs(filament);
    table.unitE[index] = filament < 0 ? -1 : 1;
  }
}

function findPhases(table: Filled, i: number): void {
  const acceleration = at(table.acceleration, i);
  const duration = at(table.duration, i);
  if (!(duration > 0)) return;
  if (!(acceleration > 0)) {
    // A planner without ramps: the whole way at one speed.
    const speed = at(table.length, i) / duration;
    table.startSpeed[i] = speed;
    table.cruiseSpeed[i] = speed;
    table.endSpeed[i] = speed;
    table.acceleration[i] = 0;
    return;
  }
  const cruise = at(table.cruiseSpeed, i);
  table.accelerationSeconds[i] = (cruise - at(table.startSpeed, i)) / acceleration;
  table.decelerationSeconds[i] = (cruise - at(table.endSpeed, i)) / acceleration;
}

function at(column: Float64Array, index: number): number {
  return column[index] ?? 0;
}
