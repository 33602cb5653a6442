import { z } from 'zod';
import { decimal, duration as inWords } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { placeOf, singleOutcome } from '../unexpected.ts';
import { endedEarly, waitsOf } from './waits.ts';

const positive = z.number().positive();

export const duration = kind({
  code: 'duration-mismatch',
  meaning:
    'The run takes between so many and so many times the planned time. Waits are taken out: those that events name, else standstills of so many seconds. A run that was shut down may be shorter.',
  parameters: z.strictObject({ least: positive, most: positive, standstillSeconds: positive }),
  check(run, _columns, { least, most, standstillSeconds }) {
    const planned = run.plan?.seconds ?? 0;
    const { seconds } = run.timing;
    if (!(planned > 0 && seconds > 0)) return [];
    const waits = waitsOf(run, standstillSeconds);
    const isShort = (seconds - waits.leading) / planned < least && !endedEarly(run.events);
    const isLong = (seconds - waits.all) / planned > most;
    const active = seconds - (isShort ? waits.leading : waits.all);
    const why = isShort
      ? 'a part of the run is missing, or the G-code is another one'
      : 'the G-code or the printer is another one, or the print was slowed down';
    return [
      singleOutcome(!isShort && !isLong, seconds, () => ({
        ...placeOf(run, 'timestamp', run.sensors.table.rowCount - 1),
        message: `The run takes ${inWords(active)} without waits, ${decimal(active / planned, 2)} times the planned ${inWords(planned)} (${decimal(least, 2)} to ${decimal(most, 2)} may be); ${why}.`,
      })),
    ];
  },
});
