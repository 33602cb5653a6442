import type { PrinterCondition } from './condition.ts';
import { type HeadPath, SAMPLES_A_TICK } from './headPath.ts';
import type { Parameters } from './parameters.ts';
import { Resonator, runPair } from './resonance.ts';
import { ACCELEROMETER_RATE_HZ } from './simulatedRun.ts';

/** Assumed: Z is stiffer than the belts. */
const RESONANCE_Z_HZ = 90;

/** Raw accelerometer, m/s². */
export interface Accelerations {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
}

/** The accelerometer on the head. */
export class HeadVibration {
  /** Sum of the squares of all readings of the last tick, (m/s²)². */
  squares = 0;
  private readonly parameters: Parameters;
  private readonly resonatorX = new Resonator(1 / ACCELEROMETER_RATE_HZ);
  private readonly resonatorY = new Resonator(1 / ACCELEROMETER_RATE_HZ);
  private readonly resonatorZ = new Resonator(1 / ACCELEROMETER_RATE_HZ);
  /** Speed that strikes take in each sample of the tick, mm/s. */
  private readonly joltsX = new Float64Array(SAMPLES_A_TICK);
  private readonly joltsY = new Float64Array(SAMPLES_A_TICK);
  private readonly joltsZ = new Float64Array(SAMPLES_A_TICK);
  private isJolted = false;
  /** Most of the time nothing shakes Z. */
  private ringsInZ = false;

  constructor(parameters: Parameters) {
    this.parameters = parameters;
  }

  setCondition(condition: PrinterCondition): void {
    const { resonanceXHz, resonanceYHz, dampingRatio, beltTension } = this.parameters;
    const tension = Math.sqrt(beltTension * condition.beltTension);
    const damping = dampingRatio * condition.damping;
    this.resonatorX.tune(resonanceXHz * tension, damping);
    this.resonatorY.tune(resonanceYHz * tension, damping);
    this.resonatorZ.tune(RESONANCE_Z_HZ, dampingRatio);
  }

  /** The head loses speed at once, mm/s. @param sample of the tick */
  jolt(sample: number, x: number, y: number, z: number): void {
    const { joltsX, joltsY, joltsZ } = this;
    joltsX[sample] = (joltsX[sample] as number) + x;
    joltsY[sample] = (joltsY[sample] as number) + y;
    joltsZ[sample] = (joltsZ[sample] as number) + z;
    this.isJolted = true;
  }

  /** Nothing rings, and nothing has struck the head. */
  get isQuiet(): boolean {
    return !this.isJolted && !this.ringsInZ && this.resonatorX.isQuiet && this.resonatorY.isQuiet;
  }

  /** What is read while the head moves along a tick of its path. @param first number of the last sample before */
  read(path: HeadPath, first: number, readings: Accelerations): void {
    const { accelerationX, accelerationY, accelerationZ, toneX, toneY } = path;
    if (this.isJolted) this.addJolts(path);
    runPair(this.resonatorX, this.resonatorY, accelerationX, accelerationY);
    const { x, y, z } = readings;
    let squares = 0;
    for (let i = 0; i < SAMPLES_A_TICK; i++) {
      const readingX = ((accelerationX[i] as number) + (toneX[i] as number)) * 1e-3;
      const readingY = ((accelerationY[i] as number) + (toneY[i] as number)) * 1e-3;
      squares += readingX * readingX + readingY * readingY;
      x[first + i + 1] = readingX;
      y[first + i + 1] = readingY;
    }
    if (this.ringsInZ || path.shakesZ) {
      this.resonatorZ.run(accelerationZ);
      for (let i = 0; i < SAMPLES_A_TICK; i++) {
        const reading = (accelerationZ[i] as number) * 1e-3;
        squares += reading * reading;
        z[first + i + 1] = reading;
      }
      this.ringsInZ = !this.resonatorZ.isQuiet;
    }
    this.squares = squares;
  }

  /** A speed that is lost within a sample is an acceleration over it. */
  private addJolts({ accelerationX, accelerationY, accelerationZ }: HeadPath): void {
    addJolts(this.joltsX, accelerationX);
    addJolts(this.joltsY, accelerationY);
    addJolts(this.joltsZ, accelerationZ);
    this.isJolted = false;
    this.ringsInZ = true;
  }
}

function addJolts(jolts: Float64Array, accelerations: Float64Array): void {
  for (let i = 0; i < SAMPLES_A_TICK; i++)
    accelerations[i] = (accelerations[i] as number) - (jolts[i] as number) * ACCELEROMETER_RATE_HZ;
  jolts.fill(0);
}
