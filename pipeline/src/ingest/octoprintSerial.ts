import { Buffer } from 'node:buffer';
import type { ChannelName } from '#core/run/channels';
import type { RunEvent } from '#core/run/metadata';
import type { IngestProfile } from './profile.ts';
import { failing } from './rawFolder.ts';
import { SampleColumns } from './sampleColumns.ts';
import { linesOfLog } from './textLines.ts';

/**
 * OctoPrint's serial.log: `2026-01-15 10:00:00,123 - Recv: ok T:200.1 /200.0 B:60.0 /60.0 @:64 B@:20`.
 * Answers to M105 (and temperatures that the printer reports by itself) and to M114 become rows. The time is
 * that of the computer's clock; the first line is second 0.
 */
export const OCTOPRINT_SERIAL_PROFILE: IngestProfile = {
  name: 'octoprint-serial',
  summary: "the answers to M105 and M114 in OctoPrint's serial.log",
  fills: [
    ...(['timestamp', 'temperature', 'target_temperature', 'bed_temperature'] as const),
    ...(['bed_target', 'fan', 'position_x', 'position_y', 'position_z'] as const),
    'extruder_position',
  ],
  source: 'serial.log',
  async find(folder) {
    for (const file of folder.files.keys()) {
      if (!/\.(log|txt)$/.test(file)) continue;
      const head = Buffer.from(await folder.head(file, 1 << 16)).toString('latin1');
      if (LINE_IN_TEXT.test(head)) return file;
    }
    return undefined;
  },
  async read(folder, file) {
    const bytes = (await folder.read(file)) ?? new Uint8Array(0);
    const columns = new SampleColumns();
    const events: RunEvent[] = [];
    let first: { readonly time: number; readonly stamp: string } | undefined;
    let last = Number.NEGATIVE_INFINITY;
    let fan: number | undefined;
    for (const { text } of linesOfLog(bytes)) {
      const [, date = '', clock = '', direction, said = ''] = LINE.exec(text) ?? [];
      if (direction === undefined) continue;
      // Read as if it were UTC: only differences count, and the log does not say which zone it is in.
      const time = Date.parse(`${date}T${clock.replace(',', '.')}Z`) / 1000;
      if (!Number.isFinite(time)) continue;
      first ??= { time, stamp: `${date}T${clock.replace(',', '.')}` };
      const t = millisecond(time - first.time);
      if (direction === 'Send') {
        const event = eventOf(said, t);
        if (event) events.push(event);
        if (event?.event === 'fan') fan = event.value;
        continue;
      }
      const sample = sampleOf(said);
      // Two answers in a millisecond cannot be told apart in time.
      if (sample.size === 0 || t <= last) continue;
      last = t;
      if (fan !== undefined) sample.set('fan', fan);
      columns.add(sample.set('timestamp', t));
    }
    return {
      table: columns.table(),
      events,
      findings:
        columns.rowCount > 0
          ? []
          : [
              failing(
                'empty-file',
                file,
                'The log has no temperature and no position; switch the serial log on in OctoPrint and print again.',
              ),
            ],
      filePosition: null,
      ...(first && { startTime: first.stamp }),
    };
  },
};

// Older versions put the name of the logger and its level in between.
const LINE =
  /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d,\d{3}) - (?:SERIAL - DEBUG - )?(Recv|Send): ?(.*)$/;
const LINE_IN_TEXT =
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} - (?:SERIAL - DEBUG - )?(?:Recv|Send):/m;

const NUMBER = '(-?\\d+(?:\\.\\d+)?)';
const HOTEND = new RegExp(`(?:^|[\\s])T:${NUMBER}(?: ?/ ?${NUMBER})?`);
const BED = new RegExp(`(?:^|[\\s])B:${NUMBER}(?: ?/ ?${NUMBER})?`);
const POSITION = new RegExp(`X:${NUMBER} Y:${NUMBER} Z:${NUMBER} E:${NUMBER}`);

function sampleOf(said: string): Map<ChannelName, number> {
  const sample = new Map<ChannelName, number>();
  const put = (channel: ChannelName, text: string | undefined) => {
    if (text !== undefined) sample.set(channel, Number(text));
  };
  const hotend = HOTEND.exec(said);
  put('temperature', hotend?.[1]);
  put('target_temperature', hotend?.[2]);
  const bed = BED.exec(said);
  put('bed_temperature', bed?.[1]);
  put('bed_target', bed?.[2]);
  const position = POSITION.exec(said);
  put('position_x', position?.[1]);
  put('position_y', position?.[2]);
  put('position_z', position?.[3]);
  put('extruder_position', position?.[4]);
  return sample;
}

/** What is sent, without line number and checksum. */
function eventOf(sent: string, t: number): RunEvent | undefined {
  const command = sent.replace(/^N\d+ ?/, '').replace(/\*\d+$/, '');
  const word = /^[GM]\d+/.exec(command)?.[0] ?? '';
  const s = /\bS(\d+(?:\.\d+)?)/.exec(command)?.[1];
  const value = s === undefined ? {} : { value: Number(s) };
  if (word === 'M104' || word === 'M109') return { t, event: 'hotend_target', ...value };
  if (word === 'M140' || word === 'M190') return { t, event: 'bed_target', ...value };
  if (word === 'M106') return { t, event: 'fan', value: Math.min(1, Number(s ?? 255) / 255) };
  if (word === 'M107') return { t, event: 'fan', value: 0 };
  if (word === 'G28') return { t, event: 'home' };
  if (word === 'M112') return { t, event: 'shutdown' };
  return undefined;
}

function millisecond(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
