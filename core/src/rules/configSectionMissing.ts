import { ALL_COMMANDS } from '../commands/table.ts';
import { lineCommandName, parameterValue, S } from '../gcode/line.ts';
import { commandSpan } from './lineText.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

/** Arcs and firmware retraction have rules of their own. */
const OTHER_RULES: ReadonlySet<string> = new Set(['G2', 'G3', 'G10', 'G11']);

/** Where a print goes on without harm. */
const HARMLESS: ReadonlySet<string> = new Set(
  'G17 M73 M117 M118 SET_DISPLAY_TEXT SET_DISPLAY_GROUP RESPOND'.split(' '),
);
/** What a print cannot do without: heat, tools and pauses. */
const VITAL: ReadonlySet<string> = new Set(
  'M104 M109 M140 M190 PAUSE ACTIVATE_EXTRUDER'.split(' '),
);
/** Switching off what is not there gets no answer. */
const SILENT_AT_ZERO: ReadonlySet<string> = new Set(['M104', 'M140', 'M106']);

export const configSectionMissing: LineRule = {
  id: 'config-section-missing',
  severity: 'error',
  why: 'Klipper knows the command only with a section that this printer.cfg does not have: it skips it.',
  firmwares: ['klipper'],
  missing: true,
  commands: ALL_COMMANDS.flatMap(({ name, firmwares, klipperSection }) =>
    firmwares.includes('klipper') && klipperSection !== undefined && !OTHER_RULES.has(name)
      ? [name]
      : [],
  ),
  check({ line, profile, report }) {
    const name = lineCommandName(line);
    const origin = commandOrigin(profile, name);
    if (origin.kind !== 'missing' || name === 'M107') return;
    if (SILENT_AT_ZERO.has(name)) {
      const isZero = (parameterValue(line, S) ?? (name === 'M106' ? 1 : 0)) === 0;
      if (isZero) return;
    }
    report({
      ...commandSpan(line),
      subject: name,
      severity: VITAL.has(name) ? 'error' : HARMLESS.has(name) ? 'information' : 'warning',
      message: `${name} needs a section [${origin.section}] in printer.cfg, which this printer does not have, so Klipper skips it; add the section, or remove the line.`,
      firmware: `Unknown command:"${name}"`,
    });
  },
};
