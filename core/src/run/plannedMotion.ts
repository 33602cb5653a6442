import type { Toolpath } from '../print/toolpath.ts';

/** Where the plan has the head at one moment: mm and mm/s. */
export interface PlannedPoint {
  /** The piece being executed or, while the head stands, the one before; −1 before the first. */
  piece: number;
  x: number;
  y: number;
  z: number;
  velocityX: number;
  velocityY: number;
  velocityZ: number;
  /** Filament of this piece that is pushed until now. */
  filament: number;
}

export function plannedPoint(): PlannedPoint {
  return {
    piece: -1,
    x: 0,
    y: 0,
    z: 0,
    velocityX: 0,
    velocityY: 0,
    velocityZ: 0,
    filament: 0,
  };
}

/** The last piece that begins at `seconds` or before, −1 before the first. Of several pieces that begin at
 * the same moment it is the last one. */
export function pieceAt({ start, count }: Toolpath, seconds: number): number {
  let low = -1;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((start[middle] ?? 0) <= seconds) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Where the plan has the head `seconds` after its beginning. Before the first piece the head stands where
 * that begins, behind the last one where that ends. */
export function locate(toolpath: Toolpath, seconds: number, point: PlannedPoint): void {
  locateFrom(toolpath, pieceAt(toolpath, seconds), seconds, point);
}

/** The same where the caller knows the piece (`pieceAt`) from walking along. */
export function locateFrom(
  toolpath: Toolpath,
  piece: number,
  seconds: number,
  point: PlannedPoint,
): void {
  const at = Math.max(0, piece);
  point.piece = piece;
  const duration = toolpath.duration[at] ?? 0;
  const elapsed = piece < 0 ? 0 : seconds - (toolpath.start[at] ?? 0);
  const isOver = elapsed >= duration;
  const fromX = toolpath.fromX[at] ?? 0;
  const fromY = toolpath.fromY[at] ?? 0;
  const fromZ = toolpath.fromZ[at] ?? 0;
  const wayX = (toolpath.toX[at] ?? 0) - fromX;
  const wayY = (toolpath.toY[at] ?? 0) - fromY;
  const wayZ = (toolpath.toZ[at] ?? 0) - fromZ;
  const filament = toolpath.filament[at] ?? 0;
  const way = Math.sqrt(wayX * wayX + wayY * wayY + wayZ * wayZ);
  const length = way > 0 ? way : Math.abs(filament);
  const share = isOver
    ? piece < 0
      ? 0
      : 1
    : length > 0
      ? Math.min(1, wayAfter(toolpath, at, elapsed) / length)
      : 0;
  point.x = fromX + wayX * share;
  point.y = fromY + wayY * share;
  point.z = fromZ + wayZ * share;
  point.filament = piece < 0 ? 0 : filament * share;
  const speed = isOver || piece < 0 || way === 0 ? 0 : speedAfter(toolpath, at, elapsed) / way;
  point.velocityX = wayX * speed;
  point.velocityY = wayY * speed;
  point.velocityZ = wayZ * speed;
}

/** Seconds of speeding up and of slowing down of a piece. */
function rampSeconds(
  { startSpeed, cruiseSpeed, endSpeed, acceleration }: Toolpath,
  piece: number,
): readonly [number, number] {
  const rate = acceleration[piece] ?? 0;
  if (!(rate > 0)) return [0, 0];
  const cruise = cruiseSpeed[piece] ?? 0;
  return [
    Math.max(0, (cruise - (startSpeed[piece] ?? 0)) / rate),
    Math.max(0, (cruise - (endSpeed[piece] ?? 0)) / rate),
  ];
}

/** Way (mm) that a piece has behind it `elapsed` seconds after it began. */
function wayAfter(toolpath: Toolpath, piece: number, elapsed: number): number {
  const [up, down] = rampSeconds(toolpath, piece);
  const duration = toolpath.duration[piece] ?? 0;
  const start = toolpath.startSpeed[piece] ?? 0;
  const cruise = toolpath.cruiseSpeed[piece] ?? 0;
  const rate = toolpath.acceleration[piece] ?? 0;
  if (elapsed < up) return start * elapsed + (rate * elapsed * elapsed) / 2;
  const upWay = start * up + (rate * up * up) / 2;
  const slowing = elapsed - (duration - down);
  if (slowing <= 0) return upWay + cruise * (elapsed - up);
  return (
    upWay + cruise * (duration - down - up) + cruise * slowing - (rate * slowing * slowing) / 2
  );
}

function speedAfter(toolpath: Toolpath, piece: number, elapsed: number): number {
  const [up, down] = rampSeconds(toolpath, piece);
  const cruise = toolpath.cruiseSpeed[piece] ?? 0;
  const rate = toolpath.acceleration[piece] ?? 0;
  if (elapsed < up) return (toolpath.startSpeed[piece] ?? 0) + rate * elapsed;
  const slowing = elapsed - ((toolpath.duration[piece] ?? 0) - down);
  return slowing > 0 ? Math.max(0, cruise - rate * slowing) : cruise;
}

/**
 * The planned places of the head at even steps of time, for searches that ask for millions of them.
 * Values in between are interpolated by `x[i] + (x[i + 1] − x[i]) × share`.
 */
export interface SampledPath {
  readonly stepSeconds: number;
  readonly count: number;
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly z: Float64Array;
}

export function samplePath(toolpath: Toolpath, stepSeconds: number): SampledPath {
  const count = Math.floor(toolpath.seconds / stepSeconds) + 2;
  const x = new Float64Array(count);
  const y = new Float64Array(count);
  const z = new Float64Array(count);
  const point = plannedPoint();
  const { start } = toolpath;
  let piece = -1;
  for (let i = 0; i < count; i++) {
    const seconds = i * stepSeconds;
    while (piece + 1 < toolpath.count && (start[piece + 1] ?? 0) <= seconds) piece++;
    locateFrom(toolpath, piece, seconds, point);
    x[i] = point.x;
    y[i] = point.y;
    z[i] = point.z;
  }
  return { stepSeconds, count, x, y, z };
}
