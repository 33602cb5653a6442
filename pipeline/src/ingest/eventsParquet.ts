import type { SchemaElement } from 'hyparquet';
import type { RunEvent } from '#core/run/metadata';
import { parquetBytes } from '../dataset/writeParquet.ts';

/** Columns of events.parquet, which are the fields of events.jsonl. */
const COLUMNS: readonly {
  readonly element: SchemaElement;
  readonly cell: (event: RunEvent) => string | number | bigint | null;
}[] = [
  {
    element: { name: 't', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    cell: ({ t }) => t,
  },
  {
    element: {
      name: 'event',
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      repetition_type: 'REQUIRED',
    },
    cell: ({ event }) => event,
  },
  {
    element: { name: 'value', type: 'DOUBLE', repetition_type: 'OPTIONAL' },
    cell: ({ value }) => value ?? null,
  },
  {
    element: { name: 'file_position', type: 'INT64', repetition_type: 'OPTIONAL' },
    cell: ({ file_position: position }) => (position === undefined ? null : BigInt(position)),
  },
  {
    element: {
      name: 'message',
      type: 'BYTE_ARRAY',
      converted_type: 'UTF8',
      repetition_type: 'OPTIONAL',
    },
    cell: ({ message }) => message ?? null,
  },
];

export function eventsParquet(events: readonly RunEvent[]): Uint8Array {
  const schema = COLUMNS.map(({ element }) => [element]);
  const group = COLUMNS.map(({ element, cell }) => ({
    name: element.name,
    elements: [element],
    data: events.map(cell),
  }));
  return parquetBytes(schema, [group]);
}
