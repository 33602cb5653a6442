import {
  BAD_COMMAND,
  type GcodeLine,
  LINE_FLAG,
  lineCommandName,
  textOf,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { klipperReads } from './klipperReads.ts';
import { commandSpan, lineWithoutComment, shortened } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

/** What RepRapFirmware reads besides codes (its meta commands). */
const META_COMMANDS: ReadonlySet<string> = new Set(
  'ABORT BREAK CONTINUE ECHO ELIF ELSE GLOBAL IF PARAM SET SKIP VAR WHILE'.split(' '),
);

/** Flags of lines whose first word is wrong for a reason that another rule names. */
const OTHER_REASONS =
  LINE_FLAG.parenthesisComment |
  LINE_FLAG.hashComment |
  LINE_FLAG.placeholder |
  LINE_FLAG.oddByte |
  LINE_FLAG.leadingZero |
  LINE_FLAG.spaceInCode;

/** Codes that Klipper does not know and other rules speak of. */
const OTHER_RULES: ReadonlySet<string> = new Set(['M486', 'M600', 'G10', 'G11']);

/** What a print cannot do without: homing, levelling, heating, changing tools and pausing. */
const VITAL: ReadonlySet<string> = new Set([
  'G29',
  'G32',
  'M0',
  'M1',
  'M6',
  'M25',
  'M116',
  'M141',
  'M191',
  'M226',
  'M601',
]);

const NO_COMMAND_AT_ALL = { kind: 'open' } as const;

export const unknownCommand: LineRule = {
  id: 'unknown-command',
  severity: 'error',
  why: 'The firmware does not know the command: it says so and goes on without it.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  unknown: true,
  check({ line, firmware, profile, report }) {
    const isBad = line.command === BAD_COMMAND;
    if (isBad && (line.flags & OTHER_REASONS) !== 0) return;
    const name = isBad
      ? textOf(line.bytes, line.wordStart, line.wordEnd).slice(0, 20)
      : shortened(lineCommandName(line));
    if (firmware === 'klipper') {
      // Words and tool numbers are names of macros as a rule, of which another rule reminds.
      if (line.command === WORD_COMMAND || /^T\d/.test(name) || OTHER_RULES.has(name)) return;
      const { kind } = isBad ? NO_COMMAND_AT_ALL : commandOrigin(profile, name);
      if (kind === 'macro' || kind === 'own' || kind === 'missing') return;
      const read = klipperReads(line).command;
      if (read === '') return;
      report({
        ...commandSpan(line),
        subject: name,
        severity: kind === 'none' && VITAL.has(name) ? 'error' : 'warning',
        message: isBad
          ? `Klipper takes ${name} for a command and skips the line; remove it or begin a comment with ;.`
          : kind === 'none'
            ? `The printer has no command ${name}, so Klipper skips it; remove it, or define a macro of this name.`
            : `Klipper does not know ${name} and skips it; remove it, or define a macro of this name.`,
        firmware: `Unknown command:"${shortened(read)}"`,
      });
      return;
    }
    if (firmware === 'marlin' && /^T[XC?]$/.test(name)) return;
    if (firmware === 'reprap' && META_COMMANDS.has(name)) return;
    const maker = firmware === 'marlin' ? 'Marlin' : 'RepRapFirmware';
    const isWord = /^[A-Z]+_|^[A-Z]{2}/.test(name);
    report({
      ...commandSpan(line),
      subject: name,
      severity: 'warning',
      message: isWord
        ? `${maker} does not know ${name} and skips it; if the printer runs Klipper, choose Klipper as the firmware.`
        : `${maker} does not know ${name} and skips it; remove it or slice for the printer's firmware.`,
      firmware: ownWords(line, firmware),
    });
  },
};

function ownWords(line: GcodeLine, firmware: 'marlin' | 'reprap'): string {
  const text = lineWithoutComment(line);
  return firmware === 'marlin' ? `echo:Unknown command: "${text}"` : `Bad command: ${text}`;
}
