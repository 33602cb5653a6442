import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Where a group's output goes: to pipes that are read here, or to an open file. */
type GroupOutput = 'pipe' | number;

const endings = new Set<() => void>();
let listening = false;

/**
 * Runs `ending` when this process ends, whether by itself or by Ctrl-C, so that nothing is left
 * behind. `ending` is synchronous. Returns a function that forgets it again.
 */
export function onProcessEnd(ending: () => void): () => void {
  listenForEnd();
  endings.add(ending);
  return () => endings.delete(ending);
}

// Besides the program, a group holds a shell that waits for the other end of its descriptor 3 to
// close, which happens even when this process is killed outright, and then kills the group.
const groupScript = '(read -r _ <&3; kill -KILL 0) & exec 3<&-; "$@"';

/**
 * Starts a program in a process group of its own, so that everything it starts in turn can be
 * stopped with it. The group ends when the program ends or this process does, however that ends.
 */
export function startGroup(
  command: string,
  args: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
    readonly output: GroupOutput;
  },
): ChildProcess {
  const { output, ...rest } = options;
  if (process.platform === 'win32') {
    return spawn(command, args, { ...rest, stdio: ['ignore', output, output] });
  }
  const child = spawn('sh', ['-c', groupScript, 'sh', command, ...args], {
    ...rest,
    stdio: ['ignore', output, output, 'pipe'],
    detached: true,
  });
  const forget = onProcessEnd(() => signalGroup(child, 'SIGKILL'));
  child.once('exit', () => {
    signalGroup(child, 'SIGKILL');
    forget();
  });
  return child;
}

/** Asks a group to end, and ends it the hard way when it has not after `graceMs` milliseconds. */
export async function stopGroup(child: ChildProcess, graceMs = 3000): Promise<void> {
  const deadline = Date.now() + graceMs;
  signalGroup(child, 'SIGTERM');
  while (signalGroup(child, 0) && Date.now() < deadline) await delay(25);
  signalGroup(child, 'SIGKILL');
}

/** A new empty folder under the system's temporary folder, removed when this process ends. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `3dpai-${name}-`));
  onProcessEnd(() => removeFolder(folder));
  return folder;
}

/** Removes a folder and what is in it; processes that were just killed may still be writing. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

/** Sends a signal to a whole group; false when nothing of the group is left. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (child.pid === undefined) return false;
  if (process.platform === 'win32') return child.kill(signal);
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

function listenForEnd(): void {
  if (listening) return;
  listening = true;
  process.on('exit', () => {
    // The last thing started goes first: a server before the folder it writes to.
    for (const ending of [...endings].reverse()) attempt(ending);
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => process.exit(128 + constants.signals[signal]));
  }
  // A killed npm or shell does not pass its signal on: the parent is then another one.
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.exit(128 + constants.signals.SIGHUP);
  }, 500).unref();
}

/** One ending that fails must not keep the others from running. */
function attempt(ending: () => void): void {
  try {
    ending();
  } catch (error) {
    console.error(error);
  }
}
