import { Buffer } from 'node:buffer';
import { z } from 'zod';
import type { ChannelName } from '#core/run/channels';
import type { RunFinding } from '#core/run/findings';
import type { RunEvent } from '#core/run/metadata';
import { readJsonLines } from './documents.ts';
import type { IngestProfile, ProfileReading } from './profile.ts';
import { failing, type RawFolder, warning } from './rawFolder.ts';
import { SampleColumns } from './sampleColumns.ts';

/**
 * A capture of Moonraker's status subscription, one message a line:
 * `{"t": UNIX_MS, "m": "initial" | METHOD, "p": PARAMETERS}`. The first message has the whole state
 * (`{eventtime, status}`), each `notify_status_update` what has changed since (`[status, eventtime]`); what a
 * message does not name is as it was. Times are Klipper's monotonic `eventtime`.
 */
export const KLIPPER_MOONRAKER_PROFILE: IngestProfile = {
  name: 'klipper-moonraker',
  summary: "JSON lines of Moonraker's status subscription, the whole state first",
  fills: [
    ...(['timestamp', 'temperature', 'target_temperature', 'bed_temperature'] as const),
    ...(['bed_target', 'fan', 'fan_speed', 'position_x', 'position_y', 'position_z'] as const),
    ...(['velocity', 'extruder_position', 'filament_present', 'file_position'] as const),
  ],
  source: 'telemetry.jsonl',
  async find(folder) {
    for (const file of folder.files.keys())
      if (file.endsWith('.jsonl') && (await looksLikeIt(folder, file))) return file;
    return undefined;
  },
  async read(folder, file) {
    const bytes = (await folder.read(file)) ?? new Uint8Array(0);
    const { entries, findings } = readJsonLines(bytes, file, MESSAGE);
    return reading(entries, [...findings], file);
  },
};

