import { type AxisPlan, axisPlan } from './axisLimits.ts';
import type { PlanSettings } from './planMove.ts';
import type { AxisLimits, ExtruderLimits, KlipperLimits, MotionLimits } from './profile.ts';
import type { AxisNumbers, MachineState } from './state.ts';

/** The limits in force for the moves that come next: the printer's own, changed by what the file said. */
export interface PlanLimits {
  readonly velocityMmPerS: number;
  readonly accelerationMmPerS2: number;
  /** What is left of it for short moves that speed up and slow down at once: Klipper's minimum cruise
   * ratio as an acceleration. */
  readonly smoothAccelerationMmPerS2: number;
  readonly junctionDeviationMm: number;
  readonly zVelocityMmPerS: number;
  readonly zAccelerationMmPerS2: number;
  readonly extruder: ExtruderLimits;
  /** Marlin and RepRapFirmware limit each axis by itself; undefined for Klipper. */
  readonly axes: AxisPlan | undefined;
}

/** What does not change within a file. The speed of moves before the first F is that of Klipper's
 * gcode_move, of Marlin's and RepRapFirmware's default feed rates. Marlin cuts arcs into pieces of 1 mm;
 * RepRapFirmware's finer ones make no difference to its time. */
export function planSettings(limits: MotionLimits): PlanSettings {
  return {
    firstSpeedMmPerS: limits.kind === 'reprap' ? 50 : 25,
    arcResolutionMm: limits.kind === 'klipper' ? Math.max(limits.arcResolutionMm, 1e-3) : 1,
  };
}

export function planLimits(limits: MotionLimits, state: LimitsSaid): PlanLimits {
  return limits.kind === 'klipper'
    ? klipperPlanLimits(limits, state)
    : axisPlanLimits(limits, state);
}

export function limitsSaid(state: LimitsSaid): LimitsSaid {
  const { acceleration, travelAcceleration, retractAcceleration, velocityLimit } = state;
  const { squareCornerVelocity, minimumCruiseRatio, axes, tool } = state;
  return {
    acceleration,
    travelAcceleration,
    retractAcceleration,
    velocityLimit,
    squareCornerVelocity,
    minimumCruiseRatio,
    axes,
    tool,
  };
}

/** Whether two states leave the same limits in force. */
export function sameLimits(a: LimitsSaid, b: LimitsSaid): boolean {
  return LIMIT_KEYS.every((key) => a[key] === b[key]);
}

/** The part of the state that limits depend on. */
export type LimitsSaid = Pick<MachineState, (typeof LIMIT_KEYS)[number]>;

const LIMIT_KEYS = [
  'acceleration',
  'travelAcceleration',
  'retractAcceleration',
  'velocityLimit',
  'squareCornerVelocity',
  'minimumCruiseRatio',
  'axes',
  'tool',
] as const;

function klipperPlanLimits(limits: KlipperLimits, state: LimitsSaid): PlanLimits {
  const acceleration = aboveZero(state.acceleration, limits.maxAccelerationMmPerS2);
  const said = state.minimumCruiseRatio;
  const ratio = said >= 0 && said < 1 ? said : limits.minimumCruiseRatio;
  const corner =
    state.squareCornerVelocity >= 0
      ? state.squareCornerVelocity
      : limits.squareCornerVelocityMmPerS;
  const extruder =
    limits.extruders[Math.min(state.tool, limits.extruders.length - 1)] ?? limits.extruders[0];
  return {
    velocityMmPerS: aboveZero(state.velocityLimit, limits.maxVelocityMmPerS),
    accelerationMmPerS2: acceleration,
    smoothAccelerationMmPerS2: acceleration * (1 - ratio),
    // The circle through a square corner that is run at the square corner velocity.
    junctionDeviationMm: (corner * corner * (Math.SQRT2 - 1)) / acceleration,
    zVelocityMmPerS: limits.maxZVelocityMmPerS,
    zAccelerationMmPerS2: limits.maxZAccelerationMmPerS2,
    extruder,
    axes: undefined,
  };
}

const NO_EXTRUDER_LIMITS: ExtruderLimits = {
  instantaneousCornerVelocityMmPerS: Number.POSITIVE_INFINITY,
  maxExtrudeOnlyVelocityMmPerS: Number.POSITIVE_INFINITY,
  maxExtrudeOnlyAccelerationMmPerS2: Number.POSITIVE_INFINITY,
};

function axisPlanLimits(limits: AxisLimits, state: LimitsSaid): PlanLimits {
  const { axes } = state;
  const printing = aboveZero(state.acceleration, limits.printingAccelerationMmPerS2);
  return {
    velocityMmPerS: Number.POSITIVE_INFINITY,
    accelerationMmPerS2: printing,
    smoothAccelerationMmPerS2: printing,
    junctionDeviationMm: axes?.junctionDeviationMm ?? limits.junctionDeviationMm ?? 0,
    zVelocityMmPerS: Number.POSITIVE_INFINITY,
    zAccelerationMmPerS2: Number.POSITIVE_INFINITY,
    extruder: NO_EXTRUDER_LIMITS,
    axes: axisPlan({
      ...limits,
      maxFeedrateMmPerS: changed(limits.maxFeedrateMmPerS, axes?.feedrateMmPerS),
      maxAccelerationMmPerS2: changed(limits.maxAccelerationMmPerS2, axes?.accelerationMmPerS2),
      jerkMmPerS: changed(limits.jerkMmPerS, axes?.jerkMmPerS),
      printingAccelerationMmPerS2: printing,
      travelAccelerationMmPerS2: aboveZero(
        state.travelAcceleration,
        limits.travelAccelerationMmPerS2,
      ),
      retractAccelerationMmPerS2: aboveZero(
        state.retractAcceleration,
        limits.retractAccelerationMmPerS2,
      ),
    }),
  };
}

type ByAxis = AxisLimits['maxFeedrateMmPerS'];

function changed(usual: ByAxis, said: AxisNumbers | undefined): ByAxis {
  if (said === undefined) return usual;
  return [said[0] ?? usual[0], said[1] ?? usual[1], said[2] ?? usual[2], said[3] ?? usual[3]];
}

/** −1 stands for "the file has not said"; firmwares refuse 0. */
function aboveZero(value: number, usual: number): number {
  return value > 0 ? value : usual;
}
