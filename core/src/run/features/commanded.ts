import type { ToolpathEvent } from '../../print/toolpath.ts';
import type { AlignedRun } from '../alignedRun.ts';
import { isMeasured, remembered } from './section.ts';

/** Channels that say what was commanded, and the events of the plan that say the same. */
const PLANNED = {
  target_temperature: 'hotend',
  bed_target: 'bed',
  fan: 'fan',
} as const satisfies Readonly<Record<string, ToolpathEvent['kind']>>;

export type CommandedChannel = keyof typeof PLANNED;

/** What was commanded at each row: as the run recorded it, or else as the G-code says. */
export function commandedValues(run: AlignedRun, channel: CommandedChannel): Float64Array {
  return commandedBy[channel](run);
}

const commandedBy = {
  target_temperature: remembered((run: AlignedRun) => valuesOf(run, 'target_temperature')),
  bed_target: remembered((run: AlignedRun) => valuesOf(run, 'bed_target')),
  fan: remembered((run: AlignedRun) => valuesOf(run, 'fan')),
};

function valuesOf(run: AlignedRun, channel: CommandedChannel): Float64Array {
  const { timeline, toolpath } = run;
  const recorded = timeline.columns.get(channel);
  if (recorded && isMeasured(run, channel)) return recorded;
  const events = toolpath.events.filter(({ kind }) => kind === PLANNED[channel]);
  // Before anything is said, heaters and fan are off; a file that says nothing at all leaves that open.
  let value = events.length === 0 ? Number.NaN : 0;
  let next = 0;
  const t = timeline.columns.get('t') ?? new Float64Array(timeline.rowCount);
  return t.map((now) => {
    for (let event = events[next]; event; event = events[++next]) {
      const { beforePiece } = event;
      const begins =
        beforePiece < toolpath.count ? (toolpath.start[beforePiece] ?? 0) : toolpath.seconds;
      if (begins > now) break;
      value = event.value;
    }
    return value;
  });
}
