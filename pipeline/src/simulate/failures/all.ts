import type { FailureKind } from '#core/run/failures';
import type { FailureModels } from './failureModel.ts';
import { FLOW_FAILURES } from './flow.ts';
import { HEAT_FAILURES } from './heat.ts';
import { MOTION_FAILURES } from './mechanics.ts';
import { PART_FAILURES } from './part.ts';

/** How each failure acts on the printer. */
export const FAILURE_MODELS: FailureModels<FailureKind> = {
  ...HEAT_FAILURES,
  ...FLOW_FAILURES,
  ...MOTION_FAILURES,
  ...PART_FAILURES,
};
