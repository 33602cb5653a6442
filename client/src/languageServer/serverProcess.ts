import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface ServerProcessOptions {
  /** The bundled server. */
  readonly module: string;
  readonly maxOldSpaceMb: number;
  /** The server takes requests that only tests send. */
  readonly test: boolean;
  /** A line that the server wrote to its standard output or error. */
  readonly onLine: (line: string) => void;
}

/** Starts the language server on the editor's own Node, ready to speak over the IPC channel. */
export function startServerProcess(options: ServerProcessOptions): ChildProcess {
  const child = fork(
    options.module,
    [
      '--node-ipc',
      // The server ends by itself when this process does.
      `--clientProcessId=${process.pid}`,
      ...(options.test ? ['--test'] : []),
    ],
    {
      execArgv: [`--max-old-space-size=${options.maxOldSpaceMb}`],
      // In desktop VS Code this process is Electron, which is Node when told so.
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' },
      silent: true,
    },
  );
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface({ input: stream }).on('line', options.onLine);
  }
  return child;
}

/**
 * Ends the server, which keeps nothing that could be lost. A server that hangs hears neither a
 * request nor a polite signal, so it is not asked.
 */
export function endServerProcess(child: ChildProcess | undefined): void {
  child?.kill('SIGKILL');
}
