import type { Role } from '../contract/outline.ts';
import { UNITS_PER_ONE } from '../gcode/line.ts';
import { type Box, overlap } from '../print/box.ts';
import type { PrintObject } from '../print/compose.ts';
import { boxesOf, type ObjectParts } from '../print/objectParts.ts';
import { layerOfLine } from '../print/stateReport.ts';
import { type Conflict, layerLooker, type Pair, type PrintedLayer } from './crossedLayers.ts';
import { shortened } from './lineText.ts';
import type { PrintContext, PrintRule } from './rule.ts';

/** What other lines may run over, or what belongs to the print as a whole. */
const MAY_BE_CROSSED: ReadonlySet<Role> = new Set<Role>([
  ...(['skirt', 'brim', 'raft', 'support', 'support interface'] as const),
  ...(['ironing', 'prime tower', 'flush', 'custom', 'mill'] as const),
]);

/** Where several objects stand in each other, all have to be moved: a few conflicts are enough to say so. */
const MOST_CONFLICTS = 10;
/** Beyond these nothing more is looked at, so that no file, however odd, keeps an editor busy for seconds. */
const MOST_PAIRS = 1_000;
const MOST_BOXES_COMPARED = 1_000_000;
const MOST_WORK = 100_000_000;
/** By this heights are told apart, nm. */
const HEIGHT_STEP = 0.001 * UNITS_PER_ONE;

/**
 * Mostly the boxes of objects do not overlap, and no line is looked at. Where they do, the moves inside the
 * overlap are read once more, layer by layer.
 */
export const conflictingPaths: PrintRule = {
  id: 'conflicting-paths',
  severity: 'warning',
  why: 'Lines of two objects cross in one layer: the nozzle runs into what is already printed.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { parts, objects } = context.print;
    const counted = countedParts(context);
    let pairs = overlappingPairs(objects, boxesOf(parts, counted));
    if (pairs.length === 0) return;
    const looker = layerLooker(context);
    let conflicts = 0;
    let work = 0;
    for (const layer of byHeight(parts, counted, new Set(pairs.flat()))) {
      const found = looker.look(layer, pairs);
      for (const conflict of found.conflicts) {
        pairs = pairs.filter((pair) => pair !== conflict.pair);
        conflicts += 1;
        if (conflicts <= MOST_CONFLICTS) report(context, conflict);
      }
      work += found.work;
      if (pairs.length === 0 || conflicts >= MOST_CONFLICTS || work > MOST_WORK) return;
    }
  },
};

/** The parts that no other object may cross. */
function countedParts({ print, roleOf }: PrintContext): readonly number[] {
  const { count, feature, height } = print.parts;
  const counts = new Map<number, boolean>();
  const counted: number[] = [];
  for (let part = 0; part < count; part++) {
    const each = feature[part];
    if (!each || !Number.isFinite(height[part])) continue;
    const word = each.verbose ? -2 - each.name : each.name;
    let isCounted = counts.get(word);
    if (isCounted === undefined) {
      isCounted = !MAY_BE_CROSSED.has(roleOf(each));
      counts.set(word, isCounted);
    }
    if (isCounted) counted.push(part);
  }
  return counted;
}

/** Objects whose boxes overlap, in the order of the file. */
function overlappingPairs(
  objects: readonly PrintObject[],
  boxes: ReadonlyMap<PrintObject, Box>,
): readonly Pair[] {
  const placed = objects.flatMap((object, index) => {
    const box = boxes.get(object);
    return box ? [{ object, index, box }] : [];
  });
  placed.sort((a, b) => a.box.minX - b.box.minX || a.index - b.index);
  const pairs: (readonly [(typeof placed)[number], (typeof placed)[number]])[] = [];
  let compared = 0;
  for (let i = 0; i < placed.length && compared < MOST_BOXES_COMPARED; i++) {
    const one = placed[i];
    for (let j = i + 1; one && j < placed.length && pairs.length < MOST_PAIRS; j++) {
      const other = placed[j];
      if (!other || other.box.minX > one.box.maxX) break;
      compared += 1;
      if (overlap(one.box, other.box))
        pairs.push(one.index < other.index ? [one, other] : [other, one]);
    }
  }
  pairs.sort(([a, b], [c, d]) => a.index - c.index || b.index - d.index);
  return pairs.map(([one, other]) => [one.object, other.object]);
}

/** The parts of some objects layer by layer, from the lowest to the highest. Objects that are printed one
 * after the other have layers of their own, so what counts is where they are printed. */
function byHeight(
  { object, height }: ObjectParts,
  counted: readonly number[],
  objects: ReadonlySet<PrintObject>,
): readonly PrintedLayer[] {
  const layers = new Map<number, number[]>();
  for (const part of counted) {
    const of = object[part];
    if (!of || !objects.has(of)) continue;
    const step = Math.round((height[part] ?? 0) / HEIGHT_STEP);
    const layer = layers.get(step);
    if (layer) layer.push(part);
    else layers.set(step, [part]);
  }
  return [...layers]
    .sort(([a], [b]) => a - b)
    .map(([step, layer]) => ({ height: step * HEIGHT_STEP, parts: layer }));
}

function report({ print, report }: PrintContext, conflict: Conflict): void {
  const { earlier, later, line, height } = conflict;
  const index = layerOfLine(print.layers, line);
  const stated = print.layers[index]?.number ?? Number.NaN;
  const layer = Number.isNaN(stated) ? index + 1 : stated;
  const z = (height / UNITS_PER_ONE).toFixed(2);
  const names = [later, earlier].map(({ name }) => shortened(name));
  report(line, {
    subject: conflict.pair.map(({ name }) => name).join('\n'),
    message: `Here ${names[0]} crosses lines of ${names[1]} in layer ${layer} at Z ${z} mm: the nozzle runs into what is already printed; move the objects apart and slice again.`,
  });
}
