import { FAILURES, type InjectedFailure } from '#core/run/failures';
import type { RunTruth } from '#core/run/metadata';
import { type Contact, HEALTHY, type Place, type PrinterCondition } from './condition.ts';
import { FAILURE_MODELS } from './failures/all.ts';
import type { Failing } from './failures/failureModel.ts';
import { randomStream } from './random.ts';
import type { Scenario } from './scenario.ts';
import type { SimulationInput } from './simulationInput.ts';

/** Where the print is when failures are looked at. */
export interface Moment {
  /** Run clock and planned print time, s. */
  readonly seconds: number;
  readonly planned: number;
  /** From 0. */
  readonly line: number;
  /** Index, −1 outside the layers. */
  readonly layer: number;
  readonly hotendDuty: number;
}

/** The failures of a run: which have begun, and what they do together. */
export class FailureSchedule {
  /** Those that have begun, as truth.json has them. */
  readonly begun: RunTruth['failures'] = [];
  private readonly input: SimulationInput;
  private readonly scenario: Scenario;
  private waiting: readonly InjectedFailure[];
  private readonly active: { readonly failing: Failing; readonly onset: number }[] = [];
  private readonly changed: PrinterCondition = { ...HEALTHY };

  constructor(input: SimulationInput, scenario: Scenario) {
    this.input = input;
    this.scenario = scenario;
    this.waiting = scenario.failures;
  }

  /** Begins those whose time has come. @returns the condition of the printer from now on */
  conditionAt(moment: Moment): PrinterCondition {
    if (this.waiting.length > 0) this.beginDue(moment);
    if (this.active.length === 0) return HEALTHY;
    const condition = Object.assign(this.changed, HEALTHY);
    for (const { failing, onset } of this.active) failing.act?.(condition, moment.seconds - onset);
    return condition;
  }

  /** Adds to a contact what the failures make of it. */
  touch(contact: Contact, place: Place, seconds: number): void {
    for (const { failing, onset } of this.active) failing.touch?.(contact, place, seconds - onset);
  }

  private beginDue(moment: Moment): void {
    const due = this.waiting.filter(
      ({ onsetPlannedSeconds }) => onsetPlannedSeconds <= moment.planned,
    );
    if (due.length === 0) return;
    this.waiting = this.waiting.filter((failure) => !due.includes(failure));
    const { input, scenario } = this;
    for (const failure of due) {
      const { kind, severity } = failure;
      // By its place in the scenario, so that a second failure of a kind is not the first one again.
      const random = randomStream(
        scenario.seed,
        'failure',
        kind,
        scenario.failures.indexOf(failure),
      );
      const { material, parameters } = scenario;
      const { layer, hotendDuty } = moment;
      const failing = FAILURE_MODELS[kind]({
        severity,
        input,
        material,
        parameters,
        random,
        layer,
        hotendDuty,
      });
      this.active.push({ failing, onset: moment.seconds });
      this.begun.push({
        kind,
        class: FAILURES.find((each) => each.kind === kind)?.class ?? '',
        onset_s: moment.seconds,
        line: moment.line + 1,
        layer: layer < 0 ? null : (input.layers[layer]?.number ?? null),
        severity,
      });
    }
  }
}
