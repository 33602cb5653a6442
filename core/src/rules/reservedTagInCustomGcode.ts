import { textOf } from '../gcode/line.ts';
import type { LineRule } from './rule.ts';

/** Notes that PrusaSlicer and its relatives write for themselves and take out again (`CoolingBuffer.cpp`,
 * `GCodeProcessor.cpp`, `GCodeAnalyzer.cpp`). `;_WIPE` stays in sound files. */
const RESERVED = [
  ...['EXTRUDE_SET_SPEED', 'EXTRUDE_END', 'EXTRUSION_ROLE', 'EXTERNAL_PERIMETER'],
  ...['BRIDGE_FAN_START', 'BRIDGE_FAN_END', 'TOOLCHANGE', 'GP_'],
];

const LONGEST = Math.max(...RESERVED.map((tag) => tag.length));

export const reservedTagInCustomGcode: LineRule = {
  id: 'reserved-tag-in-custom-gcode',
  severity: 'warning',
  why: 'A note that slicers write for themselves is left over: previews and time estimates go wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  underscoreComments: true,
  check({ line, report }) {
    const { bytes, commentStart, end } = line;
    const text = textOf(bytes, commentStart + 2, Math.min(end, commentStart + 2 + LONGEST));
    if (!RESERVED.some((tag) => text.startsWith(tag))) return;
    report({
      start: commentStart,
      end,
      subject: '',
      message:
        'This comment is a note that slicers write for themselves, so previews and times go wrong; remove it from custom G-code and scripts, and slice again.',
    });
  },
};
