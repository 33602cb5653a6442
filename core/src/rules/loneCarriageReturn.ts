import type { BytesRule } from './rule.ts';

/** Klipper splits what it reads from the file at `\n` (`virtual_sdcard.py`) and strips a `\r` only at the
 * end of a line; Marlin and RepRapFirmware take either for a line end. */
export const loneCarriageReturn: BytesRule = {
  id: 'lone-carriage-return',
  severity: 'error',
  why: 'A carriage return alone ends no line for Klipper: the lines around it become one.',
  firmwares: ['klipper'],
  looksFor: 'carriage return',
  checkBytes(bytes, report) {
    for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
      if (bytes[at + 1] === 10) continue;
      report({
        start: at,
        end: at,
        subject: '',
        message:
          'This line ends with a carriage return alone, so Klipper reads the next one as part of it; save the file with line feeds.',
      });
    }
  },
};
