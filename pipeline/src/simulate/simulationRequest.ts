import { createHash } from 'node:crypto';
import type { MachineProfile } from '#core/machine/profile';
import type { ScenarioSpec } from './scenarioAt.ts';

/** Raised where the same request leads to other bytes: a new model, another way of writing a file. */
export const MODEL_VERSION = '1';

/**
 * Everything that decides the bytes of the runs of a simulated dataset. It may be handed to a worker
 * thread as it is.
 */
export interface SimulationRequest {
  /** The print time comes from the G-code. */
  readonly spec: Omit<ScenarioSpec, 'printSeconds'>;
  /** The file that is printed; without one each pair of runs prints a small part of its own. */
  readonly gcode: Uint8Array | undefined;
  readonly profile: MachineProfile | undefined;
  readonly images: boolean;
  readonly audio: boolean;
  readonly accelerometer: boolean;
}

/**
 * A request in few words, as metadata.json keeps it under `provenance`: by it a run on the disk is known
 * again. Paths are not part of it, because the same file elsewhere makes the same run.
 */
export function requestRecord(request: SimulationRequest): RequestRecord {
  const { spec, gcode, profile, images, audio, accelerometer } = request;
  const { seed, failures, noise, materials, severity, onset, sweep } = spec;
  const printer = profile && { ...profile, source: profile.source.kind };
  return {
    activity: 'simulate',
    model_version: MODEL_VERSION,
    seed,
    failures,
    noise: typeof noise === 'number' ? noise : { ...noise },
    materials: materials.map(({ name }) => name),
    severity,
    onset,
    sweep: sweep ?? null,
    gcode: gcode === undefined ? null : sha256(gcode),
    printer: profile?.name ?? null,
    images,
    audio,
    accelerometer,
    details_sha256: sha256(JSON.stringify({ materials, printer })),
  };
}

export interface RequestRecord {
  readonly activity: 'simulate';
  readonly [setting: string]: unknown;
}

/** The first setting in which two requests differ; undefined where they are the same. */
export function differingSetting(
  a: RequestRecord,
  b: Readonly<Record<string, unknown>>,
): string | undefined {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].find((name) => JSON.stringify(a[name]) !== JSON.stringify(b[name]));
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
