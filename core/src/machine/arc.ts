import { type GcodeLine, hasParameter, I, J, K, R } from '../gcode/line.ts';
import type { Move } from './move.ts';
import type { MachineState } from './state.ts';

/**
 * Fills length, centre and sweep of a G2/G3 move whose end point is already in `state`. I, J, K are
 * distances from the start, R is a radius. An arc without a centre is taken as the straight line.
 */
export function measureArc(line: GcodeLine, state: MachineState, move: Move): void {
  const [fromFirst, fromSecond, fromThird] = inPlane(
    state.arcPlane,
    move.fromX,
    move.fromY,
    move.fromZ,
  );
  const [toFirst, toSecond, toThird] = inPlane(state.arcPlane, state.x, state.y, state.z);
  const rise = toThird - fromThird;
  const centre = arcCentre(line, state, fromFirst, fromSecond, toFirst, toSecond);
  if (!centre) {
    move.isArc = false;
    move.distance = Math.hypot(toFirst - fromFirst, toSecond - fromSecond, rise);
    move.length = Math.round(move.distance);
    return;
  }
  const [centreFirst, centreSecond] = centre;
  const radius = Math.hypot(fromFirst - centreFirst, fromSecond - centreSecond);
  const clockwise = line.command % 100_000 === 20;
  const startAngle = Math.atan2(fromSecond - centreSecond, fromFirst - centreFirst);
  const endAngle = Math.atan2(toSecond - centreSecond, toFirst - centreFirst);
  let sweep = endAngle - startAngle;
  // An arc that ends where it began is a whole turn.
  if (clockwise && sweep >= 0) sweep -= 2 * Math.PI;
  if (!clockwise && sweep <= 0) sweep += 2 * Math.PI;
  move.centreFirst = centreFirst;
  move.centreSecond = centreSecond;
  move.sweep = sweep;
  move.distance = Math.hypot(radius * sweep, rise);
  move.length = Math.round(move.distance);
}

/** The two axes of the arc's plane and the third one: XY, XZ or YZ as G17, G18, G19 choose. */
function inPlane(plane: number, x: number, y: number, z: number): [number, number, number] {
  if (plane === 1) return [x, z, y];
  if (plane === 2) return [y, z, x];
  return [x, y, z];
}

function arcCentre(
  line: GcodeLine,
  state: MachineState,
  fromFirst: number,
  fromSecond: number,
  toFirst: number,
  toSecond: number,
): readonly [number, number] | undefined {
  const first = state.arcPlane === 2 ? J : I;
  const second = state.arcPlane === 0 ? J : K;
  if (hasParameter(line, first) || hasParameter(line, second)) {
    return [
      fromFirst + offset(line, first, state.lengthFactor),
      fromSecond + offset(line, second, state.lengthFactor),
    ];
  }
  if (!hasParameter(line, R)) return undefined;
  const radius = offset(line, R, state.lengthFactor);
  const dx = toFirst - fromFirst;
  const dy = toSecond - fromSecond;
  const chord = Math.hypot(dx, dy);
  if (chord === 0) return undefined;
  const height = Math.sqrt(Math.max(0, radius * radius - (chord / 2) ** 2));
  // A negative radius means the long way round (NIST RS-274).
  const clockwise = line.command % 100_000 === 20;
  const side = clockwise === radius > 0 ? -1 : 1;
  return [
    fromFirst + dx / 2 - (side * height * dy) / chord,
    fromSecond + dy / 2 + (side * height * dx) / chord,
  ];
}

function offset(line: GcodeLine, letter: number, lengthFactor: number): number {
  return hasParameter(line, letter) ? (line.values[letter] ?? 0) * lengthFactor : 0;
}

/** The box round an arc in XY (nm), where the end points alone would cut its belly off. */
export function arcExtremes(
  move: Move,
  state: MachineState,
): { minX: number; minY: number; maxX: number; maxY: number } {
  const box = {
    minX: Math.min(move.fromX, state.x),
    minY: Math.min(move.fromY, state.y),
    maxX: Math.max(move.fromX, state.x),
    maxY: Math.max(move.fromY, state.y),
  };
  if (state.arcPlane !== 0) return box;
  const radius = Math.hypot(move.fromX - move.centreFirst, move.fromY - move.centreSecond);
  const start = Math.atan2(move.fromY - move.centreSecond, move.fromX - move.centreFirst);
  for (let quarter = -4; quarter <= 4; quarter++) {
    const angle = (quarter * Math.PI) / 2;
    const turned = (angle - start) / move.sweep;
    if (turned < 0 || turned > 1) continue;
    const x = Math.round(move.centreFirst + radius * Math.cos(angle));
    const y = Math.round(move.centreSecond + radius * Math.sin(angle));
    box.minX = Math.min(box.minX, x);
    box.maxX = Math.max(box.maxX, x);
    box.minY = Math.min(box.minY, y);
    box.maxY = Math.max(box.maxY, y);
  }
  return box;
}
