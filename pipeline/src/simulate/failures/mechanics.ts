import type { FailureModels } from './failureModel.ts';
import { ramp } from './failureModel.ts';

/** A stepper can only lose steps by fours (Klipper's FAQ); so many fours at full severity. */
const STEPS_LOST_AT_ONCE = 4;
const MOST_TIMES = 5;
/** The head stands for a moment: it loses its speed, and the motor is at its limit. */
const JOLT_MM_PER_S = 60;
const JOLT_SECONDS = 0.1;
const JOLT_LOAD = 1;

/** A belt loosens so long. */
const SLACK_SECONDS = 10;
const MOST_SLACK = 0.6;
const MOST_DAMPING_LOST = 0.5;
const MOST_PLAY_MM = 0.4;

/** Failures of motors and belts. */
export const MOTION_FAILURES: FailureModels<'layer_shift' | 'belt_slack'> = {
  layer_shift: ({ severity, random, parameters }) => {
    const times = Math.max(1, Math.floor(severity * MOST_TIMES + 0.5));
    const way = (times * STEPS_LOST_AT_ONCE) / parameters.fullStepsPerMm;
    const shift = random.uniform() < 0.5 ? -way : way;
    const isX = random.uniform() < 0.5;
    return {
      act(condition, seconds) {
        if (isX) condition.shiftX += shift;
        else condition.shiftY += shift;
        if (seconds >= JOLT_SECONDS) return;
        condition.axisLoad += JOLT_LOAD;
        if (seconds > 0) return;
        const jolt = shift > 0 ? JOLT_MM_PER_S : -JOLT_MM_PER_S;
        if (isX) condition.joltX += jolt;
        else condition.joltY += jolt;
      },
    };
  },
  belt_slack: ({ severity }) => ({
    act(condition, seconds) {
      const slack = severity * ramp(seconds, SLACK_SECONDS);
      condition.beltTension *= 1 - MOST_SLACK * slack;
      condition.damping *= 1 - MOST_DAMPING_LOST * slack;
      condition.backlashMm += MOST_PLAY_MM * slack;
    },
  }),
};
