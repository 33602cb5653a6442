import { commandName, hasParameter, parameterValue, S, T, WORD_COMMAND } from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { klipperUnknownCommand } from './klipperReads.ts';
import { commandSpan, parameterSpan, shortened } from './lineText.ts';
import { commandOrigin, hasSection, knowsItsCommands } from './printerCommands.ts';
import type { LineContext, LineRule } from './rule.ts';
import { extruderSection } from './unknownMacro.ts';

export const extruderNotConfigured: LineRule = {
  id: 'extruder-not-configured',
  severity: 'error',
  why: 'The line heats or chooses an extruder that the printer does not have.',
  firmwares: ['klipper', 'marlin'],
  commands: ['M104', 'M109', 'ACTIVATE_EXTRUDER', 'T0'],
  check(context) {
    const { line, profile, firmware } = context;
    if (profile.source.kind === 'assumed') return;
    const name = commandName(line.command);
    if (firmware === 'marlin') checkMarlin(context);
    else if (profile.sections === undefined) return;
    else if (line.command === WORD_COMMAND) checkActivate(context);
    else if (name.startsWith('T')) checkTool(context, name);
    else checkTemperature(context, name);
  },
};

function checkTemperature({ line, profile, report }: LineContext, name: string): void {
  const tool = parameterValue(line, T);
  if (tool === undefined || commandOrigin(profile, name).kind !== 'own') return;
  // Klipper says nothing where such an extruder is switched off.
  if ((parameterValue(line, S) ?? 0) <= 0) return;
  if (hasSection(profile, extruderSection(`T${tool}`), '')) return;
  report({
    ...parameterSpan(line, T),
    message: `The printer has no extruder ${tool}, and Klipper stops the print here; slice for its own extruders, or remove T${tool}.`,
    firmware: 'Extruder not configured',
  });
}

function checkTool({ line, profile, report }: LineContext, name: string): void {
  if (name === 'T0' || !knowsItsCommands(profile)) return;
  if (commandOrigin(profile, name).kind !== 'none') return;
  if (hasSection(profile, extruderSection(name), '')) return;
  report({
    ...commandSpan(line),
    subject: name,
    message: `The printer has neither an extruder ${name.slice(1)} nor a macro ${name}, so Klipper skips it and prints on with the wrong filament; slice for the tools it has.`,
    firmware: klipperUnknownCommand(line),
  });
}

function checkActivate({ line, profile, report }: LineContext): void {
  if (commandOrigin(profile, 'ACTIVATE_EXTRUDER').kind !== 'own') return;
  const parameter = wordParameters(line).parameters.find(({ name }) => name === 'EXTRUDER');
  if (!parameter) return;
  const name = parameter.value.toLowerCase();
  if (profile.extruders.some((extruder) => extruder.name === name)) return;
  if (profile.sections?.includes(name) === true) return;
  report({
    start: parameter.valueStart,
    end: parameter.valueEnd,
    message: `The printer has no extruder ${shortened(parameter.value)}, and Klipper stops the print here; correct the name.`,
    firmware: `The value '${shortened(parameter.value)}' is not valid for EXTRUDER`,
  });
}

/** Marlin with one nozzle for several filaments knows their numbers, so tool changes are left alone. */
function checkMarlin({ line, profile, report }: LineContext): void {
  const tool = parameterValue(line, T);
  if (tool === undefined || !hasParameter(line, T) || tool < profile.extruders.length) return;
  report({
    ...parameterSpan(line, T),
    severity: 'warning',
    message: `The printer has no extruder ${tool}, so Marlin passes over the line; slice for its own extruders.`,
    firmware: `${commandName(line.command)} Invalid extruder ${tool}`,
  });
}
