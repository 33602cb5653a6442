import { scanNumber } from '../gcode/bytes.ts';
import { MARK } from '../gcode/dialects/dialect.ts';
import { textOf, UNITS_PER_ONE } from '../gcode/line.ts';
import type { Mark } from '../gcode/marks.ts';
import { readVerbose, VERBOSE_WORDS } from '../gcode/verbose.ts';
import { LAYER_SOURCE, type MachineState } from '../machine/state.ts';
import { type ChunkReader, nameIndex } from './chunkReader.ts';
import { SEGMENT } from './segments.ts';

/** What a slicer's mark changes: the state, and with most marks a segment begins. */
export function applyMark(reader: ChunkReader, state: MachineState, localLine: number): void {
  const { mark, builder, line, names } = reader;
  const { bytes } = line;
  if (state.insideBlock === 2 && mark.kind !== MARK.thumbnailEnd) return;
  switch (mark.kind) {
    case MARK.layer:
      state.layerSource = LAYER_SOURCE.marks;
      state.expectHeight = true;
      builder.open(SEGMENT.layer, localLine, markNumber(mark, bytes));
      return;
    case MARK.profileLayer:
      state.layerSource = Math.max(state.layerSource, LAYER_SOURCE.comments);
      builder.open(SEGMENT.profileLayer, localLine, Number.NaN);
      return;
    case MARK.layerNumber:
      builder.open(SEGMENT.layerNumber, localLine, markNumber(mark, bytes));
      return;
    case MARK.layerZ:
      builder.open(SEGMENT.layerZ, localLine, markNumber(mark, bytes) * UNITS_PER_ONE);
      return;
    case MARK.lineHeight: {
      // Bridges and thin lines have heights of their own: only the first one is the layer's.
      if (state.expectHeight) {
        const height = scanNumber(bytes, mark.valueStart, mark.valueEnd);
        builder.open(SEGMENT.layerHeight, localLine, Number.isNaN(height) ? 0 : height);
      }
      state.expectHeight = false;
      return;
    }
    case MARK.feature:
      state.featureName = nameIndex(names, textOf(bytes, mark.valueStart, mark.valueEnd));
      builder.open(SEGMENT.feature, localLine, state.featureName);
      return;
    case MARK.objectStart:
    case MARK.objectEnd: {
      const starts = mark.kind === MARK.objectStart;
      const name = starts ? nameIndex(names, textOf(bytes, mark.valueStart, mark.valueEnd)) : -1;
      state.objectName = name;
      builder.open(SEGMENT.printingObject, localLine, name);
      return;
    }
    case MARK.mesh: {
      const name = textOf(bytes, mark.valueStart, mark.valueEnd);
      state.objectName = name === 'NONMESH' ? -1 : nameIndex(names, name);
      builder.open(SEGMENT.mesh, localLine, state.objectName);
      return;
    }
    case MARK.thumbnailStart:
    case MARK.thumbnailEnd: {
      const starts = mark.kind === MARK.thumbnailStart;
      state.insideBlock = starts ? 2 : 0;
      builder.open(SEGMENT.block, localLine, starts ? 3 : 2);
      return;
    }
    case MARK.blockStart:
    case MARK.blockEnd:
      builder.open(SEGMENT.block, localLine, mark.kind === MARK.blockStart ? 1 : 0);
      return;
  }
}

function markNumber(mark: Mark, bytes: Uint8Array): number {
  return scanNumber(bytes, mark.valueStart, mark.valueEnd) / UNITS_PER_ONE;
}

/** What the comment behind a command tells: its feature or a layer, in files without better marks. */
export function applyVerbose(reader: ChunkReader, state: MachineState, localLine: number): void {
  const finding = readVerbose(reader.line);
  if (finding.word >= 0) {
    if (VERBOSE_WORDS[finding.word]?.role === undefined || finding.word === state.verboseRole)
      return;
    state.verboseRole = finding.word;
    if (state.featureName < 0) reader.builder.open(SEGMENT.commentFeature, localLine, finding.word);
  } else if (!Number.isNaN(finding.layerNumber) && state.layerSource < LAYER_SOURCE.marks) {
    state.layerSource = LAYER_SOURCE.comments;
    reader.builder.open(SEGMENT.commentLayer, localLine, finding.layerNumber);
  }
}
