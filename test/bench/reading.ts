import { createRequire } from 'node:module';
import { textFromBytes } from '#core/gcode/text';
import { layerOutlines, totalsOutline } from '#core/print/outlineReport';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { checkedReading } from '#core/rules/checkedReading';
import { type BenchFile, type BenchRow, best, bytesOfFile, row } from './row.ts';

const require = createRequire(import.meta.url);

/** Peers read so much slower, and keep so much, that they get the file's first megabytes only. */
const PEER_BYTES = 4 * 1024 * 1024;

/** Scanning, interpreting, planning times and outlining a file, and checking it, in MB of file a second. */
export function readingRows(file: BenchFile): BenchRow[] {
  const bytes = bytesOfFile(file.path);
  const part = Buffer.from(bytes.buffer, 0, bytes.lastIndexOf(10, PEER_BYTES) + 1).toString(
    'latin1',
  );
  // In turn, so that a machine that gets slower slows all of them.
  let ours = Number.POSITIVE_INFINITY;
  let checked = Number.POSITIVE_INFINITY;
  let loop = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 8; round++) {
    loop = Math.min(
      loop,
      best(1, () => countLines(bytes)),
    );
    ours = Math.min(
      ours,
      best(1, () => outline(bytes)),
    );
    checked = Math.min(
      checked,
      best(1, () => check(bytes)),
    );
  }
  const parser = best(3, () => parseWithPeer(part));
  const toolpath = best(3, () => toolpathWithPeer(part));
  const speed = megabytesPerSecond(bytes.length, ours);
  const partLength = part.length;
  const loopSpeed = megabytesPerSecond(bytes.length, loop);
  const peers: readonly (readonly [string, number])[] = [
    ['a byte loop that counts newlines', loopSpeed],
    ['gcode-parser', megabytesPerSecond(partLength, parser)],
    ['gcode-toolpath', megabytesPerSecond(partLength, toolpath)],
  ];
  return [
    ...peers.map(([peer, peerSpeed]) =>
      row('reading: scan, interpret, time and outline', 'MB/s', speed, peer, peerSpeed),
    ),
    row(
      'reading: the same with all rules',
      'MB/s',
      megabytesPerSecond(bytes.length, checked),
      'a byte loop that counts newlines',
      loopSpeed,
    ),
  ];
}

function countLines(bytes: Uint8Array): number {
  let lines = 0;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === 10) lines += 1;
  return lines;
}

function outline(bytes: Uint8Array): unknown {
  const reading = new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish();
  const print = reading.print();
  return [layerOutlines(print, reading.text), totalsOutline(print, undefined)];
}

function check(bytes: Uint8Array): unknown {
  return checkedReading(textFromBytes(bytes), { flavor: 'auto' }).finish().print();
}

function parseWithPeer(text: string): unknown {
  const parser: { parseStringSync(text: string): unknown } = require('gcode-parser');
  return parser.parseStringSync(text);
}

function toolpathWithPeer(text: string): unknown {
  const Toolpath: new (options: object) => { loadFromStringSync(text: string): unknown } =
    require('gcode-toolpath');
  let moves = 0;
  const count = () => {
    moves += 1;
  };
  new Toolpath({ addLine: count, addArcCurve: count }).loadFromStringSync(text);
  return moves;
}

function megabytesPerSecond(bytes: number, milliseconds: number): number {
  return bytes / 1_000 / milliseconds;
}
