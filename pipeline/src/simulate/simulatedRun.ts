import type { SensorTable } from '#core/run/channels';
import type { RunEvent, RunTruth } from '#core/run/metadata';

/** One run as it comes out of the simulation, before anything is written. */
export interface SimulatedRun {
  /** All channels of `CHANNELS`, as they were and as the sensors read them. With noise 0 they are equal. */
  readonly clean: SensorTable;
  readonly noisy: SensorTable;
  /** Raw accelerometer as read, m/s² without gravity. */
  readonly accelerometer: {
    readonly rateHz: number;
    readonly x: Float32Array;
    readonly y: Float32Array;
    readonly z: Float32Array;
  };
  readonly events: readonly RunEvent[];
  readonly truth: RunTruth;
  readonly deposition: Deposition;
}

/**
 * What was laid down, piece by piece of the toolpath: pictures and layer truth are drawn from it. Columns
 * hold one value for each piece of the toolpath.
 */
export interface Deposition {
  /** Second on the run's clock at which the piece begins, and how long it takes. */
  readonly start: Float64Array;
  readonly duration: Float64Array;
  /** Filament that left the nozzle on the piece, mm; travels may have some too (ooze). */
  readonly deposited: Float64Array;
  /** How far the piece lies from where it should, mm. */
  readonly offsetX: Float64Array;
  readonly offsetY: Float64Array;
  /** Lift of what is below it, mm: warped corners, loose parts. */
  readonly lift: Float64Array;
  /** The run ended at this piece (shutdown, or all of them were printed). */
  readonly pieceCount: number;
  /** Seconds of the whole run. */
  readonly seconds: number;
}

/** Samples of sensors.csv a second, and of the raw accelerometer. */
export const SENSOR_RATE_HZ = 20;
export const ACCELEROMETER_RATE_HZ = 1000;
