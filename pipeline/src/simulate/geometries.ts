import { type Polygon, polar, rectangle, regularPolygon, reversed } from './polygon.ts';
import type { RandomStream } from './random.ts';

/** Something to be printed. */
export interface Shape {
  readonly kind: ShapeKind;
  /** What lies on a layer (from 0), around (0, 0): for each part its outline and its holes. */
  parts(layer: number): readonly Part[];
  /** What is held up by supports on a layer; none for most shapes. */
  supports(layer: number): readonly Polygon[];
}

export type Part = readonly Polygon[];

/** What `simulate` prints where no file is given. */
export const SHAPES = {
  'square ring': squareRing,
  disc,
  star,
  'two towers': twoTowers,
  bracket,
  gear,
  nut,
  cross,
  comb,
} as const satisfies Readonly<Record<string, (random: RandomStream) => Drawn>>;

export type ShapeKind = keyof typeof SHAPES;

type Drawn = Pick<Shape, 'parts'> & Partial<Pick<Shape, 'supports'>>;

const KINDS = Object.keys(SHAPES) as ShapeKind[];

/** One of the shapes with sizes of its own. */
export function drawnShape(random: RandomStream): Shape {
  const kind = random.pick(KINDS);
  return { kind, supports: () => [], ...SHAPES[kind](random) };
}

function squareRing(random: RandomStream): Drawn {
  const outer = random.between(6, 8);
  const inner = outer - random.between(2.5, 4);
  return same([
    rectangle(-outer, -outer, outer, outer),
    reversed(rectangle(-inner, -inner, inner, inner)),
  ]);
}

function disc(random: RandomStream): Drawn {
  return same([regularPolygon(48, random.between(5.5, 8.5))]);
}

function star(random: RandomStream): Drawn {
  const points = 5 + random.integer(4);
  const outer = random.between(8, 11);
  const inner = outer * random.between(0.5, 0.68);
  return same([
    Array.from({ length: 2 * points }, (_, i) =>
      polar(i % 2 === 0 ? outer : inner, i / (2 * points)),
    ),
  ]);
}

/** Two parts side by side: every layer has travels between them. */
function twoTowers(random: RandomStream): Drawn {
  const apart = random.between(14, 22);
  const radius = random.between(3, 4.5);
  const half = random.between(2.8, 4);
  const towers = [regularPolygon(36, radius), rectangle(-half, -half, half, half)];
  return same(
    ...towers.map((tower, i) => [tower.map(([x, y]) => [x + (i - 0.5) * apart, y] as const)]),
  );
}

/** A foot whose arm begins some layers up, over a support. */
function bracket(random: RandomStream): Drawn {
  const width = random.between(3.5, 5.5);
  const arm = random.between(5, 8);
  const foot = random.between(6, 9);
  const armLayer = 2 + random.integer(2);
  return {
    parts: (layer) => [[rectangle(-foot, -width, layer < armLayer ? 0 : arm, width)]],
    supports: (layer) =>
      layer < armLayer ? [rectangle(1.2, -width + 0.6, arm - 0.4, width - 0.6)] : [],
  };
}

function gear(random: RandomStream): Drawn {
  const teeth = 9 + random.integer(6);
  const root = random.between(5.5, 7);
  const tip = root + random.between(1.6, 2.2);
  const bore = random.between(1.8, 2.4);
  const corners = [0, 0.28, 0.42, 0.86];
  const outline = Array.from({ length: teeth * 4 }, (_, i) => {
    const corner = i % 4;
    const turn = (Math.floor(i / 4) + (corners[corner] ?? 0)) / teeth;
    return polar(corner === 1 || corner === 2 ? tip : root, turn);
  });
  return same([outline, reversed(regularPolygon(28, bore))]);
}

function nut(random: RandomStream): Drawn {
  const outer = random.between(7, 9.5);
  return same([regularPolygon(6, outer), reversed(regularPolygon(32, outer * 0.5))]);
}

function cross(random: RandomStream): Drawn {
  const long = random.between(7.5, 10);
  const half = random.between(2.2, 3.4);
  return same([
    [
      [half, -long],
      [half, -half],
      [long, -half],
      [long, half],
      [half, half],
      [half, long],
      [-half, long],
      [-half, half],
      [-long, half],
      [-long, -half],
      [-half, -half],
      [-half, -long],
    ],
  ]);
}

/** A bar with thin teeth: many turns and short layers. */
function comb(random: RandomStream): Drawn {
  const teeth = 4 + random.integer(3);
  const tooth = random.between(1.9, 2.3);
  const length = random.between(7, 10);
  const total = (2 * teeth - 1) * tooth;
  const outline: (readonly [number, number])[] = [
    [total / 2, -4],
    [total / 2, length - 4],
  ];
  for (let i = teeth - 1; i >= 0; i--) {
    const right = -total / 2 + (2 * i + 1) * tooth;
    if (i < teeth - 1) outline.push([right, 0], [right, length - 4]);
    outline.push([right - tooth, length - 4]);
    if (i > 0) outline.push([right - tooth, 0]);
  }
  outline.push([-total / 2, -4]);
  return same([outline]);
}

/** The same parts on all layers. */
function same(...parts: readonly Part[]): Drawn {
  return { parts: () => parts };
}
