import type { Firmware } from './firmware.ts';
import { ALL_COMMANDS } from './table.ts';

/** A maker whose firmware adds commands of its own to one of the families. */
export type Vendor = 'prusa' | 'bambu';

/** What a command is for; completion and the outline sort by it. */
export type CommandGroup =
  | 'motion'
  | 'temperature'
  | 'extrusion'
  | 'fan'
  | 'setup'
  | 'calibration'
  | 'print'
  | 'objects'
  | 'tool'
  | 'messages'
  | 'files'
  | 'machine'
  | 'state'
  | 'probe'
  | 'lighting';

/** One of the fixed values a parameter takes. */
export interface ParameterValue {
  readonly value: string;
  readonly summary: string;
}

/** One parameter of a command, as a hover shows it. */
export interface ParameterReference {
  /** A letter (`X`) or a Klipper word (`ACCEL`). */
  readonly name: string;
  /** One short sentence. */
  readonly summary: string;
  /** How the number is measured: `mm`, `mm/min`, `°C`, `ms`, `0–255` ... */
  readonly unit?: string;
  readonly required?: boolean;
  readonly values?: readonly ParameterValue[];
  /** Firmwares that accept the command and pass over this parameter without a word. */
  readonly ignoredBy?: readonly Firmware[];
  /** Set where only some of the command's firmwares read this parameter. */
  readonly onlyBy?: readonly Firmware[];
}

/** One command, as hover, completion and the unknown-command rule read it. */
export interface CommandReference {
  /** In upper case: `G1`, `M104`, `SET_VELOCITY_LIMIT`. */
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly group: CommandGroup;
  readonly parameters: readonly ParameterReference[];
  /** The families that know it; empty where only a vendor's own firmware does. */
  readonly firmwares: readonly Firmware[];
  /** Set where the command, or a reading of it, belongs to one maker's firmware. */
  readonly vendor?: Vendor;
  /** The section of printer.cfg that Klipper needs before it knows the command. */
  readonly klipperSection?: string;
  /** Where firmwares differ, or what a reader would not expect. */
  readonly note?: string;
  /** The rest of the line is free text, not parameters. */
  readonly rawText?: boolean;
  /** Pages and source files of the firmwares that state these facts. */
  readonly sources: readonly string[];
}

/**
 * The entry for a command name, in upper or lower case, or undefined where no dictionary has it.
 * A tool change carries its number in its name, so `T0`, `T1` ... all give the entry `T`.
 */
export function commandReference(name: string): CommandReference | undefined {
  const upperCaseName = name.toUpperCase();
  return byName.get(upperCaseName) ?? toolChange(upperCaseName);
}

/** Every command name one firmware family knows, in upper case, in the order of the tables. */
export function commandNames(firmware: Firmware): readonly string[] {
  return namesByFirmware[firmware];
}

/** Whether a firmware that knows the command reads this parameter of it. */
export function readsParameter(parameter: ParameterReference, firmware: Firmware): boolean {
  const { ignoredBy, onlyBy } = parameter;
  return !ignoredBy?.includes(firmware) && (onlyBy === undefined || onlyBy.includes(firmware));
}

const byName: ReadonlyMap<string, CommandReference> = new Map(
  ALL_COMMANDS.map((command) => [command.name, command]),
);

const namesByFirmware: Readonly<Record<Firmware, readonly string[]>> = {
  klipper: namesKnownTo('klipper'),
  marlin: namesKnownTo('marlin'),
  reprap: namesKnownTo('reprap'),
};

function namesKnownTo(firmware: Firmware): readonly string[] {
  return ALL_COMMANDS.filter((command) => command.firmwares.includes(firmware)).map(
    (command) => command.name,
  );
}

function toolChange(upperCaseName: string): CommandReference | undefined {
  return /^T\d+$/.test(upperCaseName) ? byName.get('T') : undefined;
}
