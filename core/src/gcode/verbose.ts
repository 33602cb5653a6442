import type { Role } from '../contract/outline.ts';
import { type GcodeLine, textOf } from './line.ts';

/** What a word behind a command says about it ("verbose G-code"). It repeats what marks and numbers say,
 * which makes it evidence: for features in files without marks, and against lines edited by hand. */
export interface VerboseWord {
  readonly text: string;
  readonly role?: Role;
  readonly says?: 'retract' | 'unretract' | 'layer';
}

/** Words of PrusaSlicer, SuperSlicer, OrcaSlicer and classic Slic3r. In OrcaSlicer "perimeter" stands for
 * both kinds of wall; where a file has feature marks, those decide. */
export const VERBOSE_WORDS: readonly VerboseWord[] = [
  { text: 'perimeter', role: 'inner wall' },
  { text: 'external perimeter', role: 'outer wall' },
  { text: 'external small perimeter', role: 'outer wall' },
  { text: 'small perimeter', role: 'inner wall' },
  { text: 'overhang perimeter', role: 'overhang' },
  { text: 'infill', role: 'sparse infill' },
  { text: 'fill', role: 'sparse infill' },
  { text: 'solid infill', role: 'solid infill' },
  { text: 'top solid infill', role: 'top surface' },
  { text: 'bridge', role: 'bridge' },
  { text: 'gap fill', role: 'gap fill' },
  { text: 'ironing', role: 'ironing' },
  { text: 'skirt', role: 'skirt' },
  { text: 'brim', role: 'brim' },
  { text: 'support material', role: 'support' },
  { text: 'support material interface', role: 'support interface' },
  { text: 'retract', says: 'retract' },
  { text: 'retract for toolchange', says: 'retract' },
  { text: 'retract extruder 0', says: 'retract' },
  { text: 'wipe and retract', says: 'retract' },
  { text: 'unretract', says: 'unretract' },
  { text: 'compensate retraction', says: 'unretract' },
];

const LAYER_PREFIX = 'move to next layer (';
const FIRST_POINT = /^move to first (.+) point$/;

/** Index into `VERBOSE_WORDS`, by text. */
const INDEX_OF_WORD: ReadonlyMap<string, number> = new Map(
  VERBOSE_WORDS.map((word, index) => [word.text, index]),
);

/** What was found behind a command: an index of `VERBOSE_WORDS`, or the number of a layer that begins. */
export interface VerboseFinding {
  readonly word: number;
  readonly layerNumber: number;
}

const NOTHING: VerboseFinding = { word: -1, layerNumber: Number.NaN };

/** Findings by the bytes of the comment. A file has a few dozen different ones, so the text is looked at
 * once and afterwards only its hash; the size is bounded for files that number their comments. */
const findings = new Map<
  number,
  { readonly bytes: Uint8Array; readonly finding: VerboseFinding }
>();
const MOST_FINDINGS = 4_096;

/** What the comment behind a line's command says. */
export function readVerbose(line: GcodeLine): VerboseFinding {
  const { bytes, end } = line;
  let start = line.commentStart + 1;
  while (start < end && (bytes[start] === 32 || bytes[start] === 59)) start += 1;
  if (start >= end || end - start > 64) return NOTHING;
  let hash = 0;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const known = findings.get(hash);
  if (known !== undefined && sameBytes(known.bytes, bytes, start, end)) return known.finding;
  const finding = understand(textOf(bytes, start, end).trim());
  if (findings.size >= MOST_FINDINGS) findings.clear();
  findings.set(hash, { bytes: bytes.slice(start, end), finding });
  return finding;
}

function understand(text: string): VerboseFinding {
  if (text.startsWith(LAYER_PREFIX)) {
    const layerNumber = Number.parseInt(text.slice(LAYER_PREFIX.length), 10);
    return { word: -1, layerNumber };
  }
  const plain = (FIRST_POINT.exec(text)?.[1] ?? text).replace(/ \(bridge\)$/, '');
  return { word: INDEX_OF_WORD.get(plain) ?? -1, layerNumber: Number.NaN };
}

function sameBytes(known: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[start + i]) return false;
  return true;
}
