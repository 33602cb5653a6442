import {
  commandCode,
  type GcodeLine,
  hasParameter,
  parameterValue,
  R,
  S,
  WORD_COMMAND,
} from '../gcode/line.ts';
import { wordParameters } from '../gcode/words.ts';
import { parameterSpan } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** What no usual hotend and bed reach, °C. */
const HIGHEST_HOTEND = 350;
const HIGHEST_BED = 130;

const BED: ReadonlySet<number> = new Set([commandCode('M140'), commandCode('M190')]);

export const tempOutOfRange: LineRule = {
  id: 'temp-out-of-range',
  severity: 'warning',
  why: 'The temperature is below zero or beyond what a heater of this kind reaches.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  commands: ['M104', 'M109', 'M140', 'M190', 'SET_HEATER_TEMPERATURE'],
  check({ line, firmware, report }) {
    const target = targetOf(line);
    if (!target) return;
    const { degrees, isBed } = target;
    const highest = isBed ? HIGHEST_BED : HIGHEST_HOTEND;
    // RepRapFirmware switches a heater off at −273.
    const lowest = firmware === 'reprap' ? -274 : 0;
    if (degrees >= lowest && degrees <= highest) return;
    const heater = isBed ? 'bed' : 'nozzle';
    report({
      start: target.start,
      end: target.end,
      message:
        degrees < 0
          ? `${degrees} °C is below zero; correct the ${heater} temperature.`
          : `${degrees} °C is more than a ${heater} usually reaches (${highest} °C); correct it, or check the printer's limit.`,
      ...(firmware === 'klipper'
        ? { firmware: `Requested temperature (${degrees.toFixed(1)}) out of range` }
        : {}),
    });
  },
};

interface Target {
  readonly degrees: number;
  readonly isBed: boolean;
  readonly start: number;
  readonly end: number;
}

function targetOf(line: GcodeLine): Target | undefined {
  if (line.command === WORD_COMMAND) {
    const { parameters } = wordParameters(line);
    const heater = parameters.find(({ name }) => name === 'HEATER')?.value.toLowerCase() ?? '';
    const target = parameters.find(({ name }) => name === 'TARGET');
    if (!target || !/^(extruder\d*|heater_bed)$/.test(heater)) return undefined;
    const degrees = Number(target.value);
    if (Number.isNaN(degrees)) return undefined;
    return {
      degrees,
      isBed: heater === 'heater_bed',
      start: target.nameStart,
      end: target.valueEnd,
    };
  }
  const letter = hasParameter(line, S) ? S : R;
  const degrees = parameterValue(line, letter);
  if (degrees === undefined) return undefined;
  return { degrees, isBed: BED.has(line.command), ...parameterSpan(line, letter) };
}
