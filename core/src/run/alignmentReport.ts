import type { ClockAlignment } from './clockAlignment.ts';
import { sourceSeconds } from './clockMap.ts';
import type { RunFinding, Verdict } from './findings.ts';
import type { AnchorKind } from './robustFit.ts';
import type { RunAlignment } from './runAlignment.ts';
import { RUN_FILE } from './runFolder.ts';

/** alignment.json of a run. Times are seconds; planned = scale × source + offset of the stretch. */
export interface AlignmentReport {
  readonly verdict: Verdict;
  readonly findings: readonly RunFinding[];
  /** By which kind of anchor the stretches were found; null where nothing could be aligned. */
  readonly leading: AnchorKind | null;
  readonly scale: number | null;
  readonly drift_ppm: number | null;
  readonly drift_error_ppm: number | null;
  /** Of the first stretch. */
  readonly offset_s: number | null;
  /** Of the leading anchors. */
  readonly residual_p50_s: number | null;
  readonly residual_p95_s: number | null;
  /** Of the map, where it is known least. */
  readonly standard_error_s: number | null;
  readonly confidence: 'high' | 'medium' | 'low' | 'none';
  readonly anchors: readonly {
    readonly kind: AnchorKind;
    readonly used: number;
    readonly rejected: number;
    readonly bias_s: number | null;
    readonly residual_p95_s: number | null;
  }[];
  readonly stretches: readonly {
    readonly planned_start_s: number;
    readonly planned_end_s: number;
    readonly source_start_s: number;
    readonly source_end_s: number;
    readonly offset_s: number;
    readonly standard_error_s: number;
    readonly anchors: number;
  }[];
  /** Share of planned time for which there are samples. */
  readonly coverage: number;
  readonly pair: {
    readonly judgement: RunAlignment['pair']['kind'];
    readonly explained: number;
    readonly contrary: number;
    readonly moving_s: number;
    readonly skipped_s: number;
    readonly unplanned_s: number;
    readonly median_distance_mm: number;
  } | null;
}

export function alignmentReport(aligned: RunAlignment, coverage: number): AlignmentReport {
  const { clock, evidence, pair } = aligned;
  const findings = [...pairFindings(aligned), ...(clock ? clockFindings(clock) : [])];
  const isWrong = pair.kind === 'wrong';
  const hasError = findings.some(({ severity }) => severity === 'error');
  const error = clock === undefined ? Number.NaN : standardError(clock);
  return {
    verdict: isWrong ? 'reject' : hasError ? 'quarantine' : 'accept',
    findings,
    leading: clock?.lead.leading ?? null,
    scale: clock?.map.scale ?? null,
    drift_ppm: rounded(clock?.driftPpm, 3),
    drift_error_ppm: rounded(clock?.driftErrorPpm, 3),
    offset_s: rounded(clock?.map.stretches[0]?.offset, 6),
    residual_p50_s: rounded(clock?.residualP50, 6),
    residual_p95_s: rounded(clock?.residualP95, 6),
    standard_error_s: rounded(error, 6),
    confidence:
      isWrong || !clock ? 'none' : confidenceOf(error, evidence?.explained ?? clock.matched, pair),
    anchors: (clock?.anchors ?? []).map(({ kind, used, rejected, bias, residualP95 }) => ({
      kind,
      used,
      rejected,
      bias_s: rounded(bias, 6),
      residual_p95_s: rounded(residualP95, 6),
    })),
    stretches: clock ? stretchesOf(clock) : [],
    coverage: digits(coverage, 6),
    pair: evidence
      ? {
          judgement: pair.kind,
          explained: digits(evidence.explained, 4),
          contrary: digits(evidence.contrary, 4),
          moving_s: digits(evidence.movingSeconds, 3),
          skipped_s: digits(evidence.skippedSeconds, 3),
          unplanned_s: digits(evidence.unplannedSeconds, 3),
          median_distance_mm: digits(evidence.medianDistanceMm, 4),
        }
      : null,
  };
}

/** The report of a run that cannot be aligned for a reason that is known beforehand. */
export function refusedAlignment(finding: RunFinding, verdict: Verdict): AlignmentReport {
  const nothing: RunAlignment = {
    clock: undefined,
    evidence: undefined,
    pair: { kind: 'right' },
    movingSeconds: 0,
    hasSignal: false,
  };
  return { ...alignmentReport(nothing, 0), verdict, findings: [finding] };
}

