import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FeatureOutline } from '#core/contract/outline';
import { textFromBytes } from '#core/gcode/text';
import {
  featureOutlines,
  layerOutlines,
  objectOutlines,
  totalsOutline,
} from '#core/print/outlineReport';
import { NO_COMPANION, Reading } from '#core/print/reading';

/** What each sliced file says about itself, counted by a script that shares nothing with our reader. */
interface Truth {
  readonly slicer: { readonly name: string; readonly version: string };
  readonly layerMarkCount: number;
  readonly statedLayerCount: number | null;
  readonly features: Readonly<Record<string, number>>;
  readonly filamentUsedMm: readonly number[] | null;
  readonly objectNames: readonly string[];
  readonly statedExtentsMm: Readonly<
    Record<'MINX' | 'MINY' | 'MINZ' | 'MAXX' | 'MAXY' | 'MAXZ', number>
  > | null;
}

const FIXTURES = path.resolve(import.meta.dirname, '../../fixtures');
const truths: Readonly<Record<string, Truth>> = JSON.parse(
  fs.readFileSync(path.join(FIXTURES, 'expected.json'), 'utf8'),
);

function read(name: string) {
  const bytes = new Uint8Array(fs.readFileSync(path.join(FIXTURES, name)));
  const reading = new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish();
  const print = reading.print();
  const features = print.layers.flatMap((_layer, index) =>
    featureOutlines(print, index, reading.names, reading.dialect),
  );
  return { reading, print, features, bytes };
}

function countByName(features: readonly FeatureOutline[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const feature of features) {
    if (!feature.continued) counts[feature.rawName] = (counts[feature.rawName] ?? 0) + 1;
  }
  return counts;
}

/** Feature marks in the lines that belong to no layer, counted without the reader's scanner. */
function marksOutside(bytes: Uint8Array, first: number, last: number): Record<string, number> {
  const counts: Record<string, number> = {};
  Buffer.from(bytes)
    .toString('latin1')
    .split('\n')
    .forEach((line, index) => {
      const name = /^;TYPE:(.*)$/.exec(line)?.[1];
      if (name !== undefined && (index < first || last < index))
        counts[name] = (counts[name] ?? 0) + 1;
    });
  return counts;
}

describe.each(Object.entries(truths))('%s', (name, truth) => {
  const { reading, print, features, bytes } = read(name);

  test('is known by its slicer', () => {
    const { name, version } = truth.slicer;
    expect(reading.sniffed.producer).toMatchObject({
      name: name.replace('_SteamEngine', ''),
      version,
    });
  });

  test('has the layers that the slicer marked', () => {
    if (truth.layerMarkCount > 0) expect(print.layers.length).toBe(truth.layerMarkCount);
    if (truth.statedLayerCount !== null && print.source === 'marks') {
      const printed = layerOutlines(print, reading.text).filter((layer) => layer.number >= 0);
      expect(printed.length).toBe(truth.statedLayerCount);
    }
  });

  test('has the features that the slicer marked, once each', () => {
    if (print.source !== 'marks') return;
    const first = print.layers[0]?.firstLine ?? 0;
    const outside = marksOutside(bytes, first, print.endLine - 1);
    const all = countByName(features);
    for (const [rawName, count] of Object.entries(outside))
      all[rawName] = (all[rawName] ?? 0) + count;
    expect(all).toEqual(truth.features);
    expect(
      features.filter((feature) => feature.rawName !== '' && feature.role === 'unknown'),
    ).toEqual([]);
  });

  test('uses the filament that the slicer states', () => {
    const stated = truth.filamentUsedMm;
    if (!stated || stated.every((millimetres) => millimetres === 0)) return;
    const { filamentMm } = totalsOutline(print, undefined);
    const total = stated.reduce((sum, millimetres) => sum + millimetres, 0);
    // Half a percent: PrusaSlicer counts a retraction before a colour change twice, and the filament of a
    // spiral vase before it thins out the first turn.
    const tolerance = name.includes('wipe-tower') ? 0.011 : 0.006;
    expect(Math.abs(filamentMm / total - 1)).toBeLessThan(tolerance);
  });

  test('extends as far as the slicer states', () => {
    const stated = truth.statedExtentsMm;
    // CuraEngine on its own leaves a placeholder.
    if (!stated || stated.MINX > stated.MAXX) return;
    const { bounds } = totalsOutline(print, undefined);
    const lower = [stated.MINX, stated.MINY, stated.MINZ];
    const upper = [stated.MAXX, stated.MAXY, stated.MAXZ];
    // Where layers are short, Cura moves the head aside and counts that in.
    const movesAside = name.includes('slow-layers');
    lower.forEach((value, axis) => {
      const off = (bounds?.min[axis] ?? Number.NaN) - value;
      expect(off).toBeGreaterThan(-0.0015);
      if (!movesAside) expect(off).toBeLessThan(0.0015);
    });
    upper.forEach((value, axis) => {
      const off = value - (bounds?.max[axis] ?? Number.NaN);
      expect(off).toBeGreaterThan(-0.0015);
      if (!movesAside) expect(off).toBeLessThan(0.0015);
    });
  });

  test('has the objects that the slicer named', () => {
    const names = objectOutlines(print, reading.text).map((object) => object.name);
    expect(names.sort()).toEqual([...truth.objectNames].sort());
  });
});
