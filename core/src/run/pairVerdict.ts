import type { FilePositionFit } from './linePoints.ts';
import type { PairEvidence } from './pairEvidence.ts';

/** Whether a recording is of the print that a G-code plans. */
export type PairJudgement =
  | { readonly kind: 'right' }
  /** It moves too little for anybody to tell, or is too much unlike the plan. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'wrong'; readonly because: string }
  /** The places belong together and the times do not. */
  | { readonly kind: 'times differ'; readonly because: string };

// Borders between right and wrong pairs: `npm run alignment` prints how often each is passed by pairs of both
// kinds, docs/alignment.md has the figures.

/** Seconds of motion that are not explained, or left out, which a right pair may have … */
const STRANGE_S = 4;
/** … and the share of all motion that may be added. */
const STRANGE_SHARE = 0.03;
/** A right pair has nearly all of its motion where the plan has it, whatever fails. */
const LEAST_EXPLAINED = 0.85;
/** Lost steps happen while something is printed; a plan that is off from the first moment on is another one. */
const MOST_START_SHIFT_MM = 0.4;
/** With less motion nothing is certain. */
const LEAST_MOVING_S = 3;
/** A head that goes on where the plan stands goes somewhere else; once that may be a macro. */
const MOST_ODD_STOPS = 1;
/** Layers that differ by so much in all, and by so many standard errors, are other layers. */
const LEAST_HEIGHT_MM = 0.08;
const LEAST_HEIGHT_PER_MM = 0.02;
const SURE_ERRORS = 5;
/** Places lie on the path although the times differ: corners and noise leave some of them beside it. */
const ON_PATH = 0.9;
/** Where this much is at the right time, the times are right. */
const MOSTLY = 0.75;
/** Fewer values of file_position may be beginnings of lines by chance. */
const LEAST_POSITIONS = 8;
const LEAST_LINE_STARTS = 0.9;

/**
 * @param matched how much of a recording without places the plan explains, 0 to 1; undefined where nothing of it was
 * found in the plan
 */
export function judgePair(
  evidence: PairEvidence | undefined,
  filePosition: FilePositionFit | undefined,
  matched: number | undefined,
): PairJudgement {
  const byFile = filePosition && judgeFilePosition(filePosition);
  if (byFile) return byFile;
  if (matched === undefined) return { kind: 'unknown' };
  if (!evidence) return judgeMatch(matched);
  const { movingSeconds, contrary, skippedSeconds, explained, startShift, onPath } = evidence;
  const { perMm, rangeMm, error } = evidence.heightTrend;
  if (movingSeconds < LEAST_MOVING_S) return { kind: 'unknown' };
  const [offX, offY] = startShift;
  const off = Math.sqrt(offX * offX + offY * offY);
  if (off > MOST_START_SHIFT_MM)
    return {
      kind: 'wrong',
      because: `all of the motion lies ${off.toFixed(1)} mm beside the plan from the beginning`,
    };
  if (
    Math.abs(perMm) > LEAST_HEIGHT_PER_MM &&
    Math.abs(perMm) * rangeMm > LEAST_HEIGHT_MM &&
    Math.abs(perMm) > SURE_ERRORS * error
  )
    return {
      kind: 'wrong',
      because: `the layers of the recording are ${Math.abs(perMm * 100).toFixed(0)} % ${perMm > 0 ? 'thicker' : 'thinner'} than those of the plan`,
    };
  if (evidence.oddStops > MOST_ODD_STOPS)
    return {
      kind: 'wrong',
      because: `the head goes on elsewhere ${evidence.oddStops} times before it goes on as planned`,
    };
  const strange = contrary * movingSeconds + skippedSeconds;
  const allowed = STRANGE_S + STRANGE_SHARE * movingSeconds;
  if (strange <= allowed && explained >= LEAST_EXPLAINED) return { kind: 'right' };
  const share = `${(explained * 100).toFixed(0)} %`;
  if (onPath >= ON_PATH && explained < MOSTLY && skippedSeconds <= allowed)
    return {
      kind: 'times differ',
      because: `the head goes where the plan has it, but only ${share} of the motion is at the planned time`,
    };
  if (contrary * movingSeconds <= 1 && skippedSeconds > allowed)
    return {
      kind: 'times differ',
      because: `${skippedSeconds.toFixed(0)} s of the plan are left out and all the rest fits`,
    };
  return {
    kind: 'wrong',
    because: `only ${share} of the motion is where the plan has it`,
  };
}

/** Vibration of another part is hardly explained at all, that of a healthy print by 55 % and more. */
const LEAST_MATCHED = 0.3;
const WELL_MATCHED = 0.6;

function judgeMatch(matched: number): PairJudgement {
  if (matched >= WELL_MATCHED) return { kind: 'right' };
  if (matched >= LEAST_MATCHED) return { kind: 'unknown' };
  const share = `${(matched * 100).toFixed(0)} %`;
  return { kind: 'wrong', because: `the plan explains only ${share} of the recording` };
}

function judgeFilePosition({
  share,
  values,
  beyond,
  byteCount,
}: FilePositionFit): PairJudgement | undefined {
  if (beyond > 0)
    return {
      kind: 'wrong',
      because: `file_position goes beyond the ${byteCount} bytes of the file`,
    };
  if (values < LEAST_POSITIONS || share >= LEAST_LINE_STARTS) return undefined;
  return {
    kind: 'wrong',
    because: `only ${(share * 100).toFixed(0)} % of the values of file_position are the beginning of a line of the file`,
  };
}
