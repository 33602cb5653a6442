import { cos, sin } from './exactMath.ts';

/** A point in mm. */
export type Point = readonly [number, number];

/** A closed outline, without its first point again at the end. Outlines of material run anticlockwise, holes
 * clockwise, so that material always lies to the left. */
export type Polygon = readonly Point[];

/** A straight way in mm. */
export type Segment = readonly [Point, Point];

const TWO_PI = 6.283185307179586;

/** Corners on a circle around (0, 0), anticlockwise, the first one at `startTurn` of a turn. */
export function regularPolygon(corners: number, radiusMm: number, startTurn = 0): Polygon {
  return Array.from({ length: corners }, (_, i) => polar(radiusMm, startTurn + i / corners));
}

/** A point at an angle, in turns from X towards Y. */
export function polar(radiusMm: number, turn: number): Point {
  const angle = TWO_PI * (turn - Math.floor(turn));
  return [radiusMm * cos(angle), radiusMm * sin(angle)];
}

export function rectangle(fromX: number, fromY: number, toX: number, toY: number): Polygon {
  return [
    [fromX, fromY],
    [toX, fromY],
    [toX, toY],
    [fromX, toY],
  ];
}

/** The same outline the other way round: a hole instead of material. */
export function reversed(polygon: Polygon): Polygon {
  return polygon.toReversed();
}

/** Turned about (0, 0), then moved. */
export function placed(polygon: Polygon, turn: number, [dx, dy]: Point): Polygon {
  const [c, s] = polar(1, turn);
  return polygon.map(([x, y]) => [x * c - y * s + dx, x * s + y * c + dy]);
}

/**
 * The outline moved towards the material by `distanceMm`, with mitred corners. It is right while no edge
 * becomes shorter than nothing, which holds for outlines whose edges are long against the distance.
 */
export function inset(polygon: Polygon, distanceMm: number): Polygon {
  return polygon.map((point, i) => {
    const before = direction(at(polygon, i - 1), point);
    const after = direction(point, at(polygon, i + 1));
    // Both edges move to their left; the corner goes along the sum of both normals.
    const nx = -before[1] - after[1];
    const ny = before[0] + after[0];
    const scale = (2 * distanceMm) / (nx * nx + ny * ny);
    return [point[0] + nx * scale, point[1] + ny * scale];
  });
}

/**
 * Parallel lines over what lies inside of the outlines (even–odd), in the order of printing: to and fro.
 *
 * @param turn direction of the lines, in turns
 */
export function hatch(
  outlines: readonly Polygon[],
  spacingMm: number,
  turn: number,
): readonly Segment[] {
  const flat = outlines.map((polygon) => placed(polygon, -turn, [0, 0]));
  const ys = flat.flatMap((polygon) => polygon.map(([, y]) => y));
  const least = ys.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = ys.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const [c, s] = polar(1, turn);
  const back = (x: number, y: number): Point => [x * c - y * s, x * s + y * c];
  const lines: Segment[] = [];
  // Half a spacing from a round number, so that no line lies on a corner of a symmetric shape.
  let toAndFro = false;
  for (let k = Math.ceil(least / spacingMm - 0.5); (k + 0.5) * spacingMm < most; k++) {
    const y = (k + 0.5) * spacingMm;
    const xs = crossings(flat, y);
    const row: Segment[] = [];
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const [from = 0, to = 0] = [xs[i], xs[i + 1]];
      if (to - from > spacingMm / 2)
        row.push(toAndFro ? [back(to, y), back(from, y)] : [back(from, y), back(to, y)]);
    }
    if (toAndFro) row.reverse();
    if (row.length > 0) toAndFro = !toAndFro;
    lines.push(...row);
  }
  return lines;
}

export function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
}

/** Places at which the outlines cross a height, from left to right. */
function crossings(outlines: readonly Polygon[], y: number): number[] {
  const xs: number[] = [];
  for (const polygon of outlines) {
    polygon.forEach(([ax, ay], i) => {
      const [bx, by] = at(polygon, i + 1);
      if (ay <= y !== by <= y) xs.push(ax + ((bx - ax) * (y - ay)) / (by - ay));
    });
  }
  return xs.sort((a, b) => a - b);
}

function at(polygon: Polygon, i: number): Point {
  return polygon[(i + polygon.length) % polygon.length] ?? [0, 0];
}

function direction(from: Point, to: Point): Point {
  const length = distance(from, to);
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length];
}
