import type { BytesRule } from './rule.ts';

/** Notes that PrusaSlicer and its relatives write for themselves and take out again (`CoolingBuffer.cpp`,
 * `GCodeProcessor.cpp`, `GCodeAnalyzer.cpp`). `;_WIPE` stays in sound files. */
const RESERVED = [
  ...['EXTRUDE_SET_SPEED', 'EXTRUDE_END', 'EXTRUSION_ROLE', 'EXTERNAL_PERIMETER'],
  ...['BRIDGE_FAN_START', 'BRIDGE_FAN_END', 'TOOLCHANGE', 'GP_'],
].map((text) => Uint8Array.from(text, (letter) => letter.charCodeAt(0)));

const SEMICOLON = 59;
const UNDERSCORE = 95;

export const reservedTagInCustomGcode: BytesRule = {
  id: 'reserved-tag-in-custom-gcode',
  severity: 'warning',
  why: 'A note that slicers write for themselves is left over: previews and time estimates go wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  checkBytes(bytes, report) {
    for (let at = bytes.indexOf(UNDERSCORE); at >= 0; at = bytes.indexOf(UNDERSCORE, at + 1)) {
      if (bytes[at - 1] !== SEMICOLON || !RESERVED.some((tag) => startsWith(bytes, at + 1, tag)))
        continue;
      let end = at + 1;
      while (end < bytes.length && bytes[end] !== 10 && bytes[end] !== 13) end += 1;
      report({
        start: at - 1,
        end,
        subject: '',
        message:
          'This comment is a note that slicers write for themselves, so previews and times go wrong; remove it from custom G-code and scripts, and slice again.',
      });
    }
  },
};

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text[i]) return false;
  return true;
}
