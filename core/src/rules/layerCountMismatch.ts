import { findLine } from './endOfFile.ts';
import type { PrintRule } from './rule.ts';

const STATED = /^;\s*(?:LAYER_COUNT:|total layer number: |total layers count = )\s*(\d+)\s*$/;

export const layerCountMismatch: PrintRule = {
  id: 'layer-count-mismatch',
  severity: 'information',
  why: 'The file has more or fewer layers than its header says, so progress by layer is wrong.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  atEnd(context) {
    const { print, report, lineText } = context;
    if (print.source !== 'marks') return;
    const line = findLine(context, STATED);
    if (line < 0) return;
    const stated = Number(STATED.exec(lineText(line))?.[1]);
    // Cura counts raft layers, whose numbers are below zero, in its total or leaves them out.
    const all = print.layers.length;
    const aboveRaft = print.layers.filter((layer) => !(layer.number < 0)).length;
    if (stated === all || stated === aboveRaft) return;
    report(line, {
      message: `The header counts ${stated} layers, but the file has ${all}; it was changed after slicing, or cut off.`,
    });
  },
};
