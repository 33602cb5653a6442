import { commandSpan, lineWithoutComment } from './lineText.ts';
import type { LineRule } from './rule.ts';

export const inches: LineRule = {
  id: 'inches',
  severity: 'error',
  why: 'Klipper stops at G20, and Marlin is usually built without it: millimetres follow all the same.',
  firmwares: ['klipper', 'marlin'],
  commands: ['G20'],
  check({ line, firmware, report }) {
    if (firmware === 'klipper')
      report({
        ...commandSpan(line),
        message:
          'Klipper knows no inches and stops the print here; use millimetres and remove G20.',
        firmware: 'Machine does not support G20 (inches) command',
      });
    else
      report({
        ...commandSpan(line),
        severity: 'warning',
        message:
          'Marlin knows inches only when it was built for them, and else reads what follows as millimetres; use millimetres.',
        firmware: `echo:Unknown command: "${lineWithoutComment(line)}"`,
      });
  },
};
