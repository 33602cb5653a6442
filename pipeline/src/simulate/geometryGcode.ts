import { drawnShape, type Part, type ShapeKind } from './geometries.ts';
import type { Material } from './material.ts';
import { FIRST_LAYER_PACE, PartGcode, type Slicing } from './partGcode.ts';
import {
  distance,
  hatch,
  inset,
  type Point,
  type Polygon,
  placed,
  type Segment,
} from './polygon.ts';
import { type RandomStream, randomStream } from './random.ts';

/** A small print of our own, as G-code. */
export interface Geometry {
  readonly kind: ShapeKind;
  readonly gcode: Uint8Array<ArrayBuffer>;
}

/** What a print should take, s. */
const WANTED_SECONDS = 52;
const FEWEST_LAYERS = 5;
const MOST_LAYERS = 12;
const OUTER_WALL_PACE = 0.75;
/** Corners and travels keep the head below its speed. */
const USUAL_PACE = 0.72;
const SKIRT_OFF_MM = 2.5;
const SUPPORT_SPACING_MM = 1.6;

/**
 * A print of about one minute for Klipper, in PrusaSlicer's style: the same index and material give the same
 * bytes, and nearly every index gives another file.
 *
 * @param index a whole number; decides shape, size, place and slicing
 * @param centre where the middle of the bed is, mm
 */
export function geometryOf(
  index: number,
  material: Pick<Material, 'name' | 'printC' | 'bedC'>,
  centre: Point = [110, 110],
): Geometry {
  const random = randomStream(index, 'geometry');
  const shape = drawnShape(random);
  const slicing = drawnSlicing(random);
  const turn = random.integer(24) / 48;
  const at: Point = [centre[0] + random.between(-20, 20), centre[1] + random.between(-20, 20)];
  const place = (polygons: readonly Polygon[]) => polygons.map((each) => placed(each, turn, at));
  const out = new PartGcode(slicing);
  const layerCount = layersFor(shape.parts(FEWEST_LAYERS), slicing);
  const lowest = shape.parts(0).flatMap(place);
  const skirt = loop(skirtOf([...lowest, ...shape.parts(layerCount - 1).flatMap(place)]));
  out.start(index, shape.kind, material, at);
  for (let layer = 0; layer < layerCount; layer++) {
    const parts = shape.parts(layer).map(place);
    out.layer(layer);
    if (layer === 0) out.paths('Skirt', [skirt], slicing.wallMmPerS);
    const supports = hatch(place(shape.supports(layer)), SUPPORT_SPACING_MM, turn);
    out.lines('Support material', supports, SUPPORT_SPACING_MM, slicing.wallMmPerS);
    for (const part of parts) printPart(out, part, layer, layerCount, turn, slicing);
  }
  out.end(material);
  return { kind: shape.kind, gcode: out.bytes() };
}

function printPart(
  out: PartGcode,
  part: Part,
  layer: number,
  layerCount: number,
  turn: number,
  slicing: Slicing,
): void {
  const { walls, widthMm, wallMmPerS, infillMmPerS, infillSpacingMm } = slicing;
  for (let wall = walls - 1; wall >= 0; wall--) {
    const loops = part.map((outline) => loop(inset(outline, (wall + 0.5) * widthMm)));
    if (wall === 0) out.paths('External perimeter', loops, wallMmPerS * OUTER_WALL_PACE);
    else out.paths('Perimeter', loops, wallMmPerS);
  }
  const isSolid = layer === 0 || layer === layerCount - 1;
  const spacing = isSolid ? widthMm : infillSpacingMm;
  const inside = part.map((outline) => inset(outline, walls * widthMm));
  const fill = hatch(inside, spacing, turn + (layer % 2 === 0 ? 1 / 8 : 3 / 8));
  out.lines(infillName(layer, layerCount), fill, spacing, infillMmPerS);
}

function infillName(layer: number, layerCount: number): string {
  if (layer === layerCount - 1) return 'Top solid infill';
  return layer === 0 ? 'Solid infill' : 'Internal infill';
}

function drawnSlicing(random: RandomStream): Slicing {
  const layerHeightMm = random.pick([0.16, 0.2, 0.24, 0.28]);
  return {
    layerHeightMm,
    firstLayerHeightMm: Math.max(0.2, layerHeightMm),
    widthMm: random.pick([0.42, 0.45, 0.48]),
    walls: 2,
    infillSpacingMm: random.between(1.8, 3.2),
    wallMmPerS: 30 + 5 * random.integer(7),
    infillMmPerS: 50 + 5 * random.integer(9),
    travelMmPerS: 120 + 20 * random.integer(4),
    retractionMm: random.pick([0.5, 0.8, 1]),
  };
}

/** As many layers as fill the time that is wanted. */
function layersFor(parts: readonly Part[], slicing: Slicing): number {
  const outlines = parts.flat();
  const walls = outlines.reduce((sum, outline) => sum + lengthOf(loop(outline)), 0) * slicing.walls;
  const sparse = lengthOfLines(hatch(outlines, slicing.infillSpacingMm, 1 / 8));
  const solid = lengthOfLines(hatch(outlines, slicing.widthMm, 1 / 8));
  const wallSeconds = walls / (slicing.wallMmPerS * USUAL_PACE);
  const seconds = (infill: number) => wallSeconds + infill / (slicing.infillMmPerS * USUAL_PACE);
  const fixed = seconds(solid) * (1 / FIRST_LAYER_PACE + 1);
  const layers = 2 + Math.floor((WANTED_SECONDS - fixed) / seconds(sparse) + 0.5);
  return Math.min(MOST_LAYERS, Math.max(FEWEST_LAYERS, layers));
}

/** A rectangle around everything, some millimetres off. */
function skirtOf(outlines: readonly Polygon[]): Polygon {
  const off = SKIRT_OFF_MM;
  const points = outlines.flat();
  const x = points.map(([each]) => each);
  const y = points.map(([, each]) => each);
  const [x0, x1, y0, y1] = [Math.min(...x), Math.max(...x), Math.min(...y), Math.max(...y)];
  return [
    [x0 - off, y0 - off],
    [x1 + off, y0 - off],
    [x1 + off, y1 + off],
    [x0 - off, y1 + off],
  ];
}

function loop(polygon: Polygon): readonly Point[] {
  return [...polygon, ...polygon.slice(0, 1)];
}

function lengthOf(path: readonly Point[]): number {
  return path.reduce(
    (sum, point, i) => sum + distance(path[Math.max(0, i - 1)] ?? point, point),
    0,
  );
}

function lengthOfLines(lines: readonly Segment[]): number {
  return lines.reduce((sum, [from, to]) => sum + distance(from, to), 0);
}
