import { exp } from './exactMath.ts';
import type { Parameters } from './parameters.ts';
import type { SimulationInput } from './simulationInput.ts';

/** Retracted volume at which nothing oozes any more: about 0.4 mm of 1.75 mm filament. */
const OOZE_ENDS_MM3 = 1;
/** Extruder motor and gears without pressure, as a share of where steps are lost. */
const IDLE_LOAD = 0.08;

/**
 * The melt as one springy volume V that the extruder fills and that leaves through the nozzle's resistance r (1
 * is that of a clean nozzle at its temperature):
 *
 *     dV/dt = q_in − q_out        q_out = V / (K·r)
 *
 * which is the first-order lag K·r·dq/dt + q = q_in that Klipper's pressure advance undoes. After a
 * retraction V is negative and nothing comes out. Where V is more than the extruder can hold, it slips. The
 * steps are exact for a feed that stays the same over them.
 */
export class Extruder {
  /** Pressed together beyond what fits; negative while retracted. */
  storedMm3 = 0;
  /** Of the last steps together, mm of filament: what went past the sensor, the part of it that went in rather
   * than back, and what the extruder could not hold and slipped. */
  advanced = 0;
  fed = 0;
  slipped = 0;
  /** Mean of the volume that the extruder held against, mm³. */
  heldMm3 = 0;
  /** Filament that is left behind the end of the spool. */
  remainingMm = Number.POSITIVE_INFINITY;
  private readonly area: number;
  private readonly lagSeconds: number;
  private readonly oozeMmPerS: number;
  /** What the extruder can hold before it slips, mm³. */
  private readonly most: number;
  private lag: number;
  private decaySeconds = Number.NaN;
  private decayLag = Number.NaN;
  private decay = 1;
  private feed = 1;
  private ooze = 0;
  private oozeEnds = OOZE_ENDS_MM3;

  constructor(input: SimulationInput, parameters: Parameters) {
    this.area = input.filamentAreaMm2;
    this.lagSeconds = parameters.pressureLagS;
    this.oozeMmPerS = parameters.oozeMmPerS;
    this.lag = this.lagSeconds;
    // At least what pressure advance asks it to hold.
    const held = Math.max(this.lagSeconds, mostPressureAdvance(input));
    this.most = held * parameters.maxFlowMm3PerS;
  }

  /** @param resistance of the nozzle, 1 for a clean one @param feed share of what is commanded that the gears
   * take along @param ooze and @param oozeReach the retraction it takes to stop it, as multiples */
  setConditions(resistance: number, feed: number, ooze: number, oozeReach: number): void {
    this.lag = this.lagSeconds * resistance;
    this.feed = feed;
    this.ooze = ooze * this.oozeMmPerS * this.area;
    this.oozeEnds = oozeReach * OOZE_ENDS_MM3;
  }

  /** Load of its motor in the last steps: 1 is where it begins to slip. */
  get load(): number {
    return IDLE_LOAD + (this.heldMm3 / this.most) * (1 - IDLE_LOAD);
  }

  /**
   * As many steps as there are entries in `turned`, the filament that the extruder is turned by in each, mm.
   * `deposited` gets the filament that leaves the nozzle.
   */
  run(turned: Float64Array, deposited: Float64Array, stepSeconds: number): void {
    const { area, most, lag, feed, oozeEnds } = this;
    const decay = this.decayFor(stepSeconds);
    const perFeed = (lag * (1 - decay)) / stepSeconds;
    const perVolume = 1 / area;
    const ooze = this.ooze * stepSeconds;
    const perReach = 1 / oozeEnds;
    const isEnding = this.remainingMm !== Number.POSITIVE_INFINITY;
    const count = turned.length;
    let stored = this.storedMm3;
    let [sumAdvanced, sumFed, sumSlipped, sumHeld] = [0, 0, 0, 0];
    for (let i = 0; i < count; i++) {
      const asked = turned[i] as number;
      let volume = (asked > 0 ? asked * feed : asked) * area;
      if (isEnding) volume = this.lastOf(volume);
      const before = stored;
      let kept = 1;
      stored += volume;
      if (before > 0 && stored > 0) {
        stored = before * decay + volume * perFeed;
        kept = perFeed;
      }
      if (stored > most && volume > 0) {
        const slip = Math.min((stored - most) / kept, volume);
        volume -= slip;
        stored -= slip * kept;
        sumSlipped += slip;
      }
      let out = before + volume - stored;
      if (stored > -oozeEnds) {
        const oozed = stored < 0 ? ooze * (1 + stored * perReach) : ooze;
        stored -= oozed;
        out += oozed;
      }
      deposited[i] = out * perVolume;
      sumAdvanced += volume;
      sumFed += Math.max(volume, 0);
      sumHeld += Math.max(stored, 0);
    }
    this.storedMm3 = stored;
    this.advanced = sumAdvanced / area;
    this.fed = sumFed / area;
    this.slipped = sumSlipped / area;
    this.heldMm3 = sumHeld / count;
  }

  /** What of a volume is still there when the filament ends; its end cannot be pulled back. */
  private lastOf(volume: number): number {
    if (this.remainingMm <= 0) return 0;
    const { area } = this;
    const moved = Math.min(volume, this.remainingMm * area);
    this.remainingMm -= moved / area;
    return moved;
  }

  private decayFor(seconds: number): number {
    if (seconds !== this.decaySeconds || this.lag !== this.decayLag) {
      this.decaySeconds = seconds;
      this.decayLag = this.lag;
      this.decay = exp(-seconds / this.lag);
    }
    return this.decay;
  }
}

/** Most that the file ever sets, s. */
function mostPressureAdvance({ timetable, pressureAdvanceS }: SimulationInput): number {
  let most = pressureAdvanceS;
  for (const step of timetable.steps)
    if (step.kind === 'set' && step.what === 'pressure advance') most = Math.max(most, step.value);
  return most;
}
