import type { HeightMap } from './heightMap.ts';
import { type Frame, type Pictured, prints } from './pictureFrame.ts';
import type { Deposition } from './simulatedRun.ts';
import type { SimulatedLayer } from './simulationInput.ts';

/** A bead cannot be wider: the nozzle's flat end is not. */
const WIDEST_BEAD_MM = 1.6;
/** How much lower the sides of a bead lie, as a share of its height. */
const DROOP = 0.45;
/** A line of light this thin is still seen. */
const THINNEST_PIXELS = 0.55;
const LEAST_STRENGTH = 0.4;
const QUARTER_PI = 0.7853981633974483;

/**
 * Draws what was laid down in a layer: beads as wide as the filament that came makes them, thin strings on
 * travels, and curls where a part that has come loose is not under the nozzle any more.
 *
 * @returns the height that the layer should have in the end, mm
 */
export function drawLayer(
  map: HeightMap,
  frame: Frame,
  { path, filamentAreaMm2 }: Pictured,
  deposition: Deposition,
  { firstPiece, endPiece }: SimulatedLayer,
  heightMm: number,
): number {
  const { fromX, fromY, toX, toY, toZ } = path;
  const { deposited, offsetX, offsetY, lift, pieceCount } = deposition;
  let topMm = 0;
  let joins = false;
  for (let i = firstPiece; i < endPiece; i++) {
    const [ax, ay, bx, by] = [fromX[i] ?? 0, fromY[i] ?? 0, toX[i] ?? 0, toY[i] ?? 0];
    const isPrinted = prints(path, i);
    if (isPrinted) topMm = Math.max(topMm, toZ[i] ?? 0);
    if (i >= pieceCount) continue;
    const length = Math.sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
    const filament = deposited[i] ?? 0;
    if (length > 0 && filament > 0) {
      // A line that goes on begins where the one before it ended, wherever that was.
      const before = joins ? i - 1 : i;
      const line: Line = {
        fromX: ax + (offsetX[before] ?? 0),
        fromY: ay + (offsetY[before] ?? 0),
        toX: bx + (offsetX[i] ?? 0),
        toY: by + (offsetY[i] ?? 0),
        z: (toZ[i] ?? 0) + (lift[i] ?? 0),
        areaMm2: (filament * filamentAreaMm2) / length,
      };
      // A lost step moves what is printed, a curled corner lifts it; what came loose does both.
      const isLoose = (lift[i] ?? 0) > 0 && (offsetX[i] !== 0 || offsetY[i] !== 0);
      if (!isPrinted) drawThread(map, frame, line);
      else if (isLoose && heightMm < line.z) drawLoose(map, frame, line, heightMm, i);
      else drawBead(map, frame, line, heightMm);
    }
    if (length > 0) joins = isPrinted && filament > 0;
  }
  return topMm;
}

/** A straight line of plastic, mm; `z` is where the nozzle was. */
interface Line {
  readonly fromX: number;
  readonly fromY: number;
  readonly toX: number;
  readonly toY: number;
  readonly z: number;
  readonly areaMm2: number;
}

function drawBead(map: HeightMap, frame: Frame, line: Line, heightMm: number): void {
  draw(map, frame, line, beadWidth(line.areaMm2, heightMm), line.z, heightMm * DROOP);
}

/** What hangs in the air is round. */
function drawThread(map: HeightMap, frame: Frame, line: Line): void {
  const widthMm = Math.sqrt(line.areaMm2 / QUARTER_PI);
  draw(map, frame, line, widthMm, line.z + widthMm, widthMm * DROOP);
}

function draw(
  map: HeightMap,
  { minX, maxY, pixelsPerMm }: Frame,
  { fromX, fromY, toX, toY }: Line,
  widthMm: number,
  topMm: number,
  droopMm: number,
): void {
  const radius = (widthMm / 2) * pixelsPerMm;
  map.addBead(
    (fromX - minX) * pixelsPerMm - 0.5,
    (maxY - fromY) * pixelsPerMm - 0.5,
    (toX - minX) * pixelsPerMm - 0.5,
    (maxY - toY) * pixelsPerMm - 0.5,
    Math.max(radius, THINNEST_PIXELS),
    topMm,
    droopMm,
    Math.min(1, Math.max(radius / THINNEST_PIXELS, LEAST_STRENGTH)),
  );
}

