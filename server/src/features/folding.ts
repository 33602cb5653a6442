import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import { layerOutlines, sectionOutlines } from '#core/print/outlineReport';
import type { Reading } from '#core/print/reading';

/** The editor keeps 65,000 regions at most (`editor.foldingMaximumRegions`). */
const MOST_REGIONS = 60_000;

/** Layers first, then blocks, start and end, objects and features, as long as there is room. */
export function foldingRanges<Result>(reading: Reading<Result>): FoldingRange[] {
  const print = reading.print();
  const regions: FoldingRange[] = [];
  function add(firstLine: number, lastLine: number, kind: FoldingRangeKind): void {
    if (lastLine <= firstLine || regions.length >= MOST_REGIONS) return;
    regions.push({ startLine: firstLine, endLine: lastLine, kind });
  }
  for (const layer of layerOutlines(print, reading.text))
    add(layer.firstLine - 1, layer.lastLine - 1, FoldingRangeKind.Region);
  for (const block of print.blocks) add(block.firstLine, block.lastLine, FoldingRangeKind.Comment);
  for (const section of sectionOutlines(print)) {
    if (section.kind !== 'layers')
      add(section.firstLine - 1, section.lastLine - 1, FoldingRangeKind.Region);
  }
  for (const object of print.objects) {
    for (const range of object.ranges)
      add(range.firstLine, range.lastLine, FoldingRangeKind.Region);
  }
  for (const feature of print.features)
    add(feature.firstLine, feature.lastLine, FoldingRangeKind.Region);
  return regions;
}
