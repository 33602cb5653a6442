import { FAILURES } from '#core/run/failures';
import type { RunEvent } from '#core/run/metadata';
import type { Recording } from '#core/run/runAlignment';
import { geometryOf } from '../../pipeline/src/simulate/geometryGcode.ts';
import { materialNamed } from '../../pipeline/src/simulate/materials.ts';
import { scenarioAt } from '../../pipeline/src/simulate/scenarioAt.ts';
import { simulateRun } from '../../pipeline/src/simulate/simulateRun.ts';
import { simulationInput } from '../../pipeline/src/simulate/simulationInput.ts';
import { type Model, type PrintedModel, printed } from './printedModels.ts';
import { RECORDER, type Recorder, randomNumbers, recordMotion } from './recordedMotion.ts';

/** A recording whose true place in the plan is known. */
export interface AlignmentCase {
  readonly name: string;
  readonly recording: Recording;
  readonly driftPpm: number;
  plannedAt(sourceSeconds: number): number;
  stands(sourceSeconds: number): boolean;
}

/** What a source has: all channels of sim-v1, the six columns of seed-v1, four messages a second of Klipper,
 * or fewer than any of them. */
export const SOURCES = ['sim-v1', 'seed-v1', 'klipper', 'file position', 'vibration'] as const;
export type Source = (typeof SOURCES)[number];

export function recordingOf(
  { reading, toolpath }: PrintedModel,
  table: Recording['table'],
  filePosition: Recording['filePosition'] = null,
  events: readonly RunEvent[] = [],
): Recording {
  return { toolpath, text: reading.text, layerStarts: [], table, events, filePosition };
}

/** Draws from the numbers of a seed. */
export function draws(seed: number) {
  const random = randomNumbers(seed);
  return {
    between: (low: number, high: number): number => low + (high - low) * random(),
    pick: <Value>(values: readonly Value[]): Value =>
      values[Math.floor(random() * values.length)] as Value,
    chance: (share: number): boolean => random() < share,
  };
}

type Draws = ReturnType<typeof draws>;

export function drawnModel({ between, pick }: Draws): Model {
  return {
    shape: pick(['cube', 'cylinder', 'plate with hole'] as const),
    widthMm: between(12, 40),
    layers: Math.floor(between(3, 12)),
    layerHeightMm: pick([0.1, 0.2, 0.3]),
    infillMm: between(1.5, 5),
    infillAngleDegrees: pick([0, 30, 45]),
    solidLayers: pick([1, 2, 3]),
    walls: pick([1, 2, 3]),
    centreX: between(100, 120),
    centreY: between(90, 120),
  };
}

/** What every recorder has: an unknown beginning, a drifting clock, waits, and sometimes a person's pause. */
export function drawnRecorder(source: Source, seconds: number, draw: Draws): Recorder {
  const { between, chance } = draw;
  const isKlipper = source === 'klipper';
  const pauseAt = between(0.1, 0.9) * seconds;
  return {
    ...RECORDER,
    seed: Math.floor(between(0, 1e9)),
    rateHz: isKlipper ? 4 : 20,
    positionNoiseMm: isKlipper ? 0 : between(0, 0.01),
    clockJitterS: isKlipper ? 0 : between(0, 0.002),
    driftPpm: between(-200, 200),
    offsetS: between(-5, 5),
    waits: [
      { plannedSeconds: 0, seconds: between(0, 200) },
      ...(chance(0.4) ? [{ plannedSeconds: pauseAt, seconds: between(1, 60) }] : []),
    ],
    parks: chance(0.5),
    beforeS: between(0, 5),
    afterS: between(0, 5),
    ...(source === 'sim-v1' || source === 'file position' ? { filePosition: 'executed' } : {}),
    ...(isKlipper ? { filePosition: 'read ahead' } : {}),
    ...(source === 'vibration' || source === 'file position' ? { withoutPosition: true } : {}),
    ...(source === 'vibration' ? { resonanceHz: between(30, 60) } : {}),
  };
}

const FILE_POSITION: Readonly<Record<Source, Recording['filePosition']>> = {
  'sim-v1': 'executed',
  'seed-v1': null,
  klipper: 'queued',
  'file position': 'executed',
  vibration: null,
};

