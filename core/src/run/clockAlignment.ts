import type { Toolpath } from '../print/toolpath.ts';
import type { SensorTable } from './channels.ts';
import type { ClockMap, ClockStretch } from './clockMap.ts';
import type { Lead } from './lead.ts';
import {
  eventMoments,
  filePositionMoments,
  type KnownMoment,
  type LineTimes,
} from './linePoints.ts';
import type { RunEvent } from './metadata.ts';
import { momentLead } from './momentLead.ts';
import { movement, positionRows } from './movingRows.ts';
import { type PlannedStop, plannedStops } from './plannedStops.ts';
import { positionLead } from './positionLead.ts';
import {
  ANCHOR_KINDS,
  type AnchorKind,
  type AnchorPoint,
  anchorColumns,
  type ClockFit,
  fitClock,
} from './robustFit.ts';
import { signalLead } from './signalLead.ts';
import { median, quantile } from './statistics.ts';
import type { DraftStretch } from './stretches.ts';

/** What a source says about when it did what. */
export interface ClockSource {
  readonly toolpath: Toolpath;
  readonly table: SensorTable;
  readonly events: readonly RunEvent[];
  readonly times: LineTimes;
  /** Planned seconds at which each layer begins. */
  readonly layerStarts: readonly number[];
  /** What column file_position and the bytes of events are of; null where there are none. */
  readonly filePosition: 'executed' | 'queued' | null;
}

export interface AnchorCount {
  readonly kind: AnchorKind;
  readonly used: number;
  readonly rejected: number;
  /** Median of planned time by these anchors less that by the map, s; how far file positions run ahead. */
  readonly bias: number;
  /** Of those that were used, s; NaN where none was. */
  readonly residualP95: number;
}

/** How the clock of a source lies on planned print time. */
export interface ClockAlignment {
  readonly map: ClockMap;
  readonly lead: Lead;
  /** How much of the windows by which it was found the plan explains, 0 to 1. */
  readonly matched: number;
  readonly driftPpm: number;
  readonly driftErrorPpm: number;
  /** Of the leading anchors that were used, s. */
  readonly residualP50: number;
  readonly residualP95: number;
  readonly anchors: readonly AnchorCount[];
}

/**
 * Finds the map from the clock of a source to planned time; undefined where nothing of the source can be found
 * in the plan. Places lead where there are any, then lines that are being executed, then signals, then events.
 * Lines that were only read lead last: they are ahead of the motion by as much as the firmware looks ahead.
 */
export function alignClock(source: ClockSource): ClockAlignment | undefined {
  const { toolpath, table, times, filePosition } = source;
  const stops = plannedStops(toolpath);
  const isExecuted = filePosition === 'executed';
  const events = isExecuted
    ? source.events
    : source.events.map(({ file_position: _read, ...event }) => event);
  const moments: Moments = {
    file: filePosition === null ? [] : filePositionMoments(table, times),
    event: eventMoments(events, times, source.layerStarts, stops),
  };
  const lead = leadOf(source, stops, moments);
  return lead && finish(lead, moments);
}

function leadOf(
  { toolpath, table, filePosition }: ClockSource,
  stops: readonly PlannedStop[],
  moments: Moments,
): Lead | undefined {
  const positions = positionRows(table);
  const moves = positions && movement(positions);
  if (positions && moves?.includes(1)) return positionLead(toolpath, positions, moves, stops);
  const { seconds } = toolpath;
  const byFile = (): Lead | undefined => momentLead('file position', moments.file, seconds, stops);
  return (
    (filePosition === 'executed' ? byFile() : undefined) ??
    signalLead(toolpath, table, stops) ??
    momentLead('event', moments.event, seconds, stops) ??
    byFile()
  );
}

interface Moments {
  readonly file: readonly KnownMoment[];
  readonly event: readonly KnownMoment[];
}

