import { byteOfLine, type GcodeText, lineOfByte } from '../gcode/text.ts';
import type { Toolpath } from '../print/toolpath.ts';
import type { SensorTable } from './channels.ts';
import { alignClock, type ClockAlignment } from './clockAlignment.ts';
import { filePositionFit, lineTimes } from './linePoints.ts';
import type { RunEvent } from './metadata.ts';
import { movement, positionRows } from './movingRows.ts';
import { type PairEvidence, pairEvidence } from './pairEvidence.ts';
import { judgePair, type PairJudgement } from './pairVerdict.ts';
import { plannedStops } from './plannedStops.ts';

/** A recording and the plan that it is said to be of. */
export interface Recording {
  readonly toolpath: Toolpath;
  /** The G-code. */
  readonly text: GcodeText;
  /** Planned seconds at which each layer begins. */
  readonly layerStarts: readonly number[];
  readonly table: SensorTable;
  readonly events: readonly RunEvent[];
  /** What column file_position is of: the line being executed, or the last one that was read. */
  readonly filePosition: 'executed' | 'queued' | null;
}

export interface RunAlignment {
  /** Undefined where nothing of the recording can be found in the plan. */
  readonly clock: ClockAlignment | undefined;
  /** Undefined where the recording does not say where the head is. */
  readonly evidence: PairEvidence | undefined;
  readonly pair: PairJudgement;
  /** Seconds in which the head is seen to move; NaN where nobody says where it is. */
  readonly movingSeconds: number;
  /** The recording has something that can be looked for in the plan. */
  readonly hasSignal: boolean;
}

/** More motion than homing, probing and a purge line take. */
const UNPLANNED_MOTION_S = 45;

/** Lays a recording on the plan, and judges whether they belong together. */
export function alignRun(recording: Recording): RunAlignment {
  const { toolpath, text, table, filePosition } = recording;
  const { byteCount } = text;
  const known = (byte: number): number =>
    byte >= 0 && byte < byteCount ? lineOfByte(text, byte) : -1;
  const clock = alignClock({ ...recording, times: lineTimes(toolpath, known) });
  const evidence = clock && pairEvidence(toolpath, clock, plannedStops(toolpath));
  const fit = filePositionFit(
    table,
    (byte) => byteOfLine(text, lineOfByte(text, byte)) === byte,
    byteCount,
  );
  const movingSeconds = evidence?.movingSeconds ?? movingTime(table);
  const isReadAhead = clock?.lead.leading === 'file position' && filePosition === 'queued';
  const judged = judgePair(
    evidence,
    filePosition === null ? undefined : fit,
    isReadAhead ? 1 : clock?.matched,
  );
  const pair: PairJudgement =
    judged.kind === 'unknown' && clock === undefined && movingSeconds > UNPLANNED_MOTION_S
      ? { kind: 'wrong', because: 'the head is never seen where the plan has it' }
      : judged;
  const hasSignal = SIGNALS.some((name) => table.columns.get(name)?.some((value) => value > 0));
  return { clock, evidence, pair, movingSeconds, hasSignal };
}

const SIGNALS = ['velocity', 'vibration', 'file_position'] as const;

function movingTime(table: SensorTable): number {
  const rows = positionRows(table);
  if (!rows) return Number.NaN;
  const moves = movement(rows);
  let sum = 0;
  for (let row = 1; row < rows.count; row++)
    if (moves[row] === 1)
      sum += Math.min(1, (rows.seconds[row] ?? 0) - (rows.seconds[row - 1] ?? 0));
  return sum;
}
