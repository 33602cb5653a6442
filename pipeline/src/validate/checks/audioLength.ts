import { z } from 'zod';
import { RUN_FILE } from '#core/run/runFolder';
import { duration } from '../../quantities.ts';
import { kind } from '../kind.ts';
import { singleOutcome } from '../unexpected.ts';

export const audioLength = kind({
  code: 'audio-length-mismatch',
  meaning: 'The sound is as long as the sensors, within this share or so many seconds.',
  parameters: z.strictObject({ percent: z.number().min(0), seconds: z.number().min(0) }),
  check(run, _columns, parameters) {
    const { audioSeconds, timing } = run;
    if (audioSeconds === undefined || timing.seconds === 0) return [];
    const within = Math.max(parameters.seconds, (parameters.percent / 100) * timing.seconds);
    return [
      singleOutcome(Math.abs(audioSeconds - timing.seconds) <= within, audioSeconds, () => ({
        file: RUN_FILE.audio,
        message: `The sound takes ${duration(audioSeconds)} and the sensors ${duration(timing.seconds)}; look for a sound that was cut off, or for that of another run.`,
      })),
    ];
  },
});
