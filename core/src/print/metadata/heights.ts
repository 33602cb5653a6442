import { textOf } from '../../gcode/line.ts';
import type { Reading } from '../reading.ts';
import { type Facts, lineBehindHead, lineOfTail } from './facts.ts';
import { linesBetween, type PlacedLine } from './lines.ts';

const BEFORE_LAYER_CHANGE = ';BEFORE_LAYER_CHANGE';

/**
 * The height of the print as Moonraker finds it for PrusaSlicer and its relatives: from the text that
 * profiles write before each layer, else the greatest Z of a `G1 Z… F…` in the last MiB. The latter
 * counts lifts, and moves of the G-code that the settings quote.
 */
export function heightOfFamily<Result>(reading: Reading<Result>, facts: Facts): number | undefined {
  let stated: number | undefined;
  let moved: number | undefined;
  let sinceMark = Number.POSITIVE_INFINITY;
  for (const place of linesBetween(reading.text, lineOfTail(reading), reading.text.lineCount)) {
    sinceMark += 1;
    const { bytes, start, end } = place;
    const first = bytes[start];
    if (first === 71) moved = greater(moved, zOfMove(place, true));
    else if (first !== 59) continue;
    else if (sinceMark <= 2) {
      const number = /^;(\d+\.?\d*)/.exec(textOf(bytes, start, Math.min(end, start + 32)))?.[1];
      if (number !== undefined) stated = greater(stated, Number(number));
    }
    if (bytes[start + 1] === 66 && textOf(bytes, start, end).trimEnd() === BEFORE_LAYER_CHANGE)
      sinceMark = 0;
  }
  if (stated !== undefined) return stated;
  for (const comment of facts.comments) {
    for (const [, z] of comment.matchAll(/G1\sZ(\d*\.?\d+)\sF/g)) moved = greater(moved, Number(z));
  }
  return moved;
}

/** The greatest Z of the `G1 Z…` in the last MiB. */
export function greatestZ<Result>(reading: Reading<Result>): number | undefined {
  let z: number | undefined;
  for (const place of linesBetween(reading.text, lineOfTail(reading), reading.text.lineCount))
    z = greater(z, zOfMove(place, false));
  return z;
}

/** The least Z of the `G1 Z…` in the first MiB. */
export function leastZ<Result>(reading: Reading<Result>): number | undefined {
  let z: number | undefined;
  for (const place of linesBetween(reading.text, 0, lineBehindHead(reading))) {
    const moved = zOfMove(place, false);
    if (moved !== undefined && (z === undefined || moved < z)) z = moved;
  }
  return z;
}

/** Z of a line that begins `G1 Z`; undefined for other lines, and where `needsFeedrate` and none follows. */
function zOfMove(place: PlacedLine, needsFeedrate: boolean): number | undefined {
  const { bytes, start, end } = place;
  const isMove =
    bytes[start] === 71 &&
    bytes[start + 1] === 49 &&
    bytes[start + 2] === 32 &&
    bytes[start + 3] === 90;
  if (!isMove) return undefined;
  const text = textOf(bytes, start, Math.min(end, start + 64));
  const match = /^G1 Z(\d*\.?\d+)(?:\s(F)?|$)/.exec(text);
  if (!match || (needsFeedrate && match[2] === undefined)) return undefined;
  return Number(match[1]);
}

function greater(a: number | undefined, b: number | undefined): number | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return Math.max(a, b);
}
