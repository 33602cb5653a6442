import type { Recording } from '#core/run/runAlignment';
import { drawnModel, drawnRecorder, draws, recordingOf, type Source } from './alignmentCases.ts';
import { type Model, type PrintedModel, printedModel } from './printedModels.ts';
import { type Recorder, recordMotion } from './recordedMotion.ts';

type Draws = ReturnType<typeof draws>;

/** Ways in which another G-code than the printed one lies in the folder. */
export const WRONG_PAIRS: Readonly<Record<string, (model: Model, draw: Draws) => Model>> = {
  'another model': (_model, draw) => drawnModel(draw),
  'another size, 1 to 10 %': (model, { between, pick }) => ({
    ...model,
    widthMm: model.widthMm * (1 + pick([-1, 1]) * between(0.01, 0.1)),
  }),
  'other infill': (model, { between, pick }) => ({
    ...model,
    infillMm: model.infillMm * pick([between(0.5, 0.9), between(1.1, 2)]),
  }),
  'infill turned': (model, { pick }) => ({
    ...model,
    infillAngleDegrees: model.infillAngleDegrees + pick([10, 20, 33]),
  }),
  'another number of walls': (model) => ({ ...model, walls: model.walls + 1 }),
  'other layer height': (model, { pick }) => ({
    ...model,
    layerHeightMm: model.layerHeightMm + pick([0.05, 0.1]),
  }),
  'moved on the bed': (model, { between, pick }) => ({
    ...model,
    centreX: model.centreX + pick([-1, 1]) * between(1, 30),
  }),
  'more solid layers': (model) => ({
    ...model,
    layers: model.layers + 5,
    solidLayers: model.solidLayers + 1,
  }),
};

/** Things that happen to a print of the right G-code. */
export const MISHAPS: Readonly<
  Record<string, (seconds: number, draw: Draws) => Partial<Recorder>>
> = {
  nothing: () => ({}),
  'layer shift': (seconds, { between, pick }) => ({
    shifts: [
      {
        plannedSeconds: between(0.15, 0.95) * seconds,
        x: pick([-1, 1]) * between(0.4, 12),
        y: between(-3, 3),
      },
    ],
  }),
  'two layer shifts': (seconds, { between }) => ({
    shifts: [
      { plannedSeconds: between(0.15, 0.5) * seconds, x: between(-4, 4), y: 0 },
      { plannedSeconds: between(0.55, 0.95) * seconds, x: 0, y: between(-4, 4) },
    ],
  }),
  'shut down': (seconds, { between }) => ({
    endsAtPlannedSeconds: between(0.1, 0.95) * seconds,
    afterS: between(0, 120),
  }),
  'three pauses': (seconds, { between }) => ({
    waits: [0, between(0.2, 0.4), between(0.5, 0.6), between(0.7, 0.9)].map((share) => ({
      plannedSeconds: share * seconds,
      seconds: between(2, 90),
    })),
  }),
  'slack belt': (_seconds, { between }) => ({ backlashMm: between(0.1, 0.4) }),
  'pause, then shifted': (seconds, { between }) => {
    const plannedSeconds = between(0.3, 0.8) * seconds;
    return {
      waits: [
        { plannedSeconds: 0, seconds: between(0, 100) },
        { plannedSeconds, seconds: between(5, 100) },
      ],
      shifts: [{ plannedSeconds, x: between(0.5, 5), y: between(-5, 5) }],
    };
  },
};

/** A recording of one model beside the plan of another. */
export function wrongPair(kind: string, source: Source, seed: number): Recording {
  const draw = draws(seed);
  const drawn = drawnModel(draw);
  // Some layers at least have sparse infill, and there are enough of them to tell heights apart.
  const model = { ...drawn, layers: Math.max(drawn.layers, 2 * drawn.solidLayers + 3, 6) };
  const made = printedModel(model);
  const plan = printedModel(WRONG_PAIRS[kind]?.(model, draw) ?? model);
  return recorded(made, plan, source, draw, {});
}

export function rightPair(mishap: string, source: Source, seed: number): Recording {
  const draw = draws(seed);
  const made = printedModel(drawnModel(draw));
  return recorded(made, made, source, draw, MISHAPS[mishap]?.(made.toolpath.seconds, draw) ?? {});
}

function recorded(
  made: PrintedModel,
  plan: PrintedModel,
  source: Source,
  draw: Draws,
  mishap: Partial<Recorder>,
): Recording {
  const recorder = { ...drawnRecorder(source, made.toolpath.seconds, draw), ...mishap };
  const { table } = recordMotion(made, recorder);
  const filePosition = source === 'seed-v1' || source === 'vibration' ? null : 'executed';
  return recordingOf(plan, table, source === 'klipper' ? 'queued' : filePosition);
}
