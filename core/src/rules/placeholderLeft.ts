import { LINE_FLAG } from '../gcode/line.ts';
import { byteText, shortened } from './lineText.ts';
import type { LineRule } from './rule.ts';

/** What slicers replace: `[layer_z]`, `[first_layer_temperature_0]`, `{temperature[0]}`, `{layer_z + 1}`. */
const SQUARE = /\[[a-z][a-z0-9]{0,40}(?:_[a-z0-9]{1,40}){1,12}(?:\[[^[\]]{0,40}\])?\]/g;
const BRACES = /\{[a-z][a-z0-9_]{0,80}(?:\[[^[\]]{0,40}\])?[^{}"':]{0,80}\}/;
const EITHER = new RegExp(`${SQUARE.source}|${BRACES.source}`, 'g');

export const placeholderLeft: LineRule = {
  id: 'placeholder-left',
  severity: 'warning',
  why: 'The slicer did not replace a placeholder: the firmware finds its name where a number belongs.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  flags: LINE_FLAG.placeholder,
  unknown: true,
  commands: ['M117', 'M118', 'SET_HEATER_TEMPERATURE', 'SET_GCODE_OFFSET', 'SET_PRESSURE_ADVANCE'],
  check({ line, firmware, report }) {
    // In RepRapFirmware braces hold expressions.
    const pattern = firmware === 'reprap' ? SQUARE : EITHER;
    for (const match of byteText(line, line.wordStart, line.commentStart).matchAll(pattern)) {
      const start = line.wordStart + match.index;
      report({
        start,
        end: start + match[0].length,
        message: `The slicer left ${shortened(match[0])} unreplaced; correct its name in the custom G-code and slice again.`,
      });
    }
  },
};
