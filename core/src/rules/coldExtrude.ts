import { MOVE } from '../machine/move.ts';
import { hotendTarget } from '../machine/state.ts';
import { extruderOf } from './extruder.ts';
import { anyHotendIsHot, isMove, setsHotend } from './heating.ts';
import { codeSpan } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import { ASLEEP, type LineContext, type MemoryRule } from './rule.ts';

/** The nozzle was never heated, cooled down again, or is hot for all that is known: a file may leave
 * heating to a macro, and where one ran nothing is known any more. */
type Warmth = 'never' | 'cooled' | typeof ASLEEP;

const WORDS = {
  klipper: 'Extrude below minimum temp',
  marlin: 'echo: cold extrusion prevented',
  reprap: undefined,
} as const;

export const coldExtrude: MemoryRule<Warmth> = {
  id: 'cold-extrude',
  severity: 'error',
  why: 'The firmware refuses to push filament through a nozzle that was not heated to 170 °C.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  moves: true,
  unknown: true,
  commands: [
    ...['M104', 'M109', 'G10', 'SET_HEATER_TEMPERATURE', 'TURN_OFF_HEATERS'],
    ...['M98', 'M302', 'M568', 'M116', 'T0'],
  ],
  memory: 'never',
  check(context, warmth) {
    if (!isMove(context.line)) return afterCommand(context, warmth);
    const { line, move, firmware, report } = context;
    if (move.extruded === 0) return warmth;
    // The end of a print often retracts after the heater is off: the nozzle is still hot.
    if (warmth === 'cooled' && (move.kind !== MOVE.extrude || move.filament === 0)) return warmth;
    const words = WORDS[firmware];
    report({
      ...codeSpan(line),
      subject: warmth ?? '',
      // RepRapFirmware runs start.g before every print, which may heat.
      ...(firmware === 'reprap' && warmth === 'never' ? { severity: 'warning' } : {}),
      message:
        warmth === 'cooled'
          ? 'The nozzle heater was switched off before this line, so nothing comes out; heat it again, or remove the line that switches it off.'
          : 'The nozzle was not heated before this line, so nothing comes out; put M109 S with its temperature in front, unless the start macro heats.',
      ...(words === undefined ? {} : { firmware: words }),
    });
    return warmth;
  },
};

function afterCommand(context: LineContext, warmth: Warmth): Warmth {
  const { line, state, firmware, profile } = context;
  if (anyHotendIsHot(state, profile)) return ASLEEP;
  if (setsHotend(line)) {
    const target = hotendTarget(state);
    const isOff =
      target !== undefined && target < extruderOf(profile, state.tool).leastExtrudeDegrees;
    return warmth === ASLEEP && isOff ? 'cooled' : warmth;
  }
  if (firmware === 'klipper')
    return (effectsOfLine(context) & EFFECT.heats) === 0 ? warmth : ASLEEP;
  // G10 retracts, and choosing a tool heats it only where it runs a macro.
  const letter = String.fromCharCode((line.bytes[line.wordStart] ?? 0) & 0xdf);
  return letter === 'G' || (letter === 'T' && firmware === 'marlin') ? warmth : ASLEEP;
}
