import type { RunTruth } from '#core/run/metadata';
import { SAMPLES_A_TICK } from './headPath.ts';
import { layerTruths } from './layerTruth.ts';
import type { Scenario } from './scenario.ts';
import { addNoise, readTable } from './sensorNoise.ts';
import { SimulatedPrinter } from './simulatedPrinter.ts';
import { ACCELEROMETER_RATE_HZ, type SimulatedRun } from './simulatedRun.ts';
import type { SimulationInput } from './simulationInput.ts';

/** One print of a G-code, as its printer with its failures makes it. */
export function simulateRun(input: SimulationInput, scenario: Scenario): SimulatedRun {
  const printer = new SimulatedPrinter(input, scenario);
  while (printer.tick());
  const { recorder, log, deposition } = printer;
  const { seed, parameters } = scenario;
  const { table: clean, accelerometer } = recorder.finish();
  const sigma = parameters.accelerometerNoiseMPerS2;
  if (sigma > 0)
    for (const axis of ['x', 'y', 'z'] as const)
      addNoise(accelerometer[axis], sigma, seed, `accelerometer ${axis}`);
  const vibration = sigma > 0 ? vibrationOf(accelerometer, clean.rowCount) : undefined;
  return {
    clean,
    noisy: readTable(clean, seed, parameters, input.filamentAreaMm2, vibration),
    accelerometer: { rateHz: ACCELEROMETER_RATE_HZ, ...accelerometer },
    events: log.events,
    truth: truthOf(printer, input, scenario),
    deposition,
  };
}

/** RMS of what the accelerometer read since the last sample of the sensors. */
function vibrationOf(
  { x, y, z }: { x: Float32Array; y: Float32Array; z: Float32Array },
  rows: number,
): Float64Array {
  const vibration = new Float64Array(rows);
  for (let row = 1; row < rows; row++) {
    let squares = 0;
    const end = row * SAMPLES_A_TICK;
    for (let i = end - SAMPLES_A_TICK + 1; i <= end; i++) {
      const atX = x[i] as number;
      const atY = y[i] as number;
      const atZ = z[i] as number;
      squares += atX * atX + atY * atY + atZ * atZ;
    }
    vibration[row] = Math.sqrt(squares / SAMPLES_A_TICK);
  }
  return vibration;
}

function truthOf(
  { failures, stretches, deposition, layerSums, parameters }: SimulatedPrinter,
  input: SimulationInput,
  scenario: Scenario,
): RunTruth {
  const { runId, seed, index, noise, healthyTwin, cascade, material } = scenario;
  return {
    run_id: runId,
    seed,
    index,
    noise,
    healthy_twin: healthyTwin ?? null,
    cascade: cascade ?? null,
    failures: failures.begun,
    material: material.name,
    parameters: { ...parameters },
    clock: {
      scale: 1 / (1 + parameters.clockDriftPpm / 1e6),
      stretches: stretches.map(({ plannedStart, stoodSeconds }) => ({
        planned_start_s: plannedStart,
        offset_s: -stoodSeconds,
      })),
    },
    layers: layerTruths(input, deposition, layerSums, material, parameters),
  };
}
