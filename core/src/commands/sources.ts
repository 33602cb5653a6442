/** A section of Klipper's G-code page, by its anchor. */
export function klipperPage(anchor: string): string {
  return `https://www.klipper3d.org/G-Codes.html#${anchor}`;
}

/** A file of Klipper's sources, where the page leaves out a fact. */
export function klipperSource(path: string): string {
  return `https://github.com/Klipper3d/klipper/blob/master/${path}`;
}

/** A page of Marlin's G-code documentation, by its file name: `M104`, `G000-G001`. */
export function marlinPage(name: string): string {
  return `https://marlinfw.org/docs/gcode/${name}.html`;
}

/** Marlin's own list of its codes, for those without a page. */
export const MARLIN_CODE_LIST =
  'https://github.com/MarlinFirmware/Marlin/blob/bugfix-2.1.x/Marlin/src/gcode/gcode.h';

/** The page of one code in the RepRapFirmware dictionary. Sub-codes have an underscore: `M569_1`. */
export function duetPage(code: string): string {
  return `https://docs.duet3d.com/User_manual/Reference/Gcodes/${code.replace('.', '_')}`;
}

/** Prusa's own list of codes. */
export const PRUSA_CODES =
  'https://help.prusa3d.com/article/prusa-firmware-specific-g-code-commands_112173';

/** Bambu Lab publishes no list. Its slicer's printer profiles show the codes in use. */
export const BAMBU_PROFILES =
  'https://github.com/bambulab/BambuStudio/tree/master/resources/profiles/BBL/machine';

/** What owners of Bambu printers found out by watching the printer's log. */
export const BAMBU_FINDINGS = 'https://github.com/jphannifan/x1plus-testing/blob/main/Gcode.md';
