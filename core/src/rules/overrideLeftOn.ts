import { lineCommandName } from '../gcode/line.ts';
import { endLine, printsSomething } from './endOfFile.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import type { MemoryRule } from './rule.ts';

const OVERRIDES = ['M220', 'M221', 'G90', 'G91'];

/** Remembers whether a macro ran after the last change, which may set everything back. */
export const overrideLeftOn: MemoryRule<boolean> = {
  id: 'override-left-on',
  severity: 'information',
  why: 'A changed speed, flow or positioning mode is still in force when the next print begins.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  unknown: true,
  commands: OVERRIDES,
  memory: false,
  check(context, macroRan) {
    if (OVERRIDES.includes(lineCommandName(context.line))) return false;
    return macroRan || (effectsOfLine(context) & EFFECT.overrides) !== 0;
  },
  atEnd(context, macroRan) {
    const { end, report } = context;
    if (macroRan || !printsSomething(context)) return;
    const left: string[] = [];
    if (end.speedFactor !== 1) left.push(`a speed of ${percent(end.speedFactor)} (M220 S100)`);
    if (end.flowFactor !== 1) left.push(`a flow of ${percent(end.flowFactor)} (M221 S100)`);
    if (!end.absolutePositions) left.push('relative positions (G90)');
    if (left.length === 0) return;
    report(endLine(context), {
      message: `The file ends with ${left.join(' and ')} in force for the next print; set back what it changed.`,
    });
  },
};

function percent(factor: number): string {
  return `${Math.round(factor * 100)} %`;
}