function finish(lead: Lead, moments: Moments): ClockAlignment {
  const { leading, points, drafts, tracked } = lead;
  const offsets = drafts.map(({ firstWindow, endWindow }) =>
    median(tracked.slice(firstWindow, endWindow).map(({ offset }) => offset)),
  );
  const all = [
    ...points,
    ...placedAnchors('file position', moments.file, drafts, offsets),
    ...placedAnchors('event', moments.event, drafts, offsets),
  ];
  const leaders = all.filter(({ kind }) => kind === leading);
  const first = fitClock(anchorColumns(leaders), drafts.length);
  const biases = new Map(
    ANCHOR_KINDS.map((kind) => [
      kind,
      biasOf(
        all.filter((each) => each.kind === kind),
        first,
      ),
    ]),
  );
  const trusted = all.filter(
    ({ kind }) => kind === leading || Math.abs(biases.get(kind) ?? 0) <= MOST_BIAS_S,
  );
  const fit = fitClock(anchorColumns(trusted), drafts.length, first);
  const isUsed = (i: number): boolean => (fit.weights[i] ?? 0) > 0;
  const used = trusted.filter((_, i) => isUsed(i));
  const residualsOf = (kind: AnchorKind): Float64Array =>
    fit.residuals.filter((_, i) => isUsed(i) && trusted[i]?.kind === kind).map(Math.abs);
  const residuals = residualsOf(leading);
  return {
    map: clockMap(fit, drafts, used),
    lead,
    matched: matchedShare(lead),
    driftPpm: (fit.scale - 1) * 1e6,
    driftErrorPpm: fit.scaleError * 1e6,
    residualP50: quantile(residuals, 0.5),
    residualP95: quantile(residuals, 0.95),
    anchors: ANCHOR_KINDS.map((kind) => {
      const count = all.filter((each) => each.kind === kind).length;
      const taken = used.filter((each) => each.kind === kind).length;
      return {
        kind,
        used: taken,
        rejected: count - taken,
        bias: biases.get(kind) ?? Number.NaN,
        residualP95: quantile(residualsOf(kind), 0.95),
      };
    }).filter((count) => count.used + count.rejected > 0),
  };
}

function matchedShare({ tracked, windows }: Lead): number {
  let matched = 0;
  let all = 0;
  for (const { window, share } of tracked) {
    const samples = windows[window]?.samples ?? 0;
    matched += share * samples;
    all += samples;
  }
  return all > 0 ? matched / all : 0;
}

/** A kind of anchor that is off by more than this on the whole says something else than it seems to: file
 * positions of a firmware that reads ahead. */
const MOST_BIAS_S = 0.06;

function biasOf(anchors: readonly AnchorPoint[], { scale, offsets }: ClockFit): number {
  return median(
    anchors.map(
      ({ planned, source, stretch }) => planned - scale * source - (offsets[stretch] ?? 0),
    ),
  );
}

/** Known moments as anchors of the stretch that they lie in. */
function placedAnchors(
  kind: AnchorKind,
  moments: readonly KnownMoment[],
  drafts: readonly DraftStretch[],
  offsets: readonly number[],
): readonly AnchorPoint[] {
  return moments.flatMap(({ source, planned, deviation, after }) => {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    drafts.forEach(({ plannedStart, plannedEnd }, stretch) => {
      const isInside = after
        ? planned >= plannedStart - EDGE_S && planned < plannedEnd
        : planned > plannedStart && planned <= plannedEnd + EDGE_S;
      const far = Math.abs(planned - source - (offsets[stretch] ?? 0));
      if (isInside && far < least) [best, least] = [stretch, far];
    });
    return best < 0 ? [] : [{ source, planned, deviation, stretch: best, kind }];
  });
}

const EDGE_S = 1e-6;

function clockMap(
  { scale, offsets, offsetErrors }: ClockFit,
  drafts: readonly DraftStretch[],
  used: readonly AnchorPoint[],
): ClockMap {
  const counts = new Uint32Array(drafts.length);
  for (const { stretch } of used) counts[stretch] = (counts[stretch] ?? 0) + 1;
  const stretches = drafts.map(
    ({ plannedStart, plannedEnd }, i): ClockStretch => ({
      plannedStart,
      plannedEnd,
      offset: offsets[i] ?? 0,
      standardError: offsetErrors[i] ?? Number.POSITIVE_INFINITY,
      anchors: counts[i] ?? 0,
    }),
  );
  return { scale, stretches };
}
