import { z } from 'zod';
import { CHANNELS, type ChannelName } from '#core/run/channels';
import { kind, type Outcome } from '../kind.ts';
import type { RunUnderTest } from '../runUnderTest.ts';

export const columnsPresent = kind({
  code: 'missing-label',
  meaning: 'The columns are there, but for those that metadata.json states as absent.',
  parameters: z.strictObject({}),
  check(run, columns) {
    const stated = run.metadata?.value.channels ?? [];
    const absent = new Set(stated.filter(({ present }) => !present).map(({ name }) => name));
    const cure = 'add it, or state in metadata.json that it is not present';
    return presence(
      run,
      columns.filter((name) => !absent.has(name)),
      (name) => `There is no column "${name}"; ${cure}.`,
    );
  },
});

export const columnsAsStated = kind({
  code: 'missing-label',
  meaning: 'The channels that metadata.json states as present are there.',
  parameters: z.strictObject({}),
  check(run) {
    const stated = (run.metadata?.value.channels ?? []).filter(({ present }) => present);
    // Channels of other files, such as the raw accelerometer, are not columns of this one.
    const names = CHANNELS.map(({ name }) => name).filter((name) =>
      stated.some((channel) => channel.name === name),
    );
    return presence(
      run,
      names,
      (name) =>
        `metadata.json says that "${name}" was measured, but there is no such column; correct one of the two.`,
    );
  },
});

function presence(
  { sensors }: RunUnderTest,
  names: readonly ChannelName[],
  message: (name: ChannelName) => string,
): Outcome[] {
  if (names.length === 0 || sensors.table.columns.size === 0) return [];
  const missing = names.filter((name) => !sensors.table.columns.has(name));
  return [
    {
      success: missing.length === 0,
      elementCount: names.length,
      unexpectedCount: missing.length,
      partial: missing,
      problems: missing.map((field) => ({
        file: sensors.file,
        line: 1,
        column: 1,
        field,
        message: message(field),
      })),
    },
  ];
}
