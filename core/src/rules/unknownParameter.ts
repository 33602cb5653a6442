import { commandNames, commandReference, readsParameter } from '../commands/command.ts';
import { FIRMWARE_NAMES, type Firmware } from '../commands/firmware.ts';
import { nearestName } from '../commands/nearestName.ts';
import { type GcodeLine, LINE_FLAG, lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import { type WordParameter, wordParameters } from '../gcode/words.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { argumentText, parameterSpan, removal, type Span, shortened } from './lineText.ts';
import { type LineContext, type LineRule, NO_LETTER } from './rule.ts';

/** Commands whose letters were compared with Marlin's sources and with Duet's pages. Others differ from one
 * maker's firmware to the next, and a file does not say whose it is for. */
const COMPARED: Readonly<Record<'marlin' | 'reprap', readonly string[]>> = {
  marlin: [
    ...['G0', 'G1', 'G4', 'G20', 'G21', 'G90', 'G91', 'G92', 'M82', 'M83'],
    ...['M107', 'M140', 'M190', 'M203', 'M204', 'M205', 'M220', 'M300'],
  ],
  reprap: ['G0', 'G1', 'G4', 'G92', 'M104', 'M204', 'M220'],
};

const ALL_LETTERS = (1 << 26) - 1;

/** Further axes of a machine, which its configuration gives these letters. */
const AXIS_COMMANDS: ReadonlySet<string> = new Set(['G0', 'G1', 'G92', 'M203', 'M205']);
const FURTHER_AXES = maskOf('ABCDIJKUVW');

/** What Marlin reads of a move besides, where it mixes filaments (`gcode.cpp`, M165). */
const MIXING = maskOf('ABCDHI');

/** A line number is no parameter, wherever it stands. */
const LINE_NUMBER = maskOf('N');

/** RepRapFirmware alone runs several commands of one line. */
const COMMANDS = maskOf('GMT');

/** What other rules speak of, or what does no harm. */
const OTHER_RULES: Readonly<Record<string, string>> = {
  G2: 'R',
  G3: 'R',
  G4: 'S',
  G10: 'PRSXYZL',
  M73: 'R',
  M104: 'R',
  M106: 'P',
  M107: 'P',
  M109: 'R',
  M140: 'R',
  M190: 'R',
  SET_VELOCITY_LIMIT: 'ACCEL_TO_DECEL',
};

/**
 * Klipper's commands that read more than its own sources say: those that reach the probe, whose driver may
 * be anyone's, and those in whose place many printers have a macro. `G28` and `M106` are among them too.
 */
const OPEN_ENDED: ReadonlySet<string> = new Set(
  [
    'PROBE PROBE_ACCURACY PROBE_CALIBRATE BED_MESH_CALIBRATE BED_TILT_CALIBRATE G28',
    'SCREWS_TILT_CALCULATE Z_TILT_ADJUST QUAD_GANTRY_LEVEL DELTA_CALIBRATE DELTA_ANALYZE',
    'AXIS_TWIST_COMPENSATION_CALIBRATE SET_INPUT_SHAPER SET_LED_TEMPLATE',
    'PAUSE RESUME CANCEL_PRINT M106 M107',
  ].flatMap((names) => names.split(' ')),
);

/** Where the scanner saw something that is no parameter, other rules know better what it is. */
const UNREADABLE =
  LINE_FLAG.badNumber |
  LINE_FLAG.parenthesisComment |
  LINE_FLAG.hashComment |
  LINE_FLAG.scientificNotation |
  LINE_FLAG.leadingZero |
  LINE_FLAG.spaceInCode |
  LINE_FLAG.strayCharacter |
  LINE_FLAG.oddByte |
  LINE_FLAG.placeholder |
  LINE_FLAG.openQuote;

/** What a firmware reads behind a command. */
interface Reads {
  /** Letters that it does not read, as a mask; 0 for commands that take `NAME=value`. */
  readonly unread: number;
  readonly names: ReadonlySet<string>;
}

/** The commands of which it is known, by firmware and name. */
const READS: Readonly<Record<Firmware, ReadonlyMap<string, Reads>>> = {
  klipper: readsOf(
    'klipper',
    commandNames('klipper').filter((name) => !OPEN_ENDED.has(name)),
  ),
  marlin: readsOf('marlin', COMPARED.marlin),
  reprap: readsOf('reprap', COMPARED.reprap),
};

export const unknownParameter: LineRule = {
  id: 'unknown-parameter',
  severity: 'information',
  why: 'The firmware does not read this parameter of the command, and says nothing about it.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  fixes: true,
  commands: [...new Set(Object.values(READS).flatMap((reads) => [...reads.keys()]))],
  having: (name, firmware) => READS[firmware].get(name)?.unread ?? NO_LETTER,
  flags: LINE_FLAG.emptyParameter,
  check(context) {
    const { line, firmware, profile } = context;
    if ((line.flags & UNREADABLE) !== 0) return;
    const name = lineCommandName(line);
    const reads = READS[firmware].get(name);
    if (!reads || isMacro(profile, name)) return;
    if (line.command === WORD_COMMAND) checkWords(context, name, reads.names);
    else checkLetters(context, name, reads.unread);
  },
};

function readsOf(firmware: Firmware, commands: readonly string[]): ReadonlyMap<string, Reads> {
  return new Map(
    commands.flatMap((name) => {
      const reference = commandReference(name);
      if (!reference || reference.rawText || name === 'T') return [];
      const read = reference.parameters
        .filter((parameter) => readsParameter(parameter, firmware))
        .map((parameter) => parameter.name);
      const others = firmware === 'klipper' ? (OTHER_RULES[name] ?? '') : '';
      const isWord = /^[A-Z]{2}/.test(name);
      const axes = AXIS_COMMANDS.has(name) ? FURTHER_AXES : 0;
      const mixing = firmware === 'marlin' && /^G[01]$/.test(name) ? MIXING : 0;
      const commandLetters = firmware === 'reprap' ? COMMANDS : 0;
      const known = isWord
        ? ALL_LETTERS
        : maskOf(read.join('') + others) | axes | mixing | commandLetters | LINE_NUMBER;
      return [[name, { unread: ALL_LETTERS & ~known, names: new Set([...read, others]) }] as const];
    }),
  );
}

function maskOf(letters: string): number {
  return [...letters].reduce((mask, letter) => mask | (1 << (letter.charCodeAt(0) - 65)), 0);
}

function isMacro({ macros }: MachineProfile, name: string): boolean {
  return macros.some((macro) => macro.name === name);
}

function checkLetters({ line, firmware, report }: LineContext, name: string, unread: number): void {
  for (const { letter, span, hasNumber } of lettersOf(line, unread)) {
    const subject = `${name} ${letter}`;
    if (hasNumber && (letter === 'G' || letter === 'M')) {
      report({
        ...span,
        subject,
        severity: 'warning',
        message: secondCommand(line, span, firmware),
      });
      return;
    }
    const fix = { title: `Remove ${letter}`, ...removal(line, span) };
    report({ ...span, subject, ...describe(name, letter, firmware), fix });
  }
}

interface Letter {
  readonly letter: string;
  readonly span: Span;
  readonly hasNumber: boolean;
}

/** The letters of a mask that the line has, in order, with a number behind them or without. */
function lettersOf(line: GcodeLine, mask: number): Letter[] {
  const letters: Letter[] = [];
  for (let index = 0; index < 26; index++) {
    if (((line.present & mask) >>> index) & 1)
      letters.push({ letter: letterOf(index), span: parameterSpan(line, index), hasNumber: true });
  }
  if ((line.flags & LINE_FLAG.emptyParameter) !== 0) {
    for (const match of argumentText(line).matchAll(/(?<![A-Za-z_])[A-Za-z](?=\s|$)/g)) {
      const letter = match[0].toUpperCase();
      const start = line.wordEnd + match.index;
      const isMeant = (mask >>> (letter.charCodeAt(0) - 65)) & 1;
      if (isMeant) letters.push({ letter, span: { start, end: start + 1 }, hasNumber: false });
    }
  }
  return letters.sort((a, b) => a.span.start - b.span.start);
}

function letterOf(index: number): string {
  return String.fromCharCode(65 + index);
}

function secondCommand(line: GcodeLine, span: Span, firmware: Firmware): string {
  const text = argumentText(line).slice(span.start - line.wordEnd, span.end - line.wordEnd);
  return `${FIRMWARE_NAMES[firmware]} runs one command a line and passes over ${shortened(text)}; put it on a line of its own.`;
}

function checkWords(
  { line, firmware, report }: LineContext,
  name: string,
  read: ReadonlySet<string>,
): void {
  const { parameters, malformed } = wordParameters(line);
  const unread = parameters.filter((parameter) => !read.has(parameter.name));
  if (unread.length === 0 || malformed) return;
  const given = new Set(parameters.map((parameter) => parameter.name));
  for (const parameter of unread) {
    // A display template has parameters of its own.
    if (given.has('TEMPLATE') && parameter.name.startsWith('PARAM_')) continue;
    const free = [...read].filter((each) => !given.has(each));
    const meant = nearestName(parameter.name, free);
    report({
      start: parameter.nameStart,
      end: parameter.valueEnd,
      subject: `${name} ${parameter.name}`,
      ...describe(name, parameter.name, firmware, meant),
      fix: meant === undefined ? removeWord(line, parameter) : renameWord(parameter, meant),
    });
  }
}

function renameWord({ nameStart, nameEnd }: WordParameter, meant: string) {
  return { title: `Write ${meant}`, start: nameStart, end: nameEnd, newText: meant };
}

function removeWord(line: GcodeLine, { name, nameStart, valueEnd }: WordParameter) {
  const span = removal(line, { start: nameStart, end: valueEnd });
  return { title: `Remove ${shortened(name)}`, ...span };
}

/** What is said of a parameter that is not read: who else reads it, or what may have been meant. */
function describe(
  name: string,
  parameter: string,
  firmware: Firmware,
  meant?: string,
): { readonly message: string; readonly severity?: 'hint' } {
  const reference = commandReference(name);
  const known = reference?.parameters.find((each) => each.name === parameter);
  const own = FIRMWARE_NAMES[firmware];
  const shownName = shortened(parameter);
  if (known) {
    const readers = (reference?.firmwares ?? []).filter((other) => readsParameter(known, other));
    const others =
      readers.map((other) => FIRMWARE_NAMES[other]).join(' and ') || "a maker's own firmware";
    return {
      severity: 'hint',
      message: `${own} passes over ${shownName} of ${name}, which only ${others} ${readers.length > 1 ? 'read' : 'reads'}; remove it, or slice for ${own}.`,
    };
  }
  const cure = meant === undefined ? 'correct or remove it' : `${meant} may be meant`;
  return { message: `${name} of ${own} has no ${shownName} and passes over it; ${cure}.` };
}
