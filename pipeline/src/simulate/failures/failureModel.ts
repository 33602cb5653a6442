import type { FailureKind } from '#core/run/failures';
import type { Contact, Place, PrinterCondition } from '../condition.ts';
import type { Material } from '../material.ts';
import type { Parameters } from '../parameters.ts';
import type { RandomStream } from '../random.ts';
import type { SimulationInput } from '../simulationInput.ts';

/** What a failure finds when it begins. */
export interface Onset {
  /** Above 0, at most 1. */
  readonly severity: number;
  readonly input: SimulationInput;
  readonly material: Material;
  readonly parameters: Parameters;
  /** Of this failure alone. */
  readonly random: RandomStream;
  /** Index of the layer that is being printed, −1 outside of them. */
  readonly layer: number;
  /** What the hot end was driven with, 0 to 1. */
  readonly hotendDuty: number;
}

/** A failure that has begun. */
export interface Failing {
  /** What it does to the printer, `seconds` after its onset. Called for every sample, 0 first. */
  act?(condition: PrinterCondition, seconds: number): void;
  /** What a piece that is begun now meets because of it. */
  touch?(contact: Contact, place: Place, seconds: number): void;
}

export type FailureModel = (onset: Onset) => Failing;
export type FailureModels<Kind extends FailureKind> = Readonly<Record<Kind, FailureModel>>;

/** 0 at first, 1 after `seconds`, straight in between. */
export function ramp(elapsed: number, seconds: number): number {
  return Math.max(0, Math.min(1, elapsed / seconds));
}
