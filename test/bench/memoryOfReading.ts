// Reads and outlines the file named on the command line and prints this process's largest resident size in bytes.
import process from 'node:process';
import { textFromBytes } from '#core/gcode/text';
import { featureOutlines, layerOutlines } from '#core/print/outlineReport';
import { NO_COMPANION, Reading } from '#core/print/reading';
import { bytesOfFile } from './row.ts';

const bytes = bytesOfFile(process.argv[2] ?? '');
const reading = new Reading(textFromBytes(bytes), { flavor: 'auto' }, NO_COMPANION).finish();
const print = reading.print();
layerOutlines(print, reading.text).map((layer) =>
  featureOutlines(print, layer.index, reading.names, reading.dialect),
);
process.stdout.write(`${process.resourceUsage().maxRSS * 1024}`);
