import { lineCommandName } from '../gcode/line.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { commandSpan, shortened } from './lineText.ts';
import { bodyCommands } from './macroEffects.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineRule } from './rule.ts';

export const macroRecursion: LineRule = {
  id: 'macro-recursion',
  severity: 'warning',
  why: 'Klipper stops at a macro that calls itself, by whatever way round.',
  firmwares: ['klipper'],
  unknown: true,
  check({ line, profile, report }) {
    if (profile.macros.length === 0) return;
    const name = lineCommandName(line);
    const circle = circleFrom(profile, name);
    if (!circle) return;
    const recursive = circle.at(-1) ?? name;
    report({
      ...commandSpan(line),
      subject: name,
      message: `The macro ${shortened(circle.join(' → '))} calls itself, and Klipper stops the print there, unless a condition in it keeps it from doing so; call the command that rename_existing names, or give one of them another name.`,
      firmware: `Macro ${shortened(recursive)} called recursively`,
    });
  },
};

const circlesOfProfiles = new WeakMap<MachineProfile, Map<string, readonly string[] | undefined>>();

/** The macros from one to itself, or from it to one that comes round to itself; undefined where none does. */
function circleFrom(profile: MachineProfile, name: string): readonly string[] | undefined {
  const known = circlesOfProfiles.get(profile) ?? new Map<string, readonly string[] | undefined>();
  circlesOfProfiles.set(profile, known);
  if (!known.has(name)) known.set(name, findCircle(profile, name, [], new Set()));
  return known.get(name);
}

function findCircle(
  profile: MachineProfile,
  name: string,
  path: readonly string[],
  harmless: Set<string>,
): readonly string[] | undefined {
  const origin = commandOrigin(profile, name);
  if (origin.kind !== 'macro' || harmless.has(name)) return undefined;
  const through = [...path, name];
  if (path.includes(name)) return through;
  for (const { name: called } of bodyCommands(origin.macro)) {
    if (called === '') continue;
    const circle = findCircle(profile, called, through, harmless);
    if (circle) return circle;
  }
  harmless.add(name);
  return undefined;
}