/** A loose part is looked at in steps of about this. */
const STEP_MM = 0.9;
/** More of them than any print has; a piece that flew away is not worth more. */
const MOST_STEPS = 400;
/** A line holds where there is something this many layers below it. */
const HOLDS_WITHIN_LAYERS = 1.9;
/** A line reaches over gaps of sparse infill. */
const REACH_MM = 1.1;
const REACHES = [
  [REACH_MM, 0],
  [-REACH_MM, 0],
  [0, REACH_MM],
  [0, -REACH_MM],
] as const;
/** How far curls swing to the sides, and how low they fall, as a share of what is below them. */
const SWING_MM = 1.5;
const FALL = 0.6;

/** A line that may have lost what should hold it: it curls where there is nothing. */
function drawLoose(
  map: HeightMap,
  frame: Frame,
  line: Line,
  heightMm: number,
  piece: number,
): void {
  const [dx, dy] = [line.toX - line.fromX, line.toY - line.fromY];
  const length = Math.sqrt(dx * dx + dy * dy);
  const steps = Math.min(MOST_STEPS, Math.max(1, Math.floor(length / STEP_MM + 0.5)));
  const [sideX, sideY] = length > 0 ? [-dy / length, dx / length] : [0, 0];
  let [x, y] = [line.fromX, line.fromY];
  for (let step = 1; step <= steps; step++) {
    const [endX, endY] = [line.fromX + (dx * step) / steps, line.fromY + (dy * step) / steps];
    const hangs = !isHeld(map, frame, endX, endY, line.z - HOLDS_WITHIN_LAYERS * heightMm);
    const swing = hangs ? SWING_MM * (noiseOf(piece, step) - 0.5) * 2 : 0;
    const along = hangs ? SWING_MM * (noiseOf(step, piece) - 0.5) : 0;
    const toX = endX + sideX * swing + sideY * along;
    const toY = endY + sideY * swing - sideX * along;
    const stepLine = { ...line, fromX: x, fromY: y, toX, toY };
    if (hangs) {
      const ground = heightAt(map, frame, endX, endY);
      drawThread(map, frame, { ...stepLine, z: ground + (1 - FALL) * (line.z - ground) });
    } else drawBead(map, frame, stepLine, heightMm);
    [x, y] = [toX, toY];
  }
}

/** Whether there is something to lie on, or near enough to reach over to. */
function isHeld(map: HeightMap, frame: Frame, x: number, y: number, fromMm: number): boolean {
  return (
    heightAt(map, frame, x, y) >= fromMm ||
    REACHES.some(([dx, dy]) => heightAt(map, frame, x + dx, y + dy) >= fromMm)
  );
}

/** Height of what lies at a place already; the bed outside of the picture. */
function heightAt(
  map: HeightMap,
  { minX, maxY, pixelsPerMm }: Frame,
  x: number,
  y: number,
): number {
  const column = Math.floor((x - minX) * pixelsPerMm);
  const row = Math.floor((maxY - y) * pixelsPerMm);
  const isInside = column >= 0 && column < map.width && row >= 0 && row < map.height;
  return isInside ? (map.z[row * map.width + column] ?? 0) : 0;
}

/** From 0 to 1, the same for the same two numbers. */
function noiseOf(a: number, b: number): number {
  let hash = Math.imul(a + 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  return ((hash ^ (hash >>> 15)) >>> 0) / 4_294_967_296;
}

/** Width of a bead with round sides, or of a thread where there is too little for a bead. */
function beadWidth(areaMm2: number, heightMm: number): number {
  const round = QUARTER_PI * heightMm * heightMm;
  if (areaMm2 <= round) return Math.sqrt(areaMm2 / QUARTER_PI);
  return Math.min(WIDEST_BEAD_MM, (areaMm2 - round) / heightMm + heightMm);
}
