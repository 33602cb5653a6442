import { lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import { klipperUnknownCommand } from './klipperReads.ts';
import { commandSpan, shortened } from './lineText.ts';
import { commandOrigin, hasSection, nearestCommand } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

/** Without these a print begins cold and unhomed, or never ends. */
const VITAL =
  /^(?:START_PRINT|PRINT_START|END_PRINT|PRINT_END|PAUSE|RESUME)|(?:^|_)(?:HEAT|HOME|HOMING)(?:_|$)/;

export const unknownMacro: LineRule = {
  id: 'unknown-macro',
  severity: 'error',
  why: "The command is none of Klipper's own: without a macro of this name it is skipped.",
  firmwares: ['klipper'],
  fixes: true,
  unknown: true,
  check({ line, profile, report }) {
    const name = lineCommandName(line);
    const isTool = /^T\d+$/.test(name);
    if (line.command !== WORD_COMMAND && !isTool) return;
    const { kind } = commandOrigin(profile, name);
    if (kind === 'macro' || kind === 'own' || kind === 'missing') return;
    const quoted = shortened(name);
    const finding = {
      ...commandSpan(line),
      subject: quoted,
      firmware: klipperUnknownCommand(line),
    };
    if (kind === 'open') {
      report({
        ...finding,
        severity: 'hint',
        message: isTool
          ? `Klipper has no ${quoted} of its own: the tool changes only if the printer defines a macro [gcode_macro ${quoted}].`
          : `${quoted} is no command of Klipper itself: it works only if the printer defines a macro of this name.`,
      });
      return;
    }
    if (isTool) {
      const isOnlyTool = name === 'T0' && !hasSection(profile, /^extruder1$/, '');
      // Of a tool that is not there, another rule speaks.
      if (!isOnlyTool && !hasSection(profile, extruderSection(name), '')) return;
      report({
        ...finding,
        severity: isOnlyTool ? 'hint' : 'error',
        message: isOnlyTool
          ? 'Klipper has no T0 of its own and skips it, which does no harm: the printer has no other tool.'
          : `The printer has no macro ${quoted}, so Klipper skips it and the tool does not change; add [gcode_macro ${quoted}] with ACTIVATE_EXTRUDER.`,
      });
      return;
    }
    const meant = nearestCommand(profile, name);
    const span = commandSpan(line);
    report({
      ...finding,
      severity: VITAL.test(name) ? 'error' : 'warning',
      message:
        meant === undefined
          ? `The printer has no command ${quoted}, so Klipper skips the line; add a macro of this name, or remove it.`
          : `The printer has no command ${quoted}, so Klipper skips the line; write ${meant}, if that is meant.`,
      ...(meant === undefined ? {} : { fix: { title: `Write ${meant}`, ...span, newText: meant } }),
    });
  },
};

/** T1 needs [extruder1], T0 [extruder]. */
export function extruderSection(tool: string): RegExp {
  return tool === 'T0' ? /^extruder$/ : new RegExp(`^extruder${tool.slice(1)}$`);
}
