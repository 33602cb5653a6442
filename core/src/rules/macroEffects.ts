import { commandReference } from '../commands/command.ts';
import { lineCommandName } from '../gcode/line.ts';
import type { MachineProfile, MacroProfile } from '../machine/profile.ts';
import { commandOrigin } from './printerCommands.ts';
import type { LineContext } from './rule.ts';

/** What a macro may do as far as rules care, as bits. "May": conditions in it are not worked out. */
export const EFFECT = {
  /** Homes an axis. */
  homes: 1,
  /** Sets a nozzle's temperature above zero. */
  heats: 2,
  /** Waits for a nozzle. */
  waits: 4,
  /** Sets a heater to zero. */
  cools: 8,
  /** Moves the head. */
  moves: 16,
  /** Moves the zero point of an axis, or takes another carriage. */
  shifts: 32,
  /** Switches motors off. */
  releases: 64,
  /** Saves a state by name. */
  saves: 128,
  /** Changes speed, flow or positioning for what comes behind it. */
  overrides: 256,
  /** Makes, saves or drops meshes of the bed. */
  meshes: 512,
} as const;

/** It may do anything. */
const ANYTHING = 1_023;
const NOTHING = 0;

const effectsOfProfiles = new WeakMap<MachineProfile, Map<string, number>>();

/** What the macro that a line calls may do, as bits of `EFFECT`; everything where the printer's macros are
 * not known, nothing where it has no such macro and skips the line. */
export function effectsOfLine({ line, profile }: Pick<LineContext, 'line' | 'profile'>): number {
  return effectsOf(profile, lineCommandName(line));
}

/** @param name of a macro, or of a command that is none of Klipper's; in upper case */
export function effectsOf(profile: MachineProfile, name: string): number {
  const known = effectsOfProfiles.get(profile) ?? new Map<string, number>();
  effectsOfProfiles.set(profile, known);
  let effects = known.get(name);
  if (effects === undefined) {
    effects = effectsOfCommand(profile, name, '', new Set());
    known.set(name, effects);
  }
  return effects;
}

/** A command as it stands in a macro's body. */
export interface BodyCommand {
  /** In upper case; '' where the template makes the name up. */
  readonly name: string;
  readonly rest: string;
}

/** The commands of a macro's body, whatever conditions stand around them. The template is not run. */
export function bodyCommands({ body }: Pick<MacroProfile, 'body'>): readonly BodyCommand[] {
  const commands: BodyCommand[] = [];
  const text = without(without(body, '{%', '%}'), '{#', '#}');
  for (const line of text.split('\n')) {
    const code = line.replace(/;.*/, '').trim();
    const match = /^(\S+)\s*(.*)$/.exec(code);
    if (!match) continue;
    const [, word = '', rest = ''] = match;
    // Such an expression stands for an answer, an error or an emergency stop, not for a command.
    if (/^\{\s*action_/.test(code)) continue;
    const glued = /^([A-Z]\d+(?:\.\d+)?)([A-Z].*)$/i.exec(word);
    if (glued) commands.push({ name: (glued[1] ?? '').toUpperCase(), rest: `${glued[2]} ${rest}` });
    else commands.push({ name: word.includes('{') ? '' : word.toUpperCase(), rest });
  }
  return commands;
}

/** A text without what stands between two marks. */
function without(text: string, begin: string, end: string): string {
  const [first = '', ...rest] = text.split(begin);
  return rest.reduce((kept, piece) => {
    const at = piece.indexOf(end);
    return at < 0 ? kept : `${kept} ${piece.slice(at + end.length)}`;
  }, first);
}

function effectsOfCommand(
  profile: MachineProfile,
  name: string,
  rest: string,
  /** Macros that were looked into: each counts once, by whatever way it is called. */
  seen: Set<string>,
): number {
  if (name === '') return ANYTHING;
  const origin = commandOrigin(profile, name);
  switch (origin.kind) {
    case 'open': {
      // What a line calls may be a macro that nobody told us of; what a known macro calls is what it seems.
      const isOwn = commandReference(name)?.firmwares.includes('klipper') === true;
      return isOwn && seen.size > 0 ? ownEffects(name, rest) : ANYTHING;
    }
    case 'own':
      return ownEffects(origin.name, rest);
    case 'macro': {
      if (seen.has(name)) return NOTHING;
      seen.add(name);
      return bodyCommands(origin.macro).reduce(
        (all, command) => all | effectsOfCommand(profile, command.name, command.rest, seen),
        NOTHING,
      );
    }
    default:
      return NOTHING;
  }
}

/** Klipper's own commands. */
function ownEffects(name: string, rest: string): number {
  switch (name) {
    case 'G28':
      return EFFECT.homes | EFFECT.moves;
    case 'SET_KINEMATIC_POSITION':
      return EFFECT.homes | EFFECT.shifts | EFFECT.moves;
    case 'M104':
      return heating(/S\s*([^\s]+)/i.exec(rest)?.[1]);
    case 'M109':
      return heating(/S\s*([^\s]+)/i.exec(rest)?.[1]) | EFFECT.waits;
    case 'SET_HEATER_TEMPERATURE': {
      const effects = heating(/TARGET\s*=\s*([^\s]+)/i.exec(rest)?.[1]);
      const isNozzle = /HEATER\s*=\s*["']?(?:extruder|\{)/i.test(rest);
      return isNozzle ? effects : effects & EFFECT.cools;
    }
    case 'M140':
    case 'M190':
    case 'TURN_OFF_HEATERS':
      return EFFECT.cools;
    case 'TEMPERATURE_WAIT':
      return EFFECT.waits;
    case 'M84':
    case 'M18':
      return EFFECT.releases;
    case 'G92':
      return /[XYZ]/i.test(rest) || !/E/i.test(rest) ? EFFECT.shifts : NOTHING;
    case 'SET_GCODE_OFFSET':
    case 'SET_DUAL_CARRIAGE':
    case 'RESTORE_DUAL_CARRIAGE_STATE':
      return EFFECT.shifts | EFFECT.moves;
    case 'RESTORE_GCODE_STATE':
    case 'RESUME':
      return EFFECT.moves | EFFECT.overrides;
    case 'SAVE_GCODE_STATE':
      return EFFECT.saves;
    case 'BED_MESH_CALIBRATE':
      return EFFECT.meshes | EFFECT.moves;
    case 'BED_MESH_PROFILE':
      return EFFECT.meshes;
    case 'G90':
    case 'G91':
    case 'M220':
    case 'M221':
      return EFFECT.overrides;
    default: {
      const group = commandReference(name)?.group ?? '';
      return ['motion', 'probe', 'calibration'].includes(group) ? EFFECT.moves : NOTHING;
    }
  }
}

/** @param target as the macro writes it, an expression or a number; Klipper takes a missing one for 0 */
function heating(target: string | undefined): number {
  const degrees = Number(target ?? 0);
  if (Number.isNaN(degrees)) return EFFECT.heats | EFFECT.cools;
  return degrees > 0 ? EFFECT.heats : EFFECT.cools;
}
