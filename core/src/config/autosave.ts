import { stripEnd } from './pythonText.ts';

/** Where the part that SAVE_CONFIG keeps stands in a printer.cfg, and whether Klipper can read it. */
export interface Autosave {
  /** Line of the first `#*#`, −1 where there is no part that can be read. */
  readonly line: number;
  /** First and one past the last line of its text, each behind a `#*# ` of four characters. */
  readonly from: number;
  readonly to: number;
  /** Why Klipper passes the part over: the line that spoils it, and its own words from the log. */
  readonly spoilt?: { readonly line: number; readonly firmware: string; readonly message: string };
}

/** The three lines that open the part, to the letter (`klippy/configfile.py`). */
const HEADER = [
  '#*# <---------------------- SAVE_CONFIG ---------------------->',
  '#*# DO NOT EDIT THIS BLOCK OR BELOW. The contents are auto-generated.',
  '#*#',
] as const;

/** Klipper takes the part only where its header is whole, no `#*# ` stands above it and every line below
 * it begins with `#*#`; otherwise all of it is comments. */
export function findAutosave(lines: readonly string[]): Autosave {
  const header = headerLine(lines);
  const above = lines.findIndex((line, number) => number > 0 && line.startsWith('#*# '));
  if (above >= 0 && (header < 0 || above < header)) {
    return spoilt(lines, above, {
      firmware: "Can't read autosave from config file - autosave state corrupted",
      message:
        'Klipper ignores all values that SAVE_CONFIG stored, because this line does not belong to an intact SAVE_CONFIG header; remove it or put the header back as Klipper wrote it.',
    });
  }
  if (header < 0) return { line: -1, from: lines.length, to: lines.length };
  // Klipper trims this text as a whole: blank lines around it do no harm, between its lines they do.
  let from = header + HEADER.length;
  let to = lines.length;
  while (to > from && lines[to - 1]?.trim() === '') to--;
  while (from < to && lines[from]?.trim() === '') from++;
  for (let number = from; number < to; number++) {
    const line = lines[number] ?? '';
    if (line.startsWith('#*# ') || stripEnd(line) === '#*#') continue;
    return spoilt(lines, number, {
      firmware: "Can't read autosave from config file - modifications after header",
      message:
        'Klipper ignores all values that SAVE_CONFIG stored, because this line does not begin with "#*# "; move it above the SAVE_CONFIG header.',
    });
  }
  return { line: header, from, to };
}

function headerLine(lines: readonly string[]): number {
  // The header must follow a line end, and its last line must have one.
  for (let number = 1; number + HEADER.length < lines.length; number++) {
    if (HEADER.every((text, index) => lines[number + index] === text)) return number;
  }
  return -1;
}

function spoilt(
  lines: readonly string[],
  line: number,
  words: { readonly firmware: string; readonly message: string },
): Autosave {
  return { line: -1, from: lines.length, to: lines.length, spoilt: { line, ...words } };
}
