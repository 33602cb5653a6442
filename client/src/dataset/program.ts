import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { PROGRESS_LINE, type ProgressLine } from '#core/contract/dataset';

/** How the 3dpai program ended. */
export interface ProgramEnd {
  /** Its exit code; null where it was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  /** What it said on stderr besides progress. */
  readonly messages: readonly string[];
}

/** Started as `3dpai` in the person's folder, with progress as JSON lines on stderr. */
export interface ProgramCall {
  /** dist/3dpai.mjs. */
  readonly program: string;
  readonly words: readonly string[];
  readonly folder: string;
  readonly onProgress: (line: ProgressLine) => void;
}

/** The editor's own Node runs the program, so nothing has to be installed for it. */
export const NODE_ENVIRONMENT = { ELECTRON_RUN_AS_NODE: '1', ELECTRON_NO_ASAR: '1' } as const;

/** Runs the program; `cancel` asks it to end, which it does with nothing half-written. */
export function runProgram(call: ProgramCall): {
  readonly ended: Promise<ProgramEnd>;
  cancel(): void;
} {
  const child = spawn(
    process.execPath,
    [call.program, ...call.words, '--json', '--progress', 'json'],
    { cwd: call.folder, env: { ...process.env, ...NODE_ENVIRONMENT }, windowsHide: true },
  );
  const stdout: Buffer[] = [];
  const messages: string[] = [];
  child.stdout.on('data', (piece: Buffer) => stdout.push(piece));
  createInterface({ input: child.stderr }).on('line', (line) => {
    const progress = progressOf(line);
    if (progress) call.onProgress(progress);
    else messages.push(line);
  });
  return {
    ended: endOf(child, stdout, messages),
    cancel: () => void child.kill('SIGINT'),
  };
}

function endOf(child: ChildProcess, stdout: Buffer[], messages: string[]): Promise<ProgramEnd> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) =>
      resolve({ code, stdout: Buffer.concat(stdout).toString('utf8'), messages }),
    );
  });
}

/** A line of progress, undefined for anything else that the program says. */
export function progressOf(line: string): ProgressLine | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return PROGRESS_LINE.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** `ingesting: 40 of 200, 31/s, 5 s left` */
export function progressText(line: ProgressLine, duration: (seconds: number) => string): string {
  const { phase, fraction, done, total, perSecond, secondsLeft } = line;
  if (done === undefined || total === undefined) return `${phase}: ${Math.floor(fraction * 100)} %`;
  const rate = perSecond ? `, ${perSecond.toFixed(perSecond < 10 ? 1 : 0)}/s` : '';
  const left = typeof secondsLeft === 'number' ? `, ${duration(secondsLeft)} left` : '';
  return `${phase}: ${done} of ${total}${rate}${left}`;
}
