import type { SchemaElement } from 'hyparquet';
import type { Toolpath } from '#core/print/toolpath';
import type { PlannedLayer } from '#core/run/alignedRun';
import { type ClockMap, plannedMoment } from '#core/run/clockMap';
import type { RunEvent } from '#core/run/metadata';
import { pieceAt } from '#core/run/plannedMotion';
import { parquetBytes, type WrittenColumn } from '../dataset/writeParquet.ts';

/** Where an event lies in the plan. */
interface PlacedEvent {
  readonly event: RunEvent;
  readonly t: number;
  readonly sourceT: number;
  /** From 1; null before the first line that moves. */
  readonly line: number | null;
  readonly layer: number | null;
}

/**
 * aligned_events.parquet: every event on planned time, with the line that was being executed and its layer. The
 * line is the event's own where its byte is known to be executed, else that of the plan at this time.
 * @param lineOfByte the line (from 0) of a byte that was executed; undefined where bytes are only of what was read
 */
export function alignedEventsParquet(
  events: readonly RunEvent[],
  toolpath: Toolpath,
  layers: readonly PlannedLayer[],
  map: ClockMap,
  sourceT: (source: number) => number,
  lineOfByte: ((byte: number) => number) | undefined,
): Uint8Array {
  const placed = events.map((event): PlacedEvent => {
    const { seconds } = plannedMoment(map, event.t);
    const piece = pieceAt(toolpath, seconds);
    const own = event.file_position === undefined ? undefined : lineOfByte?.(event.file_position);
    const planned = piece < 0 ? undefined : toolpath.line[piece];
    const line = own ?? planned;
    const layer = layers.findIndex((each) => piece >= each.firstPiece && piece < each.endPiece);
    return {
      event,
      t: seconds,
      sourceT: sourceT(event.t),
      line: line === undefined ? null : line + 1,
      layer: layer < 0 ? null : layer + 1,
    };
  });
  const columns = [
    column(
      't',
      { type: 'DOUBLE' },
      placed.map(({ t }) => t),
    ),
    column(
      'source_t',
      { type: 'DOUBLE' },
      placed.map((each) => each.sourceT),
    ),
    column(
      'event',
      TEXT,
      placed.map(({ event }) => event.event),
    ),
    column(
      'value',
      { type: 'DOUBLE' },
      placed.map(({ event }) => event.value ?? Number.NaN),
    ),
    column(
      'line',
      { type: 'INT32' },
      placed.map(({ line }) => line),
    ),
    column(
      'layer',
      { type: 'INT32' },
      placed.map(({ layer }) => layer),
    ),
    column(
      'message',
      TEXT,
      placed.map(({ event }) => event.message ?? null),
    ),
  ];
  return parquetBytes(
    columns.map(({ elements }) => elements),
    [columns],
  );
}

const TEXT = { type: 'BYTE_ARRAY', converted_type: 'UTF8' } as const;

function column(
  name: string,
  type: Pick<SchemaElement, 'type' | 'converted_type'>,
  data: readonly (number | string | null)[],
): WrittenColumn {
  return {
    name,
    elements: [{ name, ...type, repetition_type: 'OPTIONAL' }],
    data: type.type === 'DOUBLE' ? Float64Array.from(data, Number) : [...data],
  };
}
