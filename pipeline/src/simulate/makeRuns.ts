import { textFromBytes } from '#core/gcode/text';
import type { MachineProfile } from '#core/machine/profile';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { Failure } from '../exit.ts';
import { checkScenarioSpec } from './checkScenarioSpec.ts';
import { geometryOf } from './geometryGcode.ts';
import type { Point } from './polygon.ts';
import { type PrintedFile, runFiles } from './runFiles.ts';
import type { Scenario } from './scenario.ts';
import { type ScenarioSpec, scenarioAt } from './scenarioAt.ts';
import { simulateRun } from './simulateRun.ts';
import { type SimulationInput, simulationInput } from './simulationInput.ts';
import { requestRecord, type SimulationRequest, sha256 } from './simulationRequest.ts';
import type { RunFiles } from './writeRun.ts';

/** A run that is ready to be written. */
export interface MadeRun {
  readonly index: number;
  readonly runId: string;
  /** What was injected, in order. */
  readonly failures: readonly string[];
  /** How long the run takes. */
  readonly seconds: number;
  readonly files: RunFiles;
}

/** A file with its plan, which all runs of it share. */
interface Print {
  readonly printed: PrintedFile;
  readonly input: SimulationInput;
  readonly spec: ScenarioSpec;
}

/**
 * What makes any run of a request, each alone and the same whenever it is asked for. Throws a `Failure`
 * where the request cannot be simulated.
 */
export function runMaker(request: SimulationRequest): (index: number) => MadeRun {
  const record = requestRecord(request);
  const printOf =
    request.gcode === undefined ? ownPrints(request) : onePrint(request, request.gcode);
  return (index) => {
    const { printed, input, spec } = printOf(index);
    const scenario = scenarioAt(spec, index);
    const run = simulateRun(input, scenario);
    return {
      index,
      runId: scenario.runId,
      failures: scenario.failures.map(({ kind }) => kind),
      seconds: run.deposition.seconds,
      files: runFiles(input, printed, scenario, run, request, record),
    };
  };
}

function onePrint(request: SimulationRequest, gcode: Uint8Array): (index: number) => Print {
  const print = printOfFile(request, gcode);
  return () => print;
}

/** A part for each run and its healthy twin, which share seed and material. */
function ownPrints(request: SimulationRequest): (index: number) => Print {
  const anyTime = { ...request.spec, printSeconds: 1 };
  checkScenarioSpec(anyTime);
  const centre = bedCentre(request.profile);
  let last: { readonly seed: number; readonly print: Print } | undefined;
  return (index) => {
    const { seed, material }: Scenario = scenarioAt(anyTime, index);
    if (last?.seed !== seed)
      last = { seed, print: printOfFile(request, geometryOf(seed, material, centre).gcode) };
    return last.print;
  };
}

function printOfFile({ spec, profile }: SimulationRequest, gcode: Uint8Array): Print {
  const reading = new Reading(
    textFromBytes(gcode),
    { flavor: 'auto', profile },
    NO_COMPANION,
  ).finish();
  const input = simulationInput(reading);
  const { producer } = reading.sniffed;
  const slicer = producer === undefined ? 'unknown' : `${producer.name} ${producer.version}`.trim();
  const withTime = { ...spec, printSeconds: input.path.seconds };
  checkScenarioSpec(withTime);
  return {
    input,
    spec: withTime,
    printed: {
      bytes: gcode,
      printer: reading.profile.name,
      facts: {
        sha256: sha256(gcode),
        slicer,
        flavor: reading.firmware,
        layers: input.layers.length,
      },
    },
  };
}

const USUAL_CENTRE: Point = [110, 110];

function bedCentre(profile: MachineProfile | undefined): Point {
  const { x, y } = profile?.printArea ?? profile?.reach ?? {};
  if (!x || !y) return USUAL_CENTRE;
  if (Math.min(x.max - x.min, y.max - y.min) < LEAST_BED_MM)
    throw new Failure(
      `${profile?.name} is too small for the parts of "simulate"; name a G-code file that fits it.`,
    );
  return [(x.min + x.max) / 2, (y.min + y.max) / 2];
}

/** Parts, their skirt, purge line and where they are put. */
const LEAST_BED_MM = 110;
