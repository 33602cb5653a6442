import { commandNames, commandReference } from '../commands/command.ts';
import { nearestName } from '../commands/nearestName.ts';
import { sectionReference } from '../config/sectionReference.ts';
import type { MachineProfile, MacroProfile } from '../machine/profile.ts';

/** Where a command of a Klipper printer comes from. */
export type CommandOrigin =
  | { readonly kind: 'macro'; readonly macro: MacroProfile }
  /** Klipper's own, by whatever name the printer has for it. */
  | { readonly kind: 'own'; readonly name: string }
  /** Klipper's own, but the section that brings it is not configured. */
  | { readonly kind: 'missing'; readonly section: string }
  /** There is no such command. */
  | { readonly kind: 'none' }
  /** The configuration is not known, or has modules that are none of Klipper's and bring commands. */
  | { readonly kind: 'open' };

/** What a configuration says about commands. */
interface PrinterCommands {
  /** Types of the sections: `fan_generic` of `fan_generic exhaust`. */
  readonly types: ReadonlySet<string>;
  readonly macros: ReadonlyMap<string, MacroProfile>;
  /** Klipper's own command by the name that a macro gave it when it took its place. */
  readonly renamed: ReadonlyMap<string, string>;
  readonly hasForeignModules: boolean;
}

const commandsOfProfiles = new WeakMap<MachineProfile, PrinterCommands>();

/** Where a command comes from on this printer. @param name in upper case */
export function commandOrigin(profile: MachineProfile, name: string): CommandOrigin {
  const { types, macros, renamed, hasForeignModules } = commandsOf(profile);
  const macro = macros.get(name);
  if (macro) return { kind: 'macro', macro };
  if (profile.sections === undefined) return { kind: 'open' };
  const own = renamed.get(name) ?? name;
  const reference = commandReference(own);
  if (!reference?.firmwares.includes('klipper')) {
    return { kind: hasForeignModules ? 'open' : 'none' };
  }
  const section = reference.klipperSection?.slice(1, -1);
  if (section === undefined || types.has(section)) return { kind: 'own', name: own };
  for (const type of types)
    if (ALSO_BROUGHT_BY[section]?.test(type)) return { kind: 'own', name: own };
  const isOpen = hasForeignModules && !NOT_BROUGHT_BY_PLUG_INS.has(section);
  return isOpen ? { kind: 'open' } : { kind: 'missing', section };
}

/** Whether the configuration is known and all of it is Klipper's own. */
export function knowsItsCommands(profile: MachineProfile): boolean {
  return profile.sections !== undefined && !commandsOf(profile).hasForeignModules;
}

/** The command that was meant, if one of the printer's is spelt nearly the same. */
export function nearestCommand(profile: MachineProfile, name: string): string | undefined {
  const { macros } = commandsOf(profile);
  const candidates = [...macros.keys(), ...commandNames('klipper')].filter((candidate) => {
    // Codes differ by a digit and do other things; a name that begins with _ is not for files.
    if (/^(?:[A-Z]\d|_)/.test(candidate)) return false;
    const { kind } = commandOrigin(profile, candidate);
    return kind === 'macro' || kind === 'own';
  });
  return nearestName(name, candidates);
}

/** Whether the configuration has a section of this type and name, in any case of letters. */
export function hasSection(profile: MachineProfile, type: RegExp, name: string): boolean {
  const wanted = name.toLowerCase();
  return (profile.sections ?? []).some((section) => {
    const at = section.indexOf(' ');
    if (at < 0) return wanted === '' && type.test(section);
    return (
      type.test(section.slice(0, at)) &&
      section
        .slice(at + 1)
        .trim()
        .toLowerCase() === wanted
    );
  });
}

/** Sections that load another one, or offer the same commands (Klipper's `klippy/extras`). */
const ALSO_BROUGHT_BY: Readonly<Record<string, RegExp>> = {
  adxl345: /^(?:lis2dw|lis3dh|mpu9250|icm20948|bmi160)$/,
  display_status: /^display$/,
  extruder: /^extruder_stepper$/,
  filament_switch_sensor: /^(?:filament_motion_sensor|hall_filament_width_sensor)$/,
  hall_filament_width_sensor: /^tsl1401cl_filament_width_sensor$/,
  led: /^(?:neopixel|dotstar|pca9533|pca9632)$/,
  output_pin: /^(?:pwm_tool|pwm_cycle_time)$/,
  pause_resume: /^(?:filament_switch_sensor|filament_motion_sensor|hall_filament_width_sensor)$/,
  probe: /^(?:bltouch|smart_effector|probe_eddy_current|load_cell_probe)$/,
  tmc2209: /^tmc\d+$/,
};

/** What no known add-on brings in Klipper's place. */
const NOT_BROUGHT_BY_PLUG_INS: ReadonlySet<string> = new Set(
  'gcode_arcs firmware_retraction exclude_object display_status respond save_variables'.split(' '),
);

function isKlippersOwnSection(type: string): boolean {
  const reference = sectionReference(type);
  return reference !== undefined && reference.origin === undefined;
}

function commandsOf(profile: MachineProfile): PrinterCommands {
  const known = commandsOfProfiles.get(profile);
  if (known) return known;
  const types = new Set((profile.sections ?? []).map((section) => section.split(' ')[0] ?? ''));
  const macros = new Map(profile.macros.map((macro) => [macro.name, macro]));
  const renamed = new Map(
    profile.macros.flatMap(({ name, renames }) =>
      renames === undefined ? [] : [[renames.toUpperCase(), name] as const],
    ),
  );
  const hasForeignModules = [...types].some((type) => !isKlippersOwnSection(type));
  const commands = { types, macros, renamed, hasForeignModules };
  commandsOfProfiles.set(profile, commands);
  return commands;
}
