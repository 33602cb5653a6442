import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import type { RunEvent } from '#core/run/metadata';
import { RUN_FILE } from '#core/run/runFolder';
import { readJsonLines } from './documents.ts';
import type { IngestProfile } from './profile.ts';
import { failing } from './rawFolder.ts';
import { SampleColumns } from './sampleColumns.ts';

/**
 * A capture of Prunt's web socket `websocket/everything`, one message a line. A `Status` comes every second and
 * names the line of the file that was read last. (Prunt3D/prunt, prunt-web_server.adb.) Heater powers and
 * tachometer frequencies are left out: without the board's configuration they are neither watts nor rpm.
 */
export const PRUNT_WS_PROFILE: IngestProfile = {
  name: 'prunt-ws',
  summary: "JSON lines of Prunt's websocket/everything",
  fills: [
    ...(['timestamp', 'temperature', 'bed_temperature', 'position_x', 'position_y'] as const),
    ...(['position_z', 'extruder_position', 'file_position'] as const),
  ],
  source: 'prunt.jsonl',
  async find(folder) {
    for (const file of folder.files.keys()) {
      if (!file.endsWith('.jsonl')) continue;
      const head = Buffer.from(await folder.head(file, 4096)).toString('latin1');
      if (/^\s*\{\s*"(Server_Start_Time|Status|Log)"\s*:/.test(head)) return file;
    }
    return undefined;
  },
  async read(folder, file) {
    const bytes = (await folder.read(file)) ?? new Uint8Array(0);
    const { entries, findings } = readJsonLines(bytes, file, MESSAGE);
    const gcode = await folder.read(RUN_FILE.gcode);
    const byteOfLine = gcode && lineStarts(gcode);
    const columns = new SampleColumns();
    const events: RunEvent[] = [];
    let last = Number.NEGATIVE_INFINITY;
    let isPaused = false;
    let fileName = '';
    for (const { value } of entries) {
      const { Status: status, Fatal_Error: fatal } = value;
      if (fatal !== undefined && Number.isFinite(last))
        events.push({ t: last, event: 'shutdown', message: fatal.split('\n')[0] ?? '' });
      if (status === undefined || status.Time <= last) continue;
      last = status.Time;
      const sample = sampleOf(status, byteOfLine);
      columns.add(sample);
      const position = sample.get('file_position');
      const at = position === undefined ? {} : { file_position: position };
      if (status.Current_File_Name !== undefined && status.Current_File_Name !== fileName) {
        fileName = status.Current_File_Name;
        events.push({ t: last, event: fileName === '' ? 'print_end' : 'print_start', ...at });
      }
      if (status.Stepgen_Is_Paused !== undefined && status.Stepgen_Is_Paused !== isPaused) {
        isPaused = status.Stepgen_Is_Paused;
        events.push({ t: last, event: isPaused ? 'pause' : 'resume', ...at });
      }
    }
    const table = columns.table();
    const empty = failing(
      'empty-file',
      file,
      'There is no Status in the capture; record the print again.',
    );
    return {
      table,
      events,
      findings: table.rowCount > 0 ? findings : [...findings, empty],
      filePosition: table.columns.has('file_position') ? 'queued' : null,
    };
  },
};

const NUMBERS = z.record(z.string(), z.number());
const MESSAGE = z.looseObject({
  Fatal_Error: z.string().optional(),
  Status: z
    .looseObject({
      Time: z.number(),
      Position: NUMBERS.optional(),
      Thermistor_Temperatures: NUMBERS.optional(),
      Stepgen_Is_Paused: z.boolean().optional(),
      Current_File_Name: z.string().optional(),
      Current_File_Line: z.number().int().optional(),
    })
    .optional(),
});
type Status = NonNullable<z.infer<typeof MESSAGE>['Status']>;

/** Axes as Ada spells them: `X_AXIS`. */
const AXES: readonly (readonly [string, ChannelName])[] = [
  ['X', 'position_x'],
  ['Y', 'position_y'],
  ['Z', 'position_z'],
  ['E', 'extruder_position'],
];

/** Boards name their thermistors; these names say what they are on. */
const THERMISTORS: readonly (readonly [RegExp, ChannelName])[] = [
  [/hot_?end|extruder|nozzle/i, 'temperature'],
  [/bed/i, 'bed_temperature'],
];

function sampleOf(
  status: Status,
  byteOfLine: readonly number[] | undefined,
): Map<ChannelName, number> {
  const sample = new Map<ChannelName, number>([['timestamp', status.Time]]);
  for (const [axis, channel] of AXES) {
    const value = status.Position?.[`${axis}_AXIS`] ?? status.Position?.[axis];
    if (value !== undefined) sample.set(channel, value);
  }
  const thermistors = Object.entries(status.Thermistor_Temperatures ?? {});
  for (const [pattern, channel] of THERMISTORS) {
    const value = thermistors.find(([name]) => pattern.test(name))?.[1];
    if (value !== undefined) sample.set(channel, value);
  }
  const line = status.Current_File_Line ?? 0;
  const byte = line > 0 ? byteOfLine?.[line - 1] : undefined;
  if (byte !== undefined) sample.set('file_position', byte);
  return sample;
}

function lineStarts(gcode: Uint8Array): readonly number[] {
  const starts = [0];
  for (let at = gcode.indexOf(0x0a); at >= 0; at = gcode.indexOf(0x0a, at + 1)) starts.push(at + 1);
  return starts;
}
