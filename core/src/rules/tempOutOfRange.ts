import {
  commandCode,
  type GcodeLine,
  hasParameter,
  P,
  parameterValue,
  R,
  S,
  T,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import type { HeaterProfile, MachineProfile } from '../machine/profile.ts';
import { plain } from './limitsInForce.ts';
import { parameterSpan } from './lineText.ts';
import type { LineContext, LineRule } from './rule.ts';

/** What no usual hotend, bed and chamber reach, °C. */
const HIGHEST = { nozzle: 350, bed: 130, chamber: 120, other: Number.POSITIVE_INFINITY } as const;
/** So near to its limit a heater that swings over its target may be shut down. */
const NEAR = 0.95;

const BED: ReadonlySet<number> = new Set(['M140', 'M190'].map(commandCode));
const CHAMBER: ReadonlySet<number> = new Set(['M141', 'M191'].map(commandCode));

export const tempOutOfRange: LineRule = {
  id: 'temp-out-of-range',
  severity: 'error',
  why: 'The temperature is below zero or beyond what the heater reaches or the firmware allows it.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  commands: ['M104', 'M109', 'M140', 'M190', 'M141', 'M191', 'SET_HEATER_TEMPERATURE'],
  check(context) {
    const { firmware, report } = context;
    const target = targetOf(context);
    if (!target || target.degrees === 0) return;
    const { degrees, kind, heater, start, end } = target;
    const name = NAMES[kind] ?? target.name;
    const place = { start, end };
    const highest = heater?.maxTemperatureC;
    // RepRapFirmware switches a heater off at −273.
    const lowest = firmware === 'reprap' ? -274 : (heater?.minTemperatureC ?? 0);
    if (highest === undefined) {
      if (degrees >= Math.min(lowest, 0) && degrees <= HIGHEST[kind]) return;
      report({
        ...place,
        severity: 'warning',
        message:
          degrees < 0
            ? `${degrees} °C is below zero; correct the ${name} temperature.`
            : `${degrees} °C is more than a ${name} usually reaches (${HIGHEST[kind]} °C); correct it, or check the printer's limit.`,
        ...(firmware === 'klipper'
          ? { firmware: `Requested temperature (${degrees.toFixed(1)}) out of range` }
          : {}),
      });
      return;
    }
    const isBeyond = degrees < lowest || degrees > highest;
    if (isBeyond) report({ ...place, ...refused(context, target, lowest, highest) });
    else if (degrees > highest * NEAR)
      report({
        ...place,
        subject: name,
        severity: 'information',
        message: `${degrees} °C is close to the highest temperature of the ${name} (${plain(highest)} °C): if it swings over, the printer shuts down.`,
      });
  },
};

const NAMES: Readonly<Partial<Record<Target['kind'], string>>> = {
  nozzle: 'nozzle',
  bed: 'bed',
  chamber: 'chamber',
};

function refused(
  { firmware }: LineContext,
  { degrees, kind, name }: Target,
  lowest: number,
  highest: number,
): { message: string; firmware?: string; severity?: 'warning' } {
  const what = `The ${NAMES[kind] ?? `heater ${name}`} takes ${plain(lowest)} to ${plain(highest)} °C`;
  if (firmware === 'klipper')
    return {
      message: `${what}, and Klipper stops the print at ${degrees} °C; correct the temperature.`,
      firmware: `Requested temperature (${degrees.toFixed(1)}) out of range (${lowest.toFixed(1)}:${highest.toFixed(1)})`,
    };
  if (firmware === 'marlin')
    return {
      severity: 'warning',
      message: `The ${NAMES[kind] ?? name} goes up to ${plain(highest)} °C: Marlin takes less than the ${degrees} °C without a word; correct the temperature.`,
    };
  return {
    severity: 'warning',
    message: `The ${NAMES[kind] ?? name} goes up to ${plain(highest)} °C, so it does not reach ${degrees} °C; correct the temperature.`,
  };
}

interface Target {
  readonly degrees: number;
  readonly kind: keyof typeof HIGHEST;
  /** As the file calls it. */
  readonly name: string;
  /** What is known of it. */
  readonly heater: HeaterProfile | undefined;
  readonly start: number;
  readonly end: number;
}

function targetOf(context: LineContext): Target | undefined {
  const { line, profile, firmware } = context;
  const { command } = line;
  if (command === WORD_COMMAND) return wordTarget(line, profile);
  const letter = hasParameter(line, S) ? S : R;
  const degrees = parameterValue(line, letter);
  // Klipper passes over R, of which another rule speaks.
  if (degrees === undefined) return undefined;
  const span = parameterSpan(line, letter);
  if (BED.has(command)) return { degrees, kind: 'bed', name: 'bed', heater: profile.bed, ...span };
  // To Klipper these are macros.
  if (CHAMBER.has(command) && firmware === 'klipper') return undefined;
  if (CHAMBER.has(command))
    return { degrees, kind: 'chamber', name: 'chamber', heater: profile.chamber, ...span };
  return { degrees, kind: 'nozzle', name: 'nozzle', heater: nozzleOf(context), ...span };
}

/** The heater of the tool that a line names, or of the tool in use. */
function nozzleOf({ line, state, profile, firmware }: LineContext): HeaterProfile | undefined {
  const letter = firmware === 'reprap' && hasParameter(line, P) ? P : T;
  const stated = parameterValue(line, letter);
  if (stated === undefined) return profile.extruders[state.tool] ?? profile.extruders[0];
  // A number beyond the extruders is another rule's, or another filament for the same nozzle.
  return profile.extruders[stated] ?? (firmware === 'klipper' ? undefined : profile.extruders[0]);
}

function wordTarget(line: GcodeLine, profile: MachineProfile): Target | undefined {
  const { parameters } = wordParameters(line);
  const name = parameters.find((each) => each.name === 'HEATER')?.value.toLowerCase() ?? '';
  const target = parameters.find((each) => each.name === 'TARGET');
  const degrees = Number(target?.value);
  if (!target || name === '' || Number.isNaN(degrees)) return undefined;
  const at = { degrees, name, start: target.nameStart, end: target.valueEnd };
  if (name === 'heater_bed') return { ...at, kind: 'bed', heater: profile.bed };
  if (/^extruder\d*$/.test(name))
    return { ...at, kind: 'nozzle', heater: profile.extruders.find((each) => each.name === name) };
  const heater = profile.heaters.find((each) => each.name.toLowerCase() === name);
  return { ...at, kind: 'other', heater };
}
