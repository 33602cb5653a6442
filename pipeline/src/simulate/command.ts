import type { SimulateAnswer } from '#core/contract/cli';
import type { GcodeText } from '#core/gcode/text';
import { readMetadata } from '#core/print/metadata';
import { NO_COMPANION, Reading } from '#core/print/reading';
import type { Command, Given } from '../command.ts';
import { type Interruption, watchForInterruption } from '../dataset/interruption.ts';
import { EXIT, type ExitCode, Failure } from '../exit.ts';
import { readGcodeFile } from '../gcode/readFile.ts';
import { jsonPieces, printable, writeOut } from '../output.ts';
import { profileOf } from '../profile.ts';
import { progressFor } from '../progress.ts';
import { count, duration, plural } from '../quantities.ts';
import { describeSimulation } from './describe.ts';
import type { Material } from './material.ts';
import { materialNamed } from './materials.ts';
import { localSource, requestOfThread, serveRuns, workerSource } from './runWorkers.ts';
import { SIMULATE_OPTIONS, simulateOptions } from './simulateOptions.ts';
import { requestRecord, type SimulationRequest } from './simulationRequest.ts';
import { type RunOnDisk, writeRuns } from './writeRuns.ts';

export const SIMULATE_COMMAND: Command = {
  name: 'simulate',
  operands: ['[GCODE]'],
  summary: 'Prints a G-code file on a simulated printer and writes what its sensors saw.',
  details: [
    'Each run becomes a folder with sensors, pictures, sound, acceleration, events and the truth about it. Without GCODE, small parts of about a minute are printed, each another one. With --failures, runs come in pairs: a healthy one, then the same with a failure.',
    'The same request gives the same bytes on every machine, in any order and with any number of --jobs. Runs that are there already are left as they are, so a call that was ended is taken up by the same call.',
  ],
  options: SIMULATE_OPTIONS,
  examples: [
    'simulate --out raw/phase1_simulation --runs 200 --failures all --seed 1',
    'simulate cube.gcode --out raw --failures nozzle_clog,layer_shift --noise 0..1 --runs 40',
    'simulate --describe parameters',
  ],
  run,
};

async function run(given: Given): Promise<ExitCode> {
  const ofThread = requestOfThread();
  if (ofThread) {
    await serveRuns(ofThread);
    return EXIT.fine;
  }
  const wanted = given.value('describe');
  if (wanted !== undefined) {
    await writeOut(describeSimulation(wanted, given.has('json')));
    return EXIT.fine;
  }
  const { out, indexes, jobs, materials, ...scenarios } = simulateOptions(given);
  const progress = progressFor(given, out);
  let interruption: Interruption | undefined;
  const beganAt = performance.now();
  try {
    const file = given.operands[0];
    const text = file === undefined ? undefined : await readGcodeFile(file, progress);
    const profile = profileOf(given);
    const request: SimulationRequest = {
      spec: { ...scenarios, materials: materials ?? [materialOf(text)] },
      gcode: text && bytesOf(text),
      profile,
      images: !given.has('no-images'),
      audio: !given.has('no-audio'),
      accelerometer: !given.has('no-accel'),
    };
    interruption = watchForInterruption();
    const runs = await simulate(request, out, indexes, jobs, interruption.signal, (done) =>
      progress.reportItems('simulating', done, indexes.length),
    );
    progress.end();
    const wallSeconds = (performance.now() - beganAt) / 1_000;
    const answer = answerOf(runs, wallSeconds, runs.length < indexes.length);
    await writeOut(given.has('json') ? jsonPieces(answer) : answerText(answer, out));
    return answer.stopped ? EXIT.interrupted : EXIT.fine;
  } finally {
    interruption?.end();
    progress.end();
  }
}

async function simulate(
  request: SimulationRequest,
  out: string,
  indexes: readonly number[],
  jobs: number,
  signal: AbortSignal,
  report: (done: number) => void,
): Promise<readonly RunOnDisk[]> {
  const threads = Math.min(jobs, indexes.length);
  const sources =
    threads > 1
      ? Array.from({ length: threads }, () => workerSource(request))
      : [localSource(request)];
  try {
    return await writeRuns(out, indexes, sources, requestRecord(request), signal, report);
  } finally {
    await Promise.all(sources.map((source) => source.end()));
  }
}

/** What the slicer says the file is printed with, where that is a material we know. */
function materialOf(text: GcodeText | undefined): Material {
  const stated =
    text &&
    readMetadata(new Reading(text, { flavor: 'auto' }, NO_COMPANION).finish()).filament_type;
  const named = materialNamed(stated?.split(';')[0] ?? 'PLA') ?? materialNamed('PLA');
  if (!named) throw new Failure('The list of materials has no PLA; name one with --material.');
  return named;
}

function bytesOf({ chunks, byteCount }: GcodeText): Uint8Array {
  const bytes = new Uint8Array(byteCount);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk.bytes, at);
    at += chunk.bytes.length;
  }
  return bytes;
}

function answerOf(
  runs: readonly RunOnDisk[],
  wallSeconds: number,
  stopped: boolean,
): SimulateAnswer {
  const failures: Record<string, number> = {};
  for (const run of runs)
    for (const kind of run.failures) failures[kind] = (failures[kind] ?? 0) + 1;
  return {
    runs,
    seconds: runs.reduce((sum, { seconds }) => sum + seconds, 0),
    failures,
    skipped: runs.filter(({ skipped }) => skipped).length,
    wallSeconds: Math.round(wallSeconds * 1_000) / 1_000,
    stopped,
  };
}

function* answerText(
  { runs, seconds, failures, skipped, wallSeconds, stopped }: SimulateAnswer,
  out: string,
): Generator<string> {
  const written = runs.length - skipped;
  yield `${printable(out)}: ${plural(written, 'run')} written`;
  if (skipped > 0) yield `, ${count(skipped)} there already`;
  yield `; ${duration(seconds)} of printing`;
  if (written > 0) yield ` in ${duration(wallSeconds)}`;
  yield '.\n';
  const kinds = Object.entries(failures).map(([kind, times]) => `${kind} ${count(times)}`);
  if (stopped) yield 'Stopped before the end; the same call goes on from here.\n';
  if (kinds.length > 0) yield `Failures: ${kinds.join(', ')}.\n`;
}
