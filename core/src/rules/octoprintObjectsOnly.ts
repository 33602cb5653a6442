import { SEGMENT } from '../print/segments.ts';
import type { PrintRule } from './rule.ts';

export const octoprintObjectsOnly: PrintRule = {
  id: 'octoprint-objects-only',
  severity: 'information',
  why: 'Objects are labelled for OctoPrint: Klipper cannot cancel one unless Moonraker translates it.',
  firmwares: ['klipper'],
  atEnd({ print, report }) {
    const object = print.objects.find(({ markedBy }) => markedBy === SEGMENT.printingObject);
    const line = object?.ranges[0]?.firstLine;
    if (line === undefined) return;
    report(line, {
      message:
        'Objects are labelled for OctoPrint, so Klipper cannot cancel one; choose Firmware for object labels in the slicer, or set enable_object_processing in Moonraker.',
    });
  },
};
