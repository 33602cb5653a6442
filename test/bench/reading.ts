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
  const rounds = Array.from({ length: ROUNDS }, () => ({
    loop: best(1, () => countLines(bytes)),
    ours: best(1, () => outline(bytes)),
    checked: best(1, () => check(bytes)),
  })).slice(COLD_ROUNDS);
  const ours = middle(rounds, ({ loop, ours: each }) => loop / each);
  const checked = middle(rounds, ({ loop, checked: each }) => loop / each);
  const parser = best(3, () => parseWithPeer(part));
  const toolpath = best(3, () => toolpathWithPeer(part));
  const partLength = part.length;
  const speedOf = (milliseconds: number) => megabytesPerSecond(bytes.length, milliseconds);
  const speed = speedOf(ours.ours);
  const peers: readonly (readonly [string, number])[] = [
    ['a byte loop that counts newlines', speedOf(ours.loop)],
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
      speedOf(checked.checked),
      'a byte loop that counts newlines',
      speedOf(checked.loop),
    ),
  ];
}

/** The peer and we are measured in turn, and the round in the middle counts: on a machine that others use too,
 * the best time of one beside the best of the other says little. */
const ROUNDS = 11;
/** In the first ones the engine still compiles. */
const COLD_ROUNDS = 2;

function middle<Round>(rounds: readonly Round[], ratio: (round: Round) => number): Round {
  const sorted = rounds.toSorted((a, b) => ratio(a) - ratio(b));
  const round = sorted[sorted.length >> 1];
  if (round === undefined) throw new Error('There are no rounds.');
  return round;
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
