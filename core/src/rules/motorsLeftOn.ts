import { commandCode, lineCommandName } from '../gcode/line.ts';
import { endLine, printsSomething } from './endOfFile.ts';
import { EFFECT, effectsOf } from './macroEffects.ts';
import type { MemoryRule } from './rule.ts';

const G28 = commandCode('G28');
const KLIPPERS_OWN: ReadonlySet<string> = new Set(['M18', 'M84', 'M112']);

/** Remembers whether motors were switched off, or a macro ran that may do so, since the last homing. */
export const motorsLeftOn: MemoryRule<boolean> = {
  id: 'motors-left-on',
  severity: 'information',
  why: 'The motors stay on after the print: they get warm and the head cannot be moved by hand.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  unknown: true,
  // Bambu's printers end with M17 (motor current) and switch the motors off themselves.
  commands: ['G28', 'M18', 'M84', 'M17', 'M0', 'M81', 'M98', 'M112', 'CANCEL_PRINT'],
  memory: false,
  check(context, mayBeOff) {
    const { line, firmware, profile } = context;
    if (line.command === G28) return false;
    const name = lineCommandName(line);
    // A command that this printer's configuration does not have does nothing.
    if (firmware !== 'klipper' || KLIPPERS_OWN.has(name)) return true;
    return mayBeOff || (effectsOf(profile, name) & EFFECT.releases) !== 0;
  },
  atEnd(context, mayBeOff) {
    if (mayBeOff || !printsSomething(context)) return;
    context.report(endLine(context), {
      message: 'The file does not switch the motors off at its end; add M84.',
    });
  },
};
