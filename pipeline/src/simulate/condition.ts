/**
 * What is wrong with the printer at a moment; everything at its healthy value where nothing is. It is made
 * anew for every sample: each failure that has begun changes what it changes.
 */
export interface PrinterCondition {
  /** Heater power as a share of what it should give. */
  heaterPower: number;
  /** Duty below which the hot end's heater cannot go: its switch is stuck. */
  leastDuty: number;
  /** Share of its responsiveness that the hot end's sensor still has, and how fast the air cools it, 1/s. */
  sensorFollow: number;
  sensorCoolingPerS: number;
  /** Part cooling fan as a share of the speed it should have. */
  fanSpeed: number;
  /** Supply voltage as a share. */
  supply: number;
  /** Tension and damping as a share, and play in addition, mm. */
  beltTension: number;
  damping: number;
  backlashMm: number;
  /** What the head is off its commanded place, mm. */
  shiftX: number;
  shiftY: number;
  /** Speed that each axis loses at once, mm/s; for one sample. */
  joltX: number;
  joltY: number;
  joltZ: number;
  /** Load of the motors of X and Y in addition. */
  axisLoad: number;
  /** Resistance of the nozzle as a multiple. */
  nozzleResistance: number;
  /** Share of the commanded filament that the gears take along. */
  feed: number;
  /** Filament that is left when the end of the spool passes the switch, mm; stated once. */
  lastFilamentMm: number;
  hasFilament: boolean;
  /** Ooze, and the retraction that it takes to stop it, as multiples. */
  ooze: number;
  oozeReach: number;
}

export const HEALTHY: Readonly<PrinterCondition> = {
  heaterPower: 1,
  leastDuty: 0,
  sensorFollow: 1,
  sensorCoolingPerS: 0,
  fanSpeed: 1,
  supply: 1,
  beltTension: 1,
  damping: 1,
  backlashMm: 0,
  shiftX: 0,
  shiftY: 0,
  joltX: 0,
  joltY: 0,
  joltZ: 0,
  axisLoad: 0,
  nozzleResistance: 1,
  feed: 1,
  lastFilamentMm: Number.POSITIVE_INFINITY,
  hasFilament: true,
  ooze: 1,
  oozeReach: 1,
};

/** What a piece of the path meets where it is laid. Each failure that has begun may add to it. */
export interface Contact {
  /** How far the part is off its place under the nozzle, mm. */
  offsetX: number;
  offsetY: number;
  /** How much higher than planned what is below lies, mm. */
  lift: number;
  /** Speed that the head loses when it strikes something, mm/s. */
  strike: number;
  /** Resistance to the flow as a multiple: more where the gap is narrow, less in the air. */
  resistance: number;
}

/** Where that piece begins. */
export interface Place {
  x: number;
  y: number;
  /** Height of its layer, mm; 0 outside of them. */
  height: number;
  /** Index in `ROLES`. */
  role: number;
  /** The piece lays something down. */
  extrudes: boolean;
}
