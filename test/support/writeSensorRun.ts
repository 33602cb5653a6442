import fs from 'node:fs';
import path from 'node:path';
import { layerImageName, RUN_FILE } from '#core/run/runFolder';
import { sensorsCsv } from '../../pipeline/src/simulate/sensorsCsv.ts';
import { wavOf } from '../../pipeline/src/simulate/wav.ts';
import type { SensorRun } from './sensorRun.ts';

const AUDIO_RATE_HZ = 100;

/** Writes a run as a folder. Its pictures are empty files: only their number counts here. */
export function writeSensorRun(run: SensorRun, folder: string): void {
  const rowCount = run.columns.get('timestamp')?.length ?? 0;
  const csv = new TextDecoder().decode(sensorsCsv({ rowCount, columns: run.columns }));
  const labels = run.labels.map(({ kind, onsetSeconds }) => ({
    kind,
    onset_s: onsetSeconds,
    severity: 0.5,
  }));
  const files: Readonly<Record<string, string | Uint8Array>> = {
    [RUN_FILE.sensors]: run.edit(csv),
    [RUN_FILE.gcode]: run.gcode,
    [RUN_FILE.metadata]: `${JSON.stringify({ ...run.metadata, labels }, null, 2)}\n`,
    [RUN_FILE.events]: run.events.map((event) => `${JSON.stringify(event)}\n`).join(''),
    [RUN_FILE.audio]: wavOf(new Int16Array((run.audioSeconds ?? 0) * AUDIO_RATE_HZ), AUDIO_RATE_HZ),
    ...Object.fromEntries(
      Array.from({ length: run.imageCount ?? 0 }, (_, i) => [layerImageName(i + 1), '']),
    ),
  };
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, content);
  }
}
