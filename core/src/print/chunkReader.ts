import type { Firmware } from '../commands/firmware.ts';
import { GcodeLine } from '../gcode/line.ts';
import { Mark } from '../gcode/marks.ts';
import { Move } from '../machine/move.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { type LinePlan, linePlan } from './linePlan.ts';
import { SegmentBuilder } from './segments.ts';

/** Texts by number, so that chunks keep numbers: feature words and object names. */
export interface Names {
  readonly list: string[];
  readonly indexOf: Map<string, number>;
}

export function emptyNames(): Names {
  return { list: [], indexOf: new Map() };
}

export function nameIndex(names: Names, text: string): number {
  const known = names.indexOf.get(text);
  if (known !== undefined) return known;
  const index = names.list.length;
  names.list.push(text);
  names.indexOf.set(text, index);
  return index;
}

/** Scratch records that one reader uses for every chunk. */
export interface ChunkReader {
  readonly firmware: Firmware;
  readonly names: Names;
  readonly line: GcodeLine;
  readonly move: Move;
  readonly mark: Mark;
  readonly builder: SegmentBuilder;
  readonly plan: LinePlan;
  /** Line starts of the chunk read last. */
  lineStarts: Uint32Array;
  lineCount: number;
  /** No carriage return was met in it. */
  onlyLineFeeds: boolean;
}

export function chunkReader(
  firmware: Firmware,
  profile: MachineProfile,
  names: Names,
  fileLimits: 'follow' | 'ignore' = 'follow',
): ChunkReader {
  return {
    firmware,
    names,
    line: new GcodeLine(),
    move: new Move(),
    mark: new Mark(),
    builder: new SegmentBuilder(),
    plan: linePlan(profile, fileLimits),
    lineStarts: new Uint32Array(64 * 1024 + 1),
    lineCount: 0,
    onlyLineFeeds: false,
  };
}
