import { commandCode, type GcodeLine, WORD_COMMAND } from '../gcode/line.ts';
import { MOVE, type Move } from '../machine/move.ts';
import {
  type LimitsSaid,
  limitsSaid,
  planLimits,
  planSettings,
  sameLimits,
} from '../machine/planLimits.ts';
import { type PlanSettings, planMove } from '../machine/planMove.ts';
import { Planner, type PlanState } from '../machine/planner.ts';
import type { MachineProfile } from '../machine/profile.ts';
import { MachineState } from '../machine/state.ts';
import { type UntimedKind, untimedCommand } from './untimed.ts';

/** The planner with what it takes to feed it line by line. */
export interface LinePlan {
  readonly profile: MachineProfile;
  readonly planner: Planner;
  readonly settings: PlanSettings;
  readonly ignoresFileLimits: boolean;
  /** What the planner's limits were made of. */
  said: LimitsSaid;
  pressureAdvance: number;
}

/** @param fileLimits whether limits that the file sets itself count */
export function linePlan(
  profile: MachineProfile,
  fileLimits: 'follow' | 'ignore' = 'follow',
): LinePlan {
  const said = limitsSaid(UNTOUCHED);
  return {
    profile,
    planner: new Planner(planLimits(profile.limits, said)),
    settings: planSettings(profile.limits),
    ignoresFileLimits: fileLimits === 'ignore',
    said,
    pressureAdvance: 0,
  };
}

/** Says nothing about limits. */
const UNTOUCHED = new MachineState();

/** Begins a stretch of the file. */
export function enterPlan(plan: LinePlan, state: MachineState, waiting: PlanState): void {
  plan.planner.enter(waiting);
  followLimits(plan, state);
  plan.pressureAdvance = pressureAdvance(plan.profile, state);
}

const G4 = commandCode('G4');
const M400 = commandCode('M400');

/**
 * Plans a line with a command other than G0 and G1, after it was applied to `state`.
 *
 * @returns why its time cannot be told, undefined where it can
 */
export function planCommand(
  plan: LinePlan,
  line: GcodeLine,
  state: MachineState,
  move: Move,
  owner: number,
): UntimedKind | undefined {
  const { planner } = plan;
  const { command } = line;
  if (move.kind !== MOVE.none) {
    planMove(planner, plan.settings, state, move, owner);
    return undefined;
  }
  followLimits(plan, state);
  if (command === WORD_COMMAND) followPressureAdvance(plan, state);
  const untimed = untimedCommand(line, plan.profile, state);
  if (untimed !== undefined || command === G4 || command === M400) planner.stop();
  return untimed;
}

function followLimits(plan: LinePlan, state: MachineState): void {
  if (sameLimits(plan.said, state)) return;
  const said = limitsSaid(state);
  plan.said = said;
  const counting = plan.ignoresFileLimits ? { ...limitsSaid(UNTOUCHED), tool: said.tool } : said;
  plan.planner.limitTo(planLimits(plan.profile.limits, counting));
}

/** Whether the file has set limits of its own up to here. */
export function setsLimits(state: MachineState): boolean {
  return !sameLimits({ ...limitsSaid(UNTOUCHED), tool: state.tool }, state);
}

/** Klipper comes to rest where pressure advance is switched on or off, not where it merely changes. */
function followPressureAdvance(plan: LinePlan, state: MachineState): void {
  const now = pressureAdvance(plan.profile, state);
  if ((now === 0) !== (plan.pressureAdvance === 0)) plan.planner.stop();
  plan.pressureAdvance = now;
}

function pressureAdvance(profile: MachineProfile, state: MachineState): number {
  if (state.pressureAdvance >= 0) return state.pressureAdvance;
  return profile.extruders[0].pressureAdvanceS ?? 0;
}
