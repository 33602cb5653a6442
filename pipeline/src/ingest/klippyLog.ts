import { Buffer } from 'node:buffer';
import type { ChannelName } from '#core/run/channels';
import type { RunEvent } from '#core/run/metadata';
import type { IngestProfile } from './profile.ts';
import { failing } from './rawFolder.ts';
import { SampleColumns } from './sampleColumns.ts';
import { linesOfLog } from './textLines.ts';

/**
 * Klipper's klippy.log. While something moves or is hot, it has a line a second:
 * `Stats 5314.4: … heater_bed: target=60 temp=59.9 pwm=0.312 … sd_pos=1707 … extruder: target=200 temp=199.9
 * pwm=0.401`. The number is Klipper's monotonic time, to a tenth of a second. (klippy/extras/statistics.py,
 * heaters.py, virtual_sdcard.py.)
 */
export const KLIPPY_LOG_PROFILE: IngestProfile = {
  name: 'klippy-log',
  summary: "the Stats lines of Klipper's klippy.log, one a second",
  fills: [
    ...(['timestamp', 'temperature', 'target_temperature', 'bed_temperature'] as const),
    ...(['bed_target', 'file_position'] as const),
  ],
  source: 'klippy.log',
  async find(folder) {
    for (const file of folder.files.keys()) {
      if (!/\.(log|txt)$/.test(file)) continue;
      const head = Buffer.from(await folder.head(file, 1 << 20)).toString('latin1');
      if (/^Stats \d+\.\d: /m.test(head)) return file;
    }
    return undefined;
  },
  async read(folder, file) {
    const bytes = (await folder.read(file)) ?? new Uint8Array(0);
    const columns = new SampleColumns();
    const events: RunEvent[] = [];
    let session = { columns, events, last: Number.NEGATIVE_INFINITY };
    for (const { text } of linesOfLog(bytes)) {
      const stats = STATS.exec(text);
      const time = Number(stats?.[1]);
      // A log goes on where Klipper starts anew, perhaps after the computer did; the last print counts.
      if (stats && time <= session.last)
        session = { columns: new SampleColumns(), events: [], last: Number.NEGATIVE_INFINITY };
      if (stats) {
        session.columns.add(sampleOf(time, stats[2] ?? ''));
        session.last = time;
      } else {
        const event = eventOf(text, session.last);
        if (event && Number.isFinite(session.last)) session.events.push(event);
      }
    }
    const table = session.columns.table();
    return {
      table,
      events: session.events,
      findings:
        table.rowCount > 0
          ? []
          : [failing('empty-file', file, 'The log has no Stats line; take the log of the print.')],
      filePosition: table.columns.has('file_position') ? 'queued' : null,
    };
  },
};

const STATS = /^Stats (\d+\.\d+): (.*)$/;
const HEATER = /(?:^| )(extruder|heater_bed): target=(-?[\d.]+) temp=(-?[\d.]+)/g;
const POSITION = /(?:^| )sd_pos=(\d+)/;

function sampleOf(time: number, text: string): ReadonlyMap<ChannelName, number> {
  const sample = new Map<ChannelName, number>([['timestamp', time]]);
  for (const [, heater, target, temperature] of text.matchAll(HEATER)) {
    const isBed = heater === 'heater_bed';
    sample.set(isBed ? 'bed_temperature' : 'temperature', Number(temperature));
    sample.set(isBed ? 'bed_target' : 'target_temperature', Number(target));
  }
  const position = POSITION.exec(text)?.[1];
  if (position !== undefined) sample.set('file_position', Number(position));
  return sample;
}

/** Lines between the Stats have no time of their own; the second before them is near enough. */
function eventOf(text: string, t: number): RunEvent | undefined {
  const started = /^Starting SD card print \(position (\d+)\)/.exec(text);
  if (started) {
    const position = Number(started[1]);
    return { t, event: position === 0 ? 'print_start' : 'resume', file_position: position };
  }
  if (/^Finished SD card print/.test(text)) return { t, event: 'print_end' };
  const shutdown = /^Transition to shutdown state: (.*)$/.exec(text);
  if (shutdown) return { t, event: 'shutdown', message: shutdown[1] ?? '' };
  return undefined;
}
