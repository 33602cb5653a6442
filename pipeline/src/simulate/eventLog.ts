import type { RunEvent } from '#core/run/metadata';
import type { StandKind } from './timetable.ts';

/** What there is to say of an event. */
export interface EventDetails {
  /** Of the G-code that brought it about, from 0. */
  readonly line: number;
  readonly value?: number | undefined;
  readonly message?: string | undefined;
}

/** The events of a run, in the order of time. */
export class EventLog {
  readonly events: RunEvent[] = [];
  private readonly lineByte: Float64Array;

  constructor(lineByte: Float64Array) {
    this.lineByte = lineByte;
  }

  /** @param seconds on the run's clock */
  add(event: RunEvent['event'], seconds: number, details?: EventDetails): void {
    if (details === undefined) {
      this.events.push({ t: seconds, event });
      return;
    }
    const { line, value, message } = details;
    this.events.push({
      t: seconds,
      event,
      ...(value !== undefined && { value }),
      file_position: this.lineByte[line] ?? 0,
      ...(message !== undefined && { message }),
    });
  }

  /** The printer does something that the plan knows nothing of. */
  addStand(of: StandKind, edge: 'begin' | 'end', seconds: number, line: number): void {
    if (of === 'pause') this.add(edge === 'begin' ? 'pause' : 'resume', seconds, { line });
    else if (of === 'homing' && edge === 'begin') this.add('home', seconds, { line });
    else this.add(`wait_${edge}`, seconds, { line, message: of });
  }
}