export function generatedCase(
  name: string,
  model: PrintedModel,
  source: Source,
  recorder: Recorder,
): AlignmentCase {
  const { table, plannedAt, stands } = recordMotion(model, recorder);
  const recording = recordingOf(model, table, FILE_POSITION[source]);
  return { name, recording, driftPpm: recorder.driftPpm, plannedAt, stands };
}

const PLA = materialNamed('PLA');

/** The small print that the simulator makes of a number. */
export function simulatedModel(index: number): PrintedModel {
  if (!PLA) throw new Error('There is no PLA.');
  return printed(new TextDecoder().decode(geometryOf(index, PLA).gcode));
}

/** Run `index` of the simulator, healthy where it is even and with one of the failures where it is odd, on a
 * clock that is off by seconds and drifts by `driftPpm` more than its own. */
export function simulatedCase(index: number, source: Source, seed: number): AlignmentCase {
  if (!PLA) throw new Error('There is no PLA.');
  const model = simulatedModel(index);
  const input = simulationInput(model.reading);
  const spec = {
    seed,
    printSeconds: model.toolpath.seconds,
    failures: FAILURES.map(({ kind }) => kind),
    materials: [PLA],
    noise: 1,
    severity: [0.2, 1],
    onset: [0.1, 0.8],
  } as const;
  const run = simulateRun(input, scenarioAt(spec, index));
  const { between } = draws(index + seed);
  const drift = between(-100e-6, 100e-6);
  const offset = between(-5, 5);
  const clock = (seconds: number): number => seconds * (1 + drift) + offset;
  const step = source === 'klipper' ? 5 : 1;
  const kept = Array.from({ length: Math.floor(run.noisy.rowCount / step) }, (_, i) => i * step);
  const columns = new Map(
    [...run.noisy.columns]
      .filter(([channel]) => COLUMNS_OF[source]?.includes(channel) ?? true)
      .map(([channel, values]) => {
        const few = Float64Array.from(kept, (row) => values[row] ?? Number.NaN);
        return [channel, channel === 'timestamp' ? few.map(clock) : few];
      }),
  );
  const events =
    source === 'sim-v1' ? run.events.map((each) => ({ ...each, t: clock(each.t) })) : [];
  const { scale, stretches } = run.truth.clock;
  const at = (source: number): { planned: number; stands: boolean } => {
    const seconds = scale * ((source - offset) / (1 + drift));
    let planned = 0;
    for (const [i, { planned_start_s: start, offset_s: off }] of stretches.entries()) {
      if (seconds + off < start) return { planned, stands: true };
      const end = stretches[i + 1]?.planned_start_s ?? model.toolpath.seconds;
      if (seconds + off <= end) return { planned: seconds + off, stands: false };
      planned = end;
    }
    return { planned, stands: true };
  };
  return {
    name: run.truth.failures.map(({ kind }) => kind).join(' + ') || 'healthy',
    recording: recordingOf(
      model,
      { rowCount: kept.length, columns },
      source === 'seed-v1' || source === 'vibration' ? null : 'executed',
      events,
    ),
    driftPpm: (scale / (1 + drift) - 1) * 1e6,
    plannedAt: (source) => at(source).planned,
    // A run that was shut down stays where it is, and what the plan does then is nobody's.
    stands: (source) =>
      at(source).stands || (source - offset) / (1 + drift) > run.deposition.seconds - 0.1,
  };
}

const COLUMNS_OF: Partial<Readonly<Record<Source, readonly string[]>>> = {
  'seed-v1': [
    ...['timestamp', 'temperature', 'position_x', 'position_y', 'position_z', 'vibration'],
  ],
  klipper: [
    ...['timestamp', 'temperature', 'target_temperature', 'bed_temperature', 'bed_target', 'fan'],
    ...['position_x', 'position_y', 'position_z', 'velocity', 'extruder_position', 'file_position'],
  ],
  'file position': ['timestamp', 'temperature', 'file_position'],
  vibration: ['timestamp', 'temperature', 'vibration'],
};
