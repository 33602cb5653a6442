import { chunkOfLine } from '../gcode/text.ts';
import { planSettings } from '../machine/planLimits.ts';
import { type Box, boxRound, overlap } from '../print/box.ts';
import type { PrintObject } from '../print/compose.ts';
import { boxesOf, boxOfPart } from '../print/objectParts.ts';
import { type ChunkWalk, walkChunk, walkExtrusion } from '../print/paths.ts';
import type { Segments } from '../print/segments.ts';
import { CrossingGrid, type Partners } from './pathCrossings.ts';
import type { PrintContext } from './rule.ts';

/** Two objects, in the order in which the file first names them. */
export type Pair = readonly [PrintObject, PrintObject];

/** Where a line of one object first crosses what was printed of another. */
export interface Conflict {
  readonly pair: Pair;
  readonly earlier: PrintObject;
  readonly later: PrintObject;
  /** Of the later one, from 0. */
  readonly line: number;
  /** Z, nm. */
  readonly height: number;
}

/** Lines of one object inside one chunk. */
interface Slice {
  readonly object: PrintObject;
  readonly chunk: number;
  readonly segments: Segments;
  /** From the chunk's first line; inclusive. */
  readonly first: number;
  readonly last: number;
}

/** What was found in a layer, in places that edits elsewhere do not move. */
interface Look {
  /** What it depends on. */
  readonly basis: readonly unknown[];
  readonly found: readonly {
    readonly pair: number;
    readonly slice: number;
    readonly line: number;
  }[];
  readonly work: number;
}

/**
 * Looks by the first of the chunks in which the layer lies, and by what is printed there. Segments stand for
 * their chunk: they are made anew with every reading, and stay the same where only E has moved.
 */
const looks = new WeakMap<Segments, Map<number, Look>>();

/** Parts that are printed at one height, as places in `ObjectParts`. */
export interface PrintedLayer {
  readonly height: number;
  readonly parts: readonly number[];
}

/** Cells entered and pieces compared in one layer; a whole 40 MB file has half as many. */
const MOST_WORK_IN_LAYER = 20_000_000;
/** A line costs as much as so many comparisons. */
const WORK_PER_LINE = 10;

/** Looks at layers one after the other: best in the order of the file, because each chunk is then read once. */
export function layerLooker(context: PrintContext): {
  /** @returns the first conflict of each pair, and what finding it costs where nothing is known yet */
  look(layer: PrintedLayer, pairs: readonly Pair[]): { conflicts: Conflict[]; work: number };
} {
  const walks = new Map<number, ChunkWalk>();
  const grid = new CrossingGrid();
  /** Up to where the layers so far have each chunk read. */
  const readTo = new Map<number, number>();
  return {
    look({ height, parts }, pairs) {
      const boxes = boxesOf(context.print.parts, parts);
      const meeting = pairs.flatMap((pair) => {
        const box = overlap(boxes.get(pair[0]), boxes.get(pair[1]));
        return box ? [{ pair, box }] : [];
      });
      if (meeting.length === 0) return { conflicts: [], work: 0 };
      const slices = slicesOf(context, parts, meeting);
      const { found, work } = knownLook(height, meeting, slices, () =>
        findCrossings(context, walks, grid, meeting, slices),
      );
      let lines = 0;
      for (const { chunk, first, last } of slices) {
        const before = readTo.get(chunk) ?? 0;
        lines += before <= first ? last + 1 - before : last + 1;
        readTo.set(chunk, last + 1);
      }
      const conflicts = found.flatMap((each) => {
        const pair = meeting[each.pair]?.pair;
        const slice = slices[each.slice];
        if (!pair || !slice) return [];
        const later = slice.object;
        const earlier = pair[0] === later ? pair[1] : pair[0];
        const line = (context.text.chunkLine[slice.chunk] ?? 0) + each.line;
        return [{ pair, earlier, later, line, height }];
      });
      return { conflicts, work: work + lines * WORK_PER_LINE };
    },
  };
}

/** Two objects and the box in which they may cross. */
interface Meeting {
  readonly pair: Pair;
  readonly box: Box;
}

