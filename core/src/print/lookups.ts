import { lineOfByte } from '../gcode/text.ts';
import { walkChunk, walkMoves } from './paths.ts';
import type { Reading } from './reading.ts';
import { type Segments, SUM, SUMS } from './segments.ts';
import { layerOfLine } from './stateReport.ts';

// Moves are counted from 0 through the whole file, in the order of their lines; a line makes one move at
// most. Each look-up reads one chunk at most.

/** How many moves the lines before a line (0-based) make: the number of the next move. */
export function movesBeforeLine<Result>(reading: Reading<Result>, line: number): number {
  let before = 0;
  const { text, chunks } = reading;
  for (let index = 0; index < text.chunks.length; index++) {
    const first = text.chunkLine[index] ?? 0;
    const next = text.chunkLine[index + 1] ?? 0;
    if (line <= first) return before;
    if (line >= next) {
      before += movesOf(chunks[index]?.segments);
      continue;
    }
    forEachMove(reading, index, (local) => {
      if (first + local >= line) return false;
      before += 1;
      return true;
    });
    return before;
  }
  return before;
}

/** The line (0-based) of a move, −1 where the file has no such move. */
export function lineOfMove<Result>(reading: Reading<Result>, move: number): number {
  let before = 0;
  for (let index = 0; index < reading.chunks.length; index++) {
    const moves = movesOf(reading.chunks[index]?.segments);
    if (move >= before + moves) {
      before += moves;
      continue;
    }
    let found = -1;
    let number = before;
    forEachMove(reading, index, (local) => {
      if (number === move) found = local;
      number += 1;
      return found < 0;
    });
    return found < 0 ? -1 : (reading.text.chunkLine[index] ?? 0) + found;
  }
  return -1;
}

/** Index of the layer that holds a byte of the file, −1 outside the layers. */
export function layerOfByte<Result>(reading: Reading<Result>, byte: number): number {
  return layerOfLine(reading.print().layers, lineOfByte(reading.text, byte));
}

/** Calls `visit` with the local line of every move of a chunk until it answers false. */
function forEachMove<Result>(
  reading: Reading<Result>,
  index: number,
  visit: (localLine: number) => boolean,
): void {
  const bytes = reading.text.chunks[index]?.bytes;
  if (!bytes) return;
  const entry = reading.chunks[index]?.entry ?? reading.stateBefore(index);
  walkMoves(walkChunk(bytes, entry, reading.firmware), Number.POSITIVE_INFINITY, visit);
}

function movesOf(segments: Segments | undefined): number {
  let moves = 0;
  for (let i = 0; segments && i < segments.count; i++) {
    moves += segments.sums[i * SUMS + SUM.moves] ?? 0;
  }
  return moves;
}
