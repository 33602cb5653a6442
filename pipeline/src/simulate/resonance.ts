import { cos, exp, sin } from './exactMath.ts';

const TWO_PI = 2 * Math.PI;

/**
 * One axis of the head on its springs, with an accelerometer on it:
 *
 *     q'' + 2ζω·q' + ω²·q = −a        reading = a + q'' = −(2ζω·q' + ω²·q)
 *
 * where a is the commanded acceleration. Each step is the exact solution for an acceleration that stays
 * the same over it. Lengths are mm.
 */
export class Resonator {
  /** Deflection and its speed. */
  q = 0;
  v = 0;
  private readonly seconds: number;
  private hertz = Number.NaN;
  private damping = Number.NaN;
  /** New deflection and speed from the old ones and the acceleration, and the reading from the new ones. */
  qq = 0;
  qv = 0;
  vq = 0;
  vv = 0;
  qa = 0;
  va = 0;
  perQ = 0;
  perV = 0;

  /** @param seconds length of all steps */
  constructor(seconds: number) {
    this.seconds = seconds;
  }

  /** @param damping below 1 */
  tune(hertz: number, damping: number): void {
    if (hertz === this.hertz && damping === this.damping) return;
    this.hertz = hertz;
    this.damping = damping;
    const omega = TWO_PI * hertz;
    const decay = damping * omega;
    const turning = omega * Math.sqrt(1 - damping * damping);
    const shrink = exp(-decay * this.seconds);
    const cosine = shrink * cos(turning * this.seconds);
    const sine = (shrink * sin(turning * this.seconds)) / turning;
    this.qq = cosine + decay * sine;
    this.qv = sine;
    this.vq = -omega * omega * sine;
    this.vv = cosine - decay * sine;
    // It goes towards −a/ω² as far as a step lets it.
    this.qa = (cosine + decay * sine - 1) / (omega * omega);
    this.va = -sine;
    this.perQ = -omega * omega;
    this.perV = -2 * decay;
  }

  /** As many steps as there are accelerations, mm/s²; the readings at the end of each take their place. */
  run(accelerations: Float64Array): void {
    const { qq, qv, qa, vq, vv, va, perQ, perV } = this;
    let { q, v } = this;
    for (let i = 0; i < accelerations.length; i++) {
      const acceleration = accelerations[i] as number;
      const before = q;
      q = qa * acceleration + (qq * q + qv * v);
      v = va * acceleration + (vq * before + vv * v);
      accelerations[i] = perQ * q + perV * v;
    }
    this.q = q;
    this.v = v;
  }

  /** It does not move as far as anything could measure; it is then put to rest. */
  get isQuiet(): boolean {
    const quiet = Math.abs(this.perQ * this.q) < QUIET && Math.abs(this.perV * this.v) < QUIET;
    if (quiet && Math.abs(this.perQ * this.v * this.seconds) < QUIET) {
      this.q = 0;
      this.v = 0;
      return true;
    }
    return false;
  }
}

/** `run` of two at once, which takes hardly longer than one: each step waits for the one before it. */
export function runPair(
  a: Resonator,
  b: Resonator,
  accelerationsA: Float64Array,
  accelerationsB: Float64Array,
): void {
  const { qq: aQq, qv: aQv, qa: aQa, vq: aVq, vv: aVv, va: aVa, perQ: aPerQ, perV: aPerV } = a;
  const { qq: bQq, qv: bQv, qa: bQa, vq: bVq, vv: bVv, va: bVa, perQ: bPerQ, perV: bPerV } = b;
  let [aQ, aV, bQ, bV] = [a.q, a.v, b.q, b.v];
  for (let i = 0; i < accelerationsA.length; i++) {
    const forceA = accelerationsA[i] as number;
    const forceB = accelerationsB[i] as number;
    const beforeA = aQ;
    const beforeB = bQ;
    aQ = aQa * forceA + (aQq * aQ + aQv * aV);
    bQ = bQa * forceB + (bQq * bQ + bQv * bV);
    aV = aVa * forceA + (aVq * beforeA + aVv * aV);
    bV = bVa * forceB + (bVq * beforeB + bVv * bV);
    accelerationsA[i] = aPerQ * aQ + aPerV * aV;
    accelerationsB[i] = bPerQ * bQ + bPerV * bV;
  }
  a.q = aQ;
  a.v = aV;
  b.q = bQ;
  b.v = bV;
}

/** mm/s²: a hundredth of what an accelerometer of such a printer resolves. */
const QUIET = 0.1;
