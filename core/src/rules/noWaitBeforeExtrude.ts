import { lineCommandName } from '../gcode/line.ts';
import { anyHotendIsHot, isMove } from './heating.ts';
import { codeSpan } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import { ASLEEP, type LineContext, type MemoryRule } from './rule.ts';

/** Awake until something waited for a nozzle, or a macro ran that may have. */
export const noWaitBeforeExtrude: MemoryRule<true | typeof ASLEEP> = {
  id: 'no-wait-before-extrude',
  severity: 'warning',
  why: 'M104 does not wait: the first lines are printed, or refused, while the nozzle is still cold.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  moves: true,
  unknown: true,
  commands: ['M109', 'TEMPERATURE_WAIT', 'M116', 'M98', 'M302', 'M568', 'T0'],
  memory: true,
  check(context, memory) {
    const { line, state, move, profile, report } = context;
    if (!isMove(line)) return mayWait(context) ? ASLEEP : memory;
    if (move.extruded <= 0 || !anyHotendIsHot(state, profile)) return memory;
    report({
      ...codeSpan(line),
      subject: '',
      message:
        'The nozzle was told to heat up but nothing waits for it before this line; put M109 with its temperature in front.',
    });
    return memory;
  },
};

function mayWait(context: LineContext): boolean {
  const { line, firmware } = context;
  const choosesTool = ((line.bytes[line.wordStart] ?? 0) & 0xdf) === 84 && line.command > 10;
  if (firmware !== 'klipper') return !(choosesTool && firmware === 'marlin');
  const name = lineCommandName(line);
  if (name === 'M109' || name === 'TEMPERATURE_WAIT') return true;
  return (effectsOfLine(context) & EFFECT.waits) !== 0;
}
