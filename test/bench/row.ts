import fs from 'node:fs';

/** One figure beside its peer. `ratio` is value ÷ peerValue in the unit they share. */
export interface BenchRow {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peer: string;
  readonly peerValue: number;
  readonly ratio: number;
}

export interface BenchFile {
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export function row(
  name: string,
  unit: string,
  value: number,
  peer: string,
  peerValue: number,
): BenchRow {
  return { name, value, unit, peer, peerValue, ratio: value / peerValue };
}

/** Shortest of several runs, in ms: the one that other processes disturbed least. */
export function best(runs: number, work: () => unknown): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    work();
    shortest = Math.min(shortest, performance.now() - start);
  }
  return shortest;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** A file's bytes, without the second copy that converting a Buffer would make. */
export function bytesOfFile(path: string): Uint8Array {
  const buffer = fs.readFileSync(path);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
}
