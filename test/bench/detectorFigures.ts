import { DETECTORS } from '#core/run/detectors/all';
import type { Detection } from '#core/run/detectors/detector';
import type { FailureKind } from '#core/run/failures';
import { median, wilsonInterval } from '#core/run/statistics';
import type { MeasuredPair } from './detectorRuns.ts';

/** A share with its 95 % interval. */
export interface Share {
  readonly hits: number;
  readonly tries: number;
  readonly low: number;
  readonly high: number;
}

/** How well a detector finds a failure. */
export interface Figures {
  readonly kind: FailureKind;
  /** undefined for all of them together: whichever fires first. */
  readonly detector: string | undefined;
  /** Failing runs in which it fires after the onset. */
  readonly recall: Share;
  /** Of all runs, failing ones and their twins, in which it fires after the onset, the failing ones. */
  readonly precision: Share;
  /** From the onset to the first detection, planned s. */
  readonly medianDelaySeconds: number;
}

/** How often a detector fires where nothing is wrong. */
export interface FalseAlarms {
  readonly detector: string | undefined;
  readonly count: number;
  readonly hours: number;
}

export function shareOf(hits: number, tries: number): Share {
  const [low, high] = wilsonInterval(hits, tries);
  return { hits, tries, low, high };
}

const EACH_AND_ALL: readonly (string | undefined)[] = [
  ...DETECTORS.map(({ name }) => name),
  undefined,
];

export function figuresOf(kind: FailureKind, pairs: readonly MeasuredPair[]): Figures[] {
  const ofKind = pairs.filter((pair) => pair.kind === kind);
  return EACH_AND_ALL.map((detector) => {
    const firsts = ofKind.map(({ failing, onsetSeconds }) =>
      firstAfter(failing, detector, onsetSeconds),
    );
    const found = firsts.filter((first) => first !== undefined);
    const alsoHealthy = ofKind.filter(
      ({ healthy, onsetSeconds }) => firstAfter(healthy, detector, onsetSeconds) !== undefined,
    ).length;
    const delays = ofKind.flatMap(({ onsetSeconds }, i) => {
      const first = firsts[i];
      return first === undefined ? [] : [first - onsetSeconds];
    });
    return {
      kind,
      detector,
      recall: shareOf(found.length, ofKind.length),
      precision: shareOf(found.length, found.length + alsoHealthy),
      medianDelaySeconds: median(delays),
    };
  });
}

/** A detection that began before the onset is not of the failure, however long it lasts. */
function firstAfter(
  detections: readonly Detection[],
  detector: string | undefined,
  onsetSeconds: number,
): number | undefined {
  return detections.find(
    (each) =>
      each.startSeconds >= onsetSeconds && (detector === undefined || each.detector === detector),
  )?.startSeconds;
}

export function falseAlarmsOf(pairs: readonly MeasuredPair[]): FalseAlarms[] {
  const hours = pairs.reduce((sum, { healthySeconds }) => sum + healthySeconds, 0) / 3600;
  return EACH_AND_ALL.map((detector) => ({
    detector,
    hours,
    count: pairs.reduce(
      (sum, { healthy }) =>
        sum + healthy.filter((each) => detector === undefined || each.detector === detector).length,
      0,
    ),
  }));
}