async function looksLikeIt(folder: RawFolder, file: string): Promise<boolean> {
  const head = Buffer.from(await folder.head(file, 4096)).toString('latin1');
  return /^\s*\{.{0,80}"m"\s*:\s*"(initial|notify_\w+)"/.test(head);
}

const MESSAGE = z.looseObject({ t: z.number(), m: z.string(), p: z.unknown() });
type Message = z.infer<typeof MESSAGE>;

const STATUS = z.record(z.string(), z.record(z.string(), z.unknown()));
type Status = z.infer<typeof STATUS>;
const INITIAL = z.object({ eventtime: z.number(), status: STATUS });
const UPDATE = z.tuple([STATUS, z.number()]);

/** Objects and fields of Klipper, and the channel that each fills. Klipper's heater power is a share of full
 * power and not in watts, so it fills none. */
const FIELDS: readonly {
  readonly object: string;
  readonly field: string;
  readonly channels: readonly ChannelName[];
}[] = [
  { object: 'extruder', field: 'temperature', channels: ['temperature'] },
  { object: 'extruder', field: 'target', channels: ['target_temperature'] },
  { object: 'heater_bed', field: 'temperature', channels: ['bed_temperature'] },
  { object: 'heater_bed', field: 'target', channels: ['bed_target'] },
  { object: 'fan', field: 'speed', channels: ['fan'] },
  { object: 'fan', field: 'rpm', channels: ['fan_speed'] },
  {
    object: 'motion_report',
    field: 'live_position',
    channels: ['position_x', 'position_y', 'position_z', 'extruder_position'],
  },
  { object: 'motion_report', field: 'live_velocity', channels: ['velocity'] },
  { object: 'virtual_sdcard', field: 'file_position', channels: ['file_position'] },
];

const FILAMENT_SENSOR = /^filament_(switch|motion)_sensor /;

function reading(
  entries: readonly { readonly line: number; readonly value: Message }[],
  findings: RunFinding[],
  file: string,
): ProfileReading {
  const columns = new SampleColumns();
  const events: RunEvent[] = [];
  const state = new Map<ChannelName, number>();
  let last = Number.NEGATIVE_INFINITY;
  let isComplete = false;
  let printState: unknown;
  let startTime: string | undefined;
  for (const { line, value } of entries) {
    const update = updateOf(value);
    if (update === undefined) continue;
    const { status, time } = update;
    isComplete ||= value.m === 'initial';
    startTime ??= new Date(value.t).toISOString();
    if (time <= last) {
      findings.push(
        warning(
          'not-increasing',
          file,
          'The time of this message is not later than the one before; it is left out.',
          {
            line,
          },
        ),
      );
      continue;
    }
    last = time;
    const before = new Map(state);
    applyStatus(status, state);
    state.set('timestamp', time);
    columns.add(state);
    events.push(
      ...printEvents(status, printState, state, time),
      ...eventsOf(status, before, state, time),
    );
    printState = status.print_stats?.state ?? printState;
  }
  if (columns.rowCount === 0)
    findings.push(
      failing(
        'empty-file',
        file,
        'There is no status message in the capture; record the print again.',
      ),
    );
  else if (!isComplete)
    findings.push(
      warning(
        'missing-cell',
        file,
        'The capture does not begin with the whole state, so values are missing until each has changed once.',
        { line: 1 },
      ),
    );
  return {
    table: columns.table(),
    events,
    findings,
    filePosition: state.has('file_position') ? 'queued' : null,
    ...(startTime === undefined ? {} : { startTime }),
  };
}

function updateOf({ m, p }: Message): { status: Status; time: number } | undefined {
  if (m === 'initial') {
    const { data } = INITIAL.safeParse(p);
    return data && { status: data.status, time: data.eventtime };
  }
  if (m !== 'notify_status_update') return undefined;
  const { data } = UPDATE.safeParse(p);
  return data && { status: data[0], time: data[1] };
}

function applyStatus(status: Status, state: Map<ChannelName, number>): void {
  for (const { object, field, channels } of FIELDS) {
    const value = status[object]?.[field];
    const values = Array.isArray(value) ? value : [value];
    for (const [index, channel] of channels.entries()) {
      const number = values[index];
      if (typeof number === 'number') state.set(channel, number);
    }
  }
  for (const [object, fields] of Object.entries(status)) {
    const { filament_detected: detected } = fields;
    if (FILAMENT_SENSOR.test(object) && typeof detected === 'boolean')
      state.set('filament_present', detected ? 1 : 0);
  }
}

type EventName = RunEvent['event'];

/** Channels whose change is an event. */
const TOLD_CHANGES: readonly (readonly [ChannelName, EventName])[] = [
  ['target_temperature', 'hotend_target'],
  ['bed_target', 'bed_target'],
  ['fan', 'fan'],
];

/** States of `print_stats`, which a message names when it changes. */
const PRINT_STATES: Readonly<Record<string, EventName>> = {
  paused: 'pause',
  complete: 'print_end',
  cancelled: 'print_end',
  error: 'print_end',
};

/** @param before the state of `print_stats` until now */
function printEvents(
  status: Status,
  before: unknown,
  state: ReadonlyMap<ChannelName, number>,
  t: number,
): RunEvent[] {
  const now = status.print_stats?.state;
  if (typeof now !== 'string' || now === before) return [];
  const event =
    now === 'printing' ? (before === 'paused' ? 'resume' : 'print_start') : PRINT_STATES[now];
  return event === undefined ? [] : [{ t, event, ...positionOf(state), message: now }];
}

function positionOf(state: ReadonlyMap<ChannelName, number>): { file_position?: number } {
  const position = state.get('file_position');
  return position === undefined ? {} : { file_position: position };
}

function eventsOf(
  status: Status,
  before: ReadonlyMap<ChannelName, number>,
  state: ReadonlyMap<ChannelName, number>,
  t: number,
): RunEvent[] {
  const events: RunEvent[] = [];
  const at = positionOf(state);
  for (const [channel, event] of TOLD_CHANGES) {
    const value = state.get(channel);
    const old = before.get(channel);
    if (value !== undefined && old !== undefined && value !== old)
      events.push({ t, event, value, ...at });
  }
  const layer = layerOf(status);
  if (layer !== undefined) events.push({ t, event: 'layer', value: layer, ...at });
  if (before.get('filament_present') === 1 && state.get('filament_present') === 0)
    events.push({ t, event: 'filament_runout', ...at });
  const { state: klippy, state_message: message } = status.webhooks ?? {};
  if (klippy === 'shutdown' || klippy === 'error')
    events.push({
      t,
      event: 'shutdown',
      ...at,
      ...(typeof message === 'string' ? { message: firstLine(message) } : {}),
    });
  return events;
}

/** Only slicers that call SET_PRINT_STATS_INFO let Klipper know it. */
function layerOf(status: Status): number | undefined {
  const info = status.print_stats?.info;
  if (typeof info !== 'object' || info === null || !('current_layer' in info)) return undefined;
  return typeof info.current_layer === 'number' ? info.current_layer : undefined;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
