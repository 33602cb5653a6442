import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import process from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { RUN_FILE } from '#core/run/runFolder';
import { type ExitCode, Failure } from '../exit.ts';
import { type MadeRun, runMaker } from './makeRuns.ts';
import type { SimulationRequest } from './simulationRequest.ts';

/** Something that makes one run at a time. */
export interface RunSource {
  /** Undefined where it was ended before the run was made. */
  make(index: number): Promise<MadeRun | undefined>;
  /** Ends it, whatever it is doing. */
  end(): Promise<void>;
}

/** Makes runs in this thread; between two runs signals are heard and files go on being written. */
export function localSource(request: SimulationRequest): RunSource {
  const make = runMaker(request);
  let isEnded = false;
  return {
    async make(index) {
      await setImmediate();
      return isEnded ? undefined : make(index);
    },
    async end() {
      isEnded = true;
    },
  };
}

/** What a worker answers; errors lose their class on the way between threads. */
type Answer =
  | { readonly made: MadeRun }
  | { readonly failure: string; readonly exitCode: ExitCode }
  | { readonly defect: string };

/**
 * Makes runs in a thread of its own. The thread runs this program with the same words, so the command that they
 * name must call `serveRuns` where it finds itself in such a thread. It ends with the program, even when
 * that is killed.
 */
export function workerSource(request: SimulationRequest): RunSource {
  let worker: Worker | undefined;
  let asked: PromiseWithResolvers<MadeRun | undefined> | undefined;
  let isEnded = false;
  const start = (): Worker => {
    const started = new Worker(realpathSync(process.argv[1] ?? ''), {
      argv: process.argv.slice(2),
      workerData: { simulationRequest: request },
    });
    started.on('message', (answer: Answer) => {
      if ('made' in answer) asked?.resolve(withGcode(answer.made, request));
      else if ('failure' in answer) asked?.reject(new Failure(answer.failure, answer.exitCode));
      else asked?.reject(new Error(`In a worker: ${answer.defect}`));
    });
    started.on('error', (error) => asked?.reject(error));
    started.on('exit', () => {
      if (!isEnded) asked?.reject(new Error('A worker ended by itself.'));
    });
    return started;
  };
  return {
    make(index) {
      asked = Promise.withResolvers();
      if (isEnded) asked.resolve(undefined);
      else {
        // Where all runs are there already, no thread is needed.
        worker ??= start();
        worker.postMessage(index);
      }
      return asked.promise;
    },
    async end() {
      isEnded = true;
      asked?.resolve(undefined);
      await worker?.terminate();
    },
  };
}

/** The request that this thread was started for; undefined in the program's main thread. */
export function requestOfThread(): SimulationRequest | undefined {
  if (isMainThread) return undefined;
  const data: { readonly simulationRequest?: SimulationRequest } = workerData ?? {};
  return data.simulationRequest;
}

/** Answers the questions of `workerSource` until the thread is ended. */
export async function serveRuns(request: SimulationRequest): Promise<void> {
  const port = parentPort;
  if (!port) return;
  let make: ((index: number) => MadeRun) | undefined;
  port.on('message', (index: number) => {
    try {
      make ??= runMaker(request);
      const made = withoutGcode(make(index), request);
      const buffers = new Set([...made.files.values()].map(({ buffer }) => buffer));
      const answer: Answer = { made };
      port.postMessage(answer, [...buffers] as ArrayBuffer[]);
    } catch (error) {
      port.postMessage(answerOf(error));
    }
  });
  await once(port, 'close');
}

function answerOf(error: unknown): Answer {
  if (error instanceof Failure) return { failure: error.message, exitCode: error.exitCode };
  return { defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
}

/** The file that all runs print is not handed over with each of them; a part of our own is copied, because
 * its twin needs it too, and what is handed over is gone here. */
function withoutGcode(made: MadeRun, { gcode }: SimulationRequest): MadeRun {
  const files = new Map(made.files);
  const own = files.get(RUN_FILE.gcode);
  if (gcode !== undefined) files.delete(RUN_FILE.gcode);
  else if (own) files.set(RUN_FILE.gcode, own.slice());
  return { ...made, files };
}

function withGcode(made: MadeRun, { gcode }: SimulationRequest): MadeRun {
  return gcode === undefined
    ? made
    : { ...made, files: new Map([[RUN_FILE.gcode, gcode], ...made.files]) };
}
