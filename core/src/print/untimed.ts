import { commandReference } from '../commands/command.ts';
import type { Firmware } from '../commands/firmware.ts';
import { commandCode, type GcodeLine, lineCommandName, WORD_COMMAND } from '../gcode/line.ts';
import type { MachineProfile } from '../machine/profile.ts';
import type { MachineState } from '../machine/state.ts';

/** Why the time of a command cannot be known from the file. */
export type UntimedKind = 'homing' | 'heating' | 'probing' | 'tool change' | 'pause' | 'macro';

/** A command whose time is not in any sum. */
export interface Untimed {
  readonly kind: UntimedKind;
  /** In upper case. */
  readonly name: string;
  /** Line of the first one, from 0. */
  readonly line: number;
  readonly count: number;
}

const KINDS: Readonly<Record<UntimedKind, string>> = {
  homing: 'G28',
  heating: 'M109 M190 M191 M116 TEMPERATURE_WAIT M303 PID_CALIBRATE',
  probing:
    'G29 G30 G32 G33 G34 G35 M48 BED_MESH_CALIBRATE QUAD_GANTRY_LEVEL Z_TILT_ADJUST DELTA_CALIBRATE ' +
    'SCREWS_TILT_CALCULATE PROBE PROBE_CALIBRATE PROBE_ACCURACY SHAPER_CALIBRATE TEST_RESONANCES',
  'tool change': 'ACTIVATE_EXTRUDER M701 M702',
  pause: 'M0 M1 M25 M226 M600 M601 PAUSE',
  macro: 'M98 M810 M811 M812 M813 M814 M815 M816 M817 M818 M819',
};

const KIND_BY_NAME: ReadonlyMap<string, UntimedKind> = new Map(
  (Object.keys(KINDS) as UntimedKind[]).flatMap((kind) =>
    KINDS[kind].split(' ').map((name) => [name, kind] as const),
  ),
);
const KIND_BY_CODE: ReadonlyMap<number, UntimedKind> = new Map(
  [...KIND_BY_NAME]
    .map(([name, kind]) => [commandCode(name), kind] as const)
    .filter(([code]) => code >= 10),
);
const T0 = commandCode('T0');
const M73 = commandCode('M73');
const M109 = commandCode('M109');
const M190 = commandCode('M190');

/** Why the line's command takes a time that nobody can tell from the file; undefined where it takes none
 * or the planner knows it. */
export function untimedCommand(
  line: GcodeLine,
  profile: MachineProfile,
  state: MachineState,
): UntimedKind | undefined {
  const { command } = line;
  if (command === WORD_COMMAND) return untimedWord(lineCommandName(line), profile);
  if (command >= T0) return 'tool change';
  if (command < 10) return undefined;
  // Where a macro shows the progress, it moves nothing; a file has hundreds of these lines.
  if (command === M73) return undefined;
  // Klipper does not wait for a heater that it switches off.
  if (command === M109 && state.hotendTargets[state.tool] === 0) return undefined;
  if (command === M190 && state.bedTarget === 0) return undefined;
  const kind = KIND_BY_CODE.get(command);
  if (kind !== undefined || profile.macros.length === 0) return kind;
  return isMacro(lineCommandName(line), profile) ? 'macro' : undefined;
}

function untimedWord(name: string, profile: MachineProfile): UntimedKind | undefined {
  const kind = KIND_BY_NAME.get(name);
  if (kind !== undefined) return kind;
  if (isMacro(name, profile)) return 'macro';
  // Where the printer's macros are not known, any word that the firmware has no name for may be one.
  const known = profile.source.kind === 'printer.cfg' || isOwn(name, profile.firmware);
  return known || profile.firmware !== 'klipper' ? undefined : 'macro';
}

function isMacro(name: string, profile: MachineProfile): boolean {
  return profile.macros.some((macro) => macro.name === name);
}

function isOwn(name: string, firmware: Firmware): boolean {
  return commandReference(name)?.firmwares.includes(firmware) === true;
}

/** Collects untimed commands of one stretch, each name once. */
export class UntimedList {
  private readonly found = new Map<string, { kind: UntimedKind; line: number; count: number }>();

  add(kind: UntimedKind, name: string, line: number, count = 1): void {
    const known = this.found.get(name);
    if (known) known.count += count;
    else this.found.set(name, { kind, line, count });
  }

  list(): readonly Untimed[] {
    return [...this.found].map(([name, rest]) => ({ name, ...rest }));
  }
}