function pairFindings(aligned: RunAlignment): readonly RunFinding[] {
  const { clock, pair } = aligned;
  const error = (code: RunFinding['code'], message: string): RunFinding => ({
    code,
    severity: 'error',
    file: RUN_FILE.gcode,
    message,
  });
  if (pair.kind === 'wrong')
    return [
      error(
        'wrong-pair',
        `This is not the G-code of the recorded print: ${pair.because}; put the printed file here.`,
      ),
    ];
  if (pair.kind === 'times differ')
    return [
      error(
        'duration-mismatch',
        `Plan and recording have different times: ${pair.because}; name the printer with --profile, or put the printed file here.`,
      ),
    ];
  if (clock && pair.kind === 'unknown')
    return [
      {
        ...error(
          'wrong-pair',
          'The recording says too little to tell whether this is the G-code of its print; see that it is.',
        ),
        severity: 'warning',
      },
    ];
  if (clock) return [];
  return [
    {
      ...error('not-aligned', `The run cannot be laid on planned time: ${whyNotAligned(aligned)}.`),
      file: RUN_FILE.sensors,
    },
  ];
}

function whyNotAligned({ movingSeconds, hasSignal }: RunAlignment): string {
  if (movingSeconds > 0)
    return 'what little the head moves is not in the plan; leave the run out, or record more of the print';
  if (hasSignal)
    return 'nothing of the recording is found in the plan; record the place of the head, or put the printed file into the folder';
  return Number.isNaN(movingSeconds)
    ? 'the recording has no place, speed, vibration or file position of the head; record one of them'
    : 'the head never moves; leave the run out, or record a print';
}

/** Crystals differ by 100 ppm or less. What is more is the plan's. */
const CRYSTAL_PPM = 300;
const SURE_ERRORS = 5;

function clockFindings({ driftPpm, driftErrorPpm }: ClockAlignment): readonly RunFinding[] {
  if (Math.abs(driftPpm) < CRYSTAL_PPM + SURE_ERRORS * driftErrorPpm) return [];
  const percent = (Math.abs(driftPpm) / 10_000).toFixed(2);
  return [
    {
      code: 'duration-mismatch',
      severity: 'warning',
      file: RUN_FILE.gcode,
      message: `The print took ${percent} % ${driftPpm > 0 ? 'less' : 'more'} time than planned, which is more than clocks differ; name the printer with --profile.`,
    },
  ];
}

/** Standard error of planned time where the map is known least: at the ends of stretches. */
function standardError({ map, driftErrorPpm }: ClockAlignment): number {
  let most = 0;
  for (const { standardError: error, plannedStart, plannedEnd } of map.stretches) {
    const lever = ((plannedEnd - plannedStart) / 2) * driftErrorPpm * 1e-6;
    most = Math.max(most, Math.sqrt(error * error + lever * lever));
  }
  return most;
}

const HIGH_S = 0.005;
const MEDIUM_S = 0.02;
const WELL_EXPLAINED = 0.9;

function confidenceOf(
  error: number,
  explained: number,
  pair: RunAlignment['pair'],
): AlignmentReport['confidence'] {
  if (pair.kind !== 'right' || explained < WELL_EXPLAINED) return 'low';
  if (error <= HIGH_S) return 'high';
  return error <= MEDIUM_S ? 'medium' : 'low';
}

function stretchesOf({ map }: ClockAlignment): AlignmentReport['stretches'] {
  return map.stretches.map((stretch) => ({
    planned_start_s: digits(stretch.plannedStart, 6),
    planned_end_s: digits(stretch.plannedEnd, 6),
    source_start_s: digits(sourceSeconds(map, stretch, stretch.plannedStart), 6),
    source_end_s: digits(sourceSeconds(map, stretch, stretch.plannedEnd), 6),
    offset_s: digits(stretch.offset, 6),
    standard_error_s: digits(stretch.standardError, 6),
    anchors: stretch.anchors,
  }));
}

function rounded(value: number | undefined, places: number): number | null {
  return value === undefined || !Number.isFinite(value) ? null : digits(value, places);
}

function digits(value: number, places: number): number {
  return Number(value.toFixed(places));
}
