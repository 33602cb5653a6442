import process from 'node:process';
import type { Given } from './command.ts';
import { count, duration } from './quantities.ts';

/** Shows on stderr how far a command is. */
export interface Progress {
  /** @param fraction 0 to 1 */
  report(phase: string, fraction: number): void;
  /** The same for work that is counted, such as runs: with their rate and the time that is left. */
  reportItems(phase: string, done: number, total: number): void;
  /** Takes the bar away, so that other text may follow. */
  end(): void;
}

/** How much counted work is done, and how fast it goes. */
export interface Counted {
  readonly done: number;
  readonly total: number;
  /** Items a second since the phase began; 0 until the first one is done. */
  readonly perSecond: number;
  /** Null until it can be told. */
  readonly secondsLeft: number | null;
}

/** Long enough for a terminal, short enough to look alive. */
const PAUSE_MS = 100;
const BAR_WIDTH = 30;

export function progressFor(given: Given, file: string): Progress {
  const how = given.value('progress') ?? (process.stderr.isTTY ? 'bar' : 'none');
  if (how === 'json') return throttled({ show: jsonLine(file), showsEnds: true, clear() {} });
  if (how === 'bar') return throttled({ show: drawBar, showsEnds: false, clear: clearBar });
  return { report() {}, reportItems() {}, end() {} };
}

interface Display {
  show(phase: string, fraction: number, counted?: Counted): void;
  /** The end of a phase is shown even where it comes at once. */
  readonly showsEnds: boolean;
  clear(): void;
}

function throttled({ show, showsEnds, clear }: Display): Progress {
  let shownAt = performance.now();
  let isShown = false;
  let begun = { phase: '', done: 0, at: shownAt };
  const showNow = (fraction: number, now: number): boolean => {
    const isEnd = showsEnds && fraction >= 1;
    if (!isEnd && now - shownAt < PAUSE_MS) return false;
    shownAt = now;
    isShown = true;
    return true;
  };
  return {
    report(phase, fraction) {
      if (showNow(fraction, performance.now())) show(phase, fraction);
    },
    reportItems(phase, done, total) {
      const now = performance.now();
      if (begun.phase !== phase) begun = { phase, done, at: now };
      const fraction = total > 0 ? done / total : 1;
      if (!showNow(fraction, now)) return;
      show(phase, fraction, counted(done, total, done - begun.done, (now - begun.at) / 1_000));
    },
    end() {
      if (isShown) clear();
      isShown = false;
    },
  };
}

/** @param since items done in the `seconds` that are behind */
export function counted(done: number, total: number, since: number, seconds: number): Counted {
  const perSecond = since > 0 && seconds > 0 ? since / seconds : 0;
  const secondsLeft = done >= total ? 0 : perSecond > 0 ? (total - done) / perSecond : null;
  return { done, total, perSecond, secondsLeft };
}

function jsonLine(file: string): Display['show'] {
  return (phase, fraction, items) => {
    const rounded = (number: number) => Math.round(number * 1_000) / 1_000;
    const left = items?.secondsLeft ?? null;
    const line = {
      file,
      phase,
      fraction: rounded(fraction),
      ...(items && {
        done: items.done,
        total: items.total,
        perSecond: rounded(items.perSecond),
        secondsLeft: left === null ? null : rounded(left),
      }),
    };
    process.stderr.write(`${JSON.stringify(line)}\n`);
  };
}

function drawBar(phase: string, fraction: number, items?: Counted): void {
  const filled = Math.round(fraction * BAR_WIDTH);
  const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
  const percent = String(Math.floor(fraction * 100)).padStart(3);
  const how = items ? ` ${countedText(items)}` : '';
  process.stderr.write(`\r${bar} ${percent} % ${phase}${how}\x1b[K`);
}

/** `90 of 200, 31.5/s, 4.0s left`. */
export function countedText({ done, total, perSecond, secondsLeft }: Counted): string {
  const rate = perSecond > 0 ? `, ${perSecond.toFixed(perSecond < 100 ? 1 : 0)}/s` : '';
  const left = secondsLeft === null ? '' : `, ${duration(secondsLeft)} left`;
  return `${count(done)} of ${count(total)}${rate}${left}`;
}

function clearBar(): void {
  process.stderr.write('\r\x1b[K');
}