/** The lines of the layer that reach into a box where their object may be crossed. */
function slicesOf(
  { text, chunks, print }: PrintContext,
  parts: readonly number[],
  meeting: readonly Meeting[],
): readonly Slice[] {
  const reach = reachOf(meeting);
  const { object, firstLine, lastLine } = print.parts;
  return parts.flatMap((part) => {
    const owner = object[part];
    const box = owner && reach.get(owner);
    if (!box || !overlap(box, boxOfPart(print.parts, part))) return [];
    const slices: Slice[] = [];
    const from = firstLine[part] ?? 0;
    const to = lastLine[part] ?? 0;
    for (let chunk = chunkOfLine(text, from); chunk < text.chunks.length; chunk++) {
      const start = text.chunkLine[chunk] ?? 0;
      const end = text.chunkLine[chunk + 1] ?? 0;
      if (start > to) break;
      const segments = chunks[chunk]?.segments;
      const first = Math.max(from, start) - start;
      const last = Math.min(to + 1, end) - 1 - start;
      if (segments && last >= first) slices.push({ object: owner, chunk, segments, first, last });
    }
    return slices;
  });
}

/** The box round everything that matters of each object. */
function reachOf(meeting: readonly Meeting[]): ReadonlyMap<PrintObject, Box> {
  const reach = new Map<PrintObject, Box>();
  for (const { pair, box } of meeting)
    for (const object of pair) reach.set(object, boxRound(reach.get(object), box));
  return reach;
}

function knownLook(
  height: number,
  meeting: readonly Meeting[],
  slices: readonly Slice[],
  find: () => Omit<Look, 'basis'>,
): Omit<Look, 'basis'> {
  const basis = [
    ...meeting.flatMap(({ pair }) => [pair[0].name, pair[1].name]),
    ...slices.flatMap(({ object, segments, first, last }) => [object.name, segments, first, last]),
  ];
  const home = slices[0]?.segments;
  if (!home) return { found: [], work: 0 };
  const atHome = looks.get(home) ?? new Map<number, Look>();
  looks.set(home, atHome);
  const known = atHome.get(height);
  if (known?.basis.length === basis.length && known.basis.every((each, i) => each === basis[i]))
    return known;
  const look = { basis, ...find() };
  atHome.set(height, look);
  return look;
}

/** Reads the slices again, and finds the first crossing of each pair. */
function findCrossings(
  { text, chunks, firmware, profile }: PrintContext,
  walks: Map<number, ChunkWalk>,
  grid: CrossingGrid,
  meeting: readonly Meeting[],
  slices: readonly Slice[],
): Omit<Look, 'basis'> {
  const reach = reachOf(meeting);
  const members = [...reach.keys()];
  const settings = planSettings(profile.limits);
  grid.begin([...reach.values()].reduce((a, b) => boxRound(a, b)));
  const pairOf = members.map(() => new Map<number, number>());
  meeting.forEach(({ pair }, index) => {
    const [one, other] = [members.indexOf(pair[0]), members.indexOf(pair[1])];
    pairOf[one]?.set(other, index);
    pairOf[other]?.set(one, index);
  });
  const found: { pair: number; slice: number; line: number }[] = [];
  slices.forEach(({ object, chunk, first, last }, slice) => {
    const owner = members.indexOf(object);
    const partners = pairOf[owner];
    const bytes = text.chunks[chunk]?.bytes;
    const entry = chunks[chunk]?.entry;
    const box = reach.get(object);
    if (!partners || !bytes || !entry || !box || found.length === meeting.length) return;
    let walk = walks.get(chunk);
    if (!walk || walk.nextLine > first) {
      walk = walkChunk(bytes, entry, firmware);
      walks.set(chunk, walk);
    }
    let line = first;
    const comparing: Partners = {
      has: (other) => partners.has(other),
      crosses(other) {
        found.push({ pair: partners.get(other) ?? 0, slice, line });
        partners.delete(other);
        pairOf[other]?.delete(owner);
      },
    };
    walkExtrusion(walk, first, last, settings, (fromX, fromY, toX, toY, localLine) => {
      if (Math.max(fromX, toX) < box.minX || Math.min(fromX, toX) > box.maxX) return;
      if (Math.max(fromY, toY) < box.minY || Math.min(fromY, toY) > box.maxY) return;
      if (grid.work > MOST_WORK_IN_LAYER) return;
      line = localLine;
      grid.add(owner, fromX, fromY, toX, toY, comparing);
    });
  });
  return { found, work: grid.work };
}
