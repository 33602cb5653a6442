import { byteOfLine } from '#core/gcode/text';
import type { SensorTable } from '#core/run/channels';
import { locate, pieceAt, plannedPoint } from '#core/run/plannedMotion';
import type { PrintedModel } from './printedModels.ts';

/** How a printer and its recorder treat a plan. */
export interface Recorder {
  readonly seed: number;
  readonly rateHz: number;
  /** Standard deviations: of positions in mm, of the moment of a sample in s. */
  readonly positionNoiseMm: number;
  readonly clockJitterS: number;
  readonly driftPpm: number;
  /** Source clock at planned 0, before any wait. */
  readonly offsetS: number;
  /** Seconds that the plan stands before a planned time, in order. */
  readonly waits: readonly { readonly plannedSeconds: number; readonly seconds: number }[];
  /** Seconds of standing that are recorded before and after the print. */
  readonly beforeS: number;
  readonly afterS: number;
  /** Lost steps: the head is off by so much from this planned time on. */
  readonly shifts?: readonly {
    readonly plannedSeconds: number;
    readonly x: number;
    readonly y: number;
  }[];
  /** Play of X and Y, mm. */
  readonly backlashMm?: number;
  /** The printer stops for good here; the recorder goes on for `afterS`. */
  readonly endsAtPlannedSeconds?: number;
  readonly filePosition?: 'executed' | 'read ahead';
  /** Resonance with its damping; without it no vibration is recorded. */
  readonly resonanceHz?: number;
  readonly withoutPosition?: boolean;
  /** A head that is parked while it waits, as pause macros do. */
  readonly parks?: boolean;
}

export const RECORDER: Recorder = {
  seed: 1,
  rateHz: 20,
  positionNoiseMm: 0.005,
  clockJitterS: 0.001,
  driftPpm: 0,
  offsetS: 0,
  waits: [],
  beforeS: 2,
  afterS: 3,
};

export interface RecordedMotion {
  readonly table: SensorTable;
  /** Planned time of a moment on the clock of the source, in truth. */
  plannedAt(sourceSeconds: number): number;
  /** Whether the plan stands at this moment. */
  stands(sourceSeconds: number): boolean;
}

/** Numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Records a print that follows its plan as the recorder says. */
export function recordMotion(model: PrintedModel, recorder: Recorder): RecordedMotion {
  const { toolpath, reading } = model;
  const random = randomNumbers(recorder.seed);
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const end = Math.min(recorder.endsAtPlannedSeconds ?? toolpath.seconds, toolpath.seconds);
  const waits = recorder.waits.filter(({ plannedSeconds }) => plannedSeconds <= end);
  const scale = 1 + recorder.driftPpm / 1e6;
  // Seconds of real time since the beginning of the plan.
  const plannedAtReal = (real: number): { planned: number; stands: boolean } => {
    let waited = 0;
    for (const wait of waits) {
      if (real < wait.plannedSeconds + waited)
        return { planned: Math.max(0, real - waited), stands: real < waited };
      if (real < wait.plannedSeconds + waited + wait.seconds)
        return { planned: wait.plannedSeconds, stands: true };
      waited += wait.seconds;
    }
    const planned = real - waited;
    return { planned: Math.min(Math.max(planned, 0), end), stands: planned < 0 || planned > end };
  };
  const waitedInAll = waits.reduce((sum, { seconds }) => sum + seconds, 0);
  const realOf = (source: number): number => (source - recorder.offsetS) * scale;
  const first = -recorder.beforeS / scale + recorder.offsetS;
  const last = (end + waitedInAll + recorder.afterS) / scale + recorder.offsetS;
  const rowCount = Math.floor((last - first) * recorder.rateHz);
  const names = ['timestamp', 'temperature', 'position_x', 'position_y', 'position_z'];
  const columns = new Map(names.map((name) => [name, new Float64Array(rowCount)]));
  const column = (name: string): Float64Array => {
    const found = columns.get(name) ?? new Float64Array(rowCount);
    columns.set(name, found);
    return found;
  };
  const point = plannedPoint();
  let [slackX, slackY] = [0, 0];
  let ahead = 1.2;
  for (let i = 0; i < rowCount; i++) {
    const source = first + i / recorder.rateHz;
    const { planned, stands } = plannedAtReal(realOf(source));
    locate(toolpath, planned, point);
    const shift = recorder.shifts?.filter(({ plannedSeconds }) => plannedSeconds <= planned) ?? [];
    const play = (recorder.backlashMm ?? 0) / 2;
    if (point.velocityX !== 0) slackX = Math.sign(point.velocityX) * play;
    if (point.velocityY !== 0) slackY = Math.sign(point.velocityY) * play;
    column('timestamp')[i] = source + recorder.clockJitterS * Math.max(-3, Math.min(3, normal()));
    column('temperature')[i] = 210 + normal() * 0.2;
    const parked = recorder.parks === true && stands && planned > 0 && planned < end;
    const offX = shift.reduce((sum, { x }) => sum + x, 0) - slackX;
    const offY = shift.reduce((sum, { y }) => sum + y, 0) - slackY;
    const noise = (): number => recorder.positionNoiseMm * normal();
    if (recorder.withoutPosition !== true) {
      column('position_x')[i] = (parked ? 5 : point.x + offX) + noise();
      column('position_y')[i] = (parked ? 5 : point.y + offY) + noise();
      column('position_z')[i] = point.z + noise();
    }
    if (recorder.filePosition !== undefined) {
      ahead = Math.max(0.4, Math.min(2.2, ahead + 0.05 * normal()));
      const seen = recorder.filePosition === 'executed' ? planned : Math.min(end, planned + ahead);
      const line = toolpath.line[Math.max(0, pieceAt(toolpath, seen))] ?? 0;
      const shown = recorder.filePosition === 'executed' ? line : line + 1;
      column('file_position')[i] = planned <= 0 && stands ? 0 : byteOfLine(reading.text, shown);
    }
  }
  if (recorder.withoutPosition === true)
    for (const name of ['position_x', 'position_y', 'position_z']) columns.delete(name);
  if (recorder.resonanceHz !== undefined)
    vibrate(model, recorder, rowCount, column('vibration'), first, (source) =>
      plannedAtReal(realOf(source)),
    );
  return {
    table: { rowCount, columns },
    plannedAt: (source) => plannedAtReal(realOf(source)).planned,
    stands: (source) => plannedAtReal(realOf(source)).stands,
  };
}

/** The head as a mass on a spring that the carriage pulls: RMS of its acceleration between samples. */
function vibrate(
  { toolpath }: PrintedModel,
  { rateHz, resonanceHz = 45 }: Recorder,
  rowCount: number,
  vibration: Float64Array,
  first: number,
  plannedAt: (source: number) => { readonly planned: number; readonly stands: boolean },
): void {
  const steps = Math.round(1000 / rateHz);
  const step = 1 / rateHz / steps;
  const omega = 2 * Math.PI * resonanceHz;
  const damping = 2 * 0.1 * omega;
  const point = plannedPoint();
  const head = { x: 0, y: 0, velocityX: 0, velocityY: 0 };
  locate(toolpath, 0, point);
  head.x = point.x;
  head.y = point.y;
  for (let i = 0; i < rowCount; i++) {
    let squares = 0;
    for (let inner = 1; inner <= steps; inner++) {
      const source = first + (i - 1) / rateHz + inner * step;
      const { planned, stands } = plannedAt(source);
      locate(toolpath, planned, point);
      const still = stands ? 0 : 1;
      const accelerationX =
        omega * omega * (point.x - head.x) + damping * (still * point.velocityX - head.velocityX);
      const accelerationY =
        omega * omega * (point.y - head.y) + damping * (still * point.velocityY - head.velocityY);
      head.velocityX += accelerationX * step;
      head.velocityY += accelerationY * step;
      head.x += head.velocityX * step;
      head.y += head.velocityY * step;
      squares += accelerationX * accelerationX + accelerationY * accelerationY;
    }
    vibration[i] = Math.sqrt(squares / steps) / 1000;
  }
}
