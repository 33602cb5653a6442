import type { Firmware } from '../commands/firmware.ts';
import { type Producer, producerOf } from './dialects/all.ts';
import { textOf } from './line.ts';

/** What has to be known of a file before it is read line by line. */
export interface Sniff {
  readonly producer: Producer | undefined;
  /** The firmware that the file was written for, where it says so. */
  readonly flavor: Firmware | undefined;
  /** The firmware that a person's modeline (`; gcode_flavor=klipper`, without blanks) asks for. */
  readonly modeline: Firmware | undefined;
  /** How E counts at the start: from the file's settings or its numbers where no M82/M83 is to be found. */
  readonly absoluteExtrusion: boolean;
  /** Cross-section of the filament in mm² where the settings say that E counts mm³, else 0. */
  readonly filamentArea: number;
}

/** How much of either end of a file is looked at. Post-processors put their own lines and pictures of
 * several hundred KB before the slicer's. */
export const SNIFF_BYTES = 512 * 1024;

/**
 * Looks at head and tail of a file.
 *
 * @param head the file's first bytes, @param tail its last ones; they may overlap
 */
export function sniff(head: Uint8Array, tail: Uint8Array): Sniff {
  let producer: Producer | undefined;
  let flavor: Firmware | undefined;
  let modeline: Firmware | undefined;
  let relative: boolean | undefined;
  let volumetric = false;
  let diameter = 1.75;
  for (const bytes of [head, tail]) {
    for (const comment of commentLines(bytes)) {
      producer ??= producerOf(comment);
      flavor ??= flavorOf(comment);
      modeline ??= modelineOf(comment);
      const stated = /^use_relative_e_distances\s*=\s*([01])/.exec(comment);
      if (stated) relative ??= stated[1] === '1';
      volumetric ||= /^use_volumetric_e\s*=\s*1/.test(comment);
      diameter = Number(/^filament_diameter\s*=\s*([\d.]+)/.exec(comment)?.[1] ?? diameter);
    }
  }
  return {
    producer,
    flavor,
    modeline,
    absoluteExtrusion: !(relative ?? looksRelative(head)),
    filamentArea: volumetric ? (Math.PI / 4) * diameter * diameter : 0,
  };
}

/** Slicers' names for firmwares. What is not one of the three families is read as Marlin, its ancestor. */
const FLAVORS: Readonly<Record<string, Firmware>> = {
  klipper: 'klipper',
  marlin: 'marlin',
  marlin2: 'marlin',
  marlinfirmware: 'marlin',
  griffin: 'marlin',
  cheetah: 'marlin',
  ultigcode: 'marlin',
  reprap: 'marlin',
  repetier: 'marlin',
  teacup: 'marlin',
  makerware: 'marlin',
  smoothie: 'marlin',
  sailfish: 'marlin',
  reprapfirmware: 'reprap',
  rrf: 'reprap',
  'reprap (reprap)': 'reprap',
  'marlin(volumetric)': 'marlin',
};

/** People's names for firmwares, where slicers mean something else by them or do not have them: of `reprap`
 * a slicer writes for the first RepRap printers, whose firmware became Marlin. */
const MODELINE_FLAVORS: Readonly<Record<string, Firmware>> = {
  ...FLAVORS,
  marlin1: 'marlin',
  prusa: 'marlin',
  bambu: 'marlin',
  reprap: 'reprap',
  duet: 'reprap',
};

/** The firmware of `gcode_flavor=NAME`. Slicers write blanks around the sign, people do not. */
function modelineOf(comment: string): Firmware | undefined {
  const name = /^gcode_flavor=(\S+)$/i.exec(comment)?.[1]?.toLowerCase();
  return name !== undefined && Object.hasOwn(MODELINE_FLAVORS, name)
    ? MODELINE_FLAVORS[name]
    : undefined;
}

function flavorOf(comment: string): Firmware | undefined {
  const modeline = modelineOf(comment);
  if (modeline) return modeline;
  const match = /^(?:gcode_flavor\s*=\s*|FLAVOR:)(.+)$/.exec(comment);
  const name = match?.[1]?.trim().toLowerCase();
  return name !== undefined && Object.hasOwn(FLAVORS, name) ? FLAVORS[name] : undefined;
}

/** Comments that stand alone on a line, without `;` and blanks; long ones are pictures and left out. */
function* commentLines(bytes: Uint8Array): Generator<string> {
  for (const [start, end] of lines(bytes)) {
    let at = start;
    while (bytes[at] === 32 || bytes[at] === 9) at += 1;
    if (bytes[at] !== 59 || end - at > 300) continue;
    while (bytes[at] === 59 || bytes[at] === 32) at += 1;
    if (at < end) yield textOf(bytes, at, end).trimEnd();
  }
}

/** Start and end of each line, without its line end and without a byte order mark. */
function* lines(bytes: Uint8Array): Generator<readonly [number, number]> {
  const plain = bytes.indexOf(13) < 0;
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (start < bytes.length) {
    let end = plain ? bytes.indexOf(10, start) : start;
    if (end < 0) end = bytes.length;
    if (!plain) while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end += 1;
    yield [start, end];
    start = end + 1;
  }
}

/** Lines looked at to tell how E counts where the file never says. */
const E_SAMPLE = 2_000;

/**
 * Whether E looks like a distance: a file without M82 and M83 leaves it to a macro. Positions mostly
 * grow from line to line, distances do not.
 */
function looksRelative(head: Uint8Array): boolean {
  let previous = 0;
  let rising = 0;
  let falling = 0;
  for (const [start, end] of lines(head)) {
    if (rising + falling >= E_SAMPLE) break;
    if (head[start] === 77 && head[start + 1] === 56) {
      // M82 or M83 say it themselves; what comes before them follows the firmware's own default.
      if (head[start + 2] === 50 || head[start + 2] === 51) return false;
    }
    const isMove = (head[start] === 71 || head[start] === 103) && head[start + 1] === 49;
    if (!isMove || end - start > 200) continue;
    const match = /^[^;]*[XY][^;]* E(-?[\d.]+)/i.exec(textOf(head, start, end));
    const value = Number(match?.[1] ?? Number.NaN);
    if (!(value > 0)) continue;
    if (value >= previous) rising += 1;
    else falling += 1;
    previous = value;
  }
  return falling > 20 && falling > rising * 0.15;
}
