import { X } from '../gcode/line.ts';
import { isMove } from './heating.ts';
import { codeSpan } from './lineText.ts';
import { EFFECT, effectsOfLine } from './macroEffects.ts';
import { ASLEEP, type MemoryRule } from './rule.ts';

const XYZ = 7;
/** H is letter 7. */
const HAS_H = 1 << 7;

/** Awake until all axes are homed, or something ran that may home them. Marlin moves unhomed axes unless
 * it was built not to. */
export const notHomed: MemoryRule<boolean | typeof ASLEEP> = {
  id: 'not-homed',
  severity: 'error',
  why: 'The firmware refuses to move an axis whose position it does not know yet.',
  firmwares: ['klipper', 'reprap'],
  moves: true,
  unknown: true,
  commands: ['M98', 'G32', 'M564', 'T0'],
  memory: true,
  check(context, memory) {
    const { line, state, firmware, report } = context;
    if (!isMove(line)) {
      const mayHome = firmware !== 'klipper' || (effectsOfLine(context) & EFFECT.homes) !== 0;
      return mayHome ? ASLEEP : memory;
    }
    if ((state.homed & XYZ) === XYZ) return ASLEEP;
    // X is bit 23, Y 24, Z 25: together they are the bits of `homed`.
    const moved = (line.present >>> X) & XYZ;
    if ((moved & ~state.homed) === 0) return memory;
    // RepRapFirmware moves single motors with H, homed or not.
    if (firmware === 'reprap' && (line.present & HAS_H) !== 0) return memory;
    report({
      ...codeSpan(line),
      subject: '',
      // RepRapFirmware runs start.g before every print, which may home.
      ...(firmware === 'reprap' ? { severity: 'warning' } : {}),
      message:
        'The printer refuses to move an axis before it is homed; put G28 in front, unless the start macro homes.',
      firmware: firmware === 'klipper' ? 'Must home axis first' : 'G0/G1: insufficient axes homed',
    });
    return memory;
  },
};
