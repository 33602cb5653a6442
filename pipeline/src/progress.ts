import process from 'node:process';
import type { Given } from './command.ts';

/** Shows on stderr how far a command is. */
export interface Progress {
  /** @param fraction 0 to 1 */
  report(phase: string, fraction: number): void;
  /** Takes the bar away, so that other text may follow. */
  end(): void;
}

/** Long enough for a terminal, short enough to look alive. */
const PAUSE_MS = 100;
const BAR_WIDTH = 30;

export function progressFor(given: Given, file: string): Progress {
  const how = given.value('progress') ?? (process.stderr.isTTY ? 'bar' : 'none');
  if (how === 'json') return throttled({ show: jsonLine(file), showsEnds: true, clear() {} });
  if (how === 'bar') return throttled({ show: drawBar, showsEnds: false, clear: clearBar });
  return { report() {}, end() {} };
}

interface Display {
  show(phase: string, fraction: number): void;
  /** The end of a phase is shown even where it comes at once. */
  readonly showsEnds: boolean;
  clear(): void;
}

function throttled({ show, showsEnds, clear }: Display): Progress {
  let shownAt = performance.now();
  let isShown = false;
  return {
    report(phase, fraction) {
      const now = performance.now();
      const isEnd = showsEnds && fraction >= 1;
      if (!isEnd && now - shownAt < PAUSE_MS) return;
      shownAt = now;
      isShown = true;
      show(phase, fraction);
    },
    end() {
      if (isShown) clear();
      isShown = false;
    },
  };
}

function jsonLine(file: string): (phase: string, fraction: number) => void {
  return (phase, fraction) => {
    const rounded = Math.round(fraction * 1_000) / 1_000;
    process.stderr.write(`${JSON.stringify({ file, phase, fraction: rounded })}\n`);
  };
}

function drawBar(phase: string, fraction: number): void {
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  process.stderr.write(
    `\r${bar} ${String(Math.floor(fraction * 100)).padStart(3)} % ${phase}\x1b[K`,
  );
}

function clearBar(): void {
  process.stderr.write('\r\x1b[K');
}
