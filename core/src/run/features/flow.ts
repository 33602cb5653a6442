import type { AlignedRun } from '../alignedRun.ts';
import { isMeasured, type Section, valuesOf } from './section.ts';

/** Cross-section of the filament, mm². */
export function filamentArea({
  printer: { filamentDiameterMm },
}: Pick<AlignedRun, 'printer'>): number {
  return (Math.PI * filamentDiameterMm ** 2) / 4;
}

/**
 * Volume that the extruder is told to push in a second, mm³/s, retractions included (negative). Where the run
 * has the extruder's own position that counts, else the plan.
 */
export function commandedFlow(section: Section): Float64Array {
  const { run } = section;
  const position = isMeasured(run, 'extruder_position')
    ? 'extruder_position'
    : 'commanded_extruder';
  const area = filamentArea(run);
  return slopeOf(valuesOf(section, 'source_t'), valuesOf(section, position)).map(
    (speed) => speed * area,
  );
}

/** Volume that the filament sensor saw pass in a second, mm³/s: its own column, or from its position. */
export function sensedFlow(section: Section): Float64Array {
  const { run } = section;
  if (isMeasured(run, 'flow')) return valuesOf(section, 'flow');
  const area = filamentArea(run);
  const speed = slopeOf(valuesOf(section, 'source_t'), valuesOf(section, 'filament_position'));
  return speed.map((value) => value * area);
}

/** What is melted: the sensed flow, or the commanded one where nothing senses it. */
export function meltFlow(section: Section): Float64Array {
  const isSensed = isMeasured(section.run, 'flow') || isMeasured(section.run, 'filament_position');
  return isSensed ? sensedFlow(section) : commandedFlow(section);
}

/** Change since the row before, per second; NaN in the first row. */
function slopeOf(time: Float64Array, values: Float64Array): Float64Array {
  return values.map((value, i) => {
    if (i === 0) return Number.NaN;
    return (value - (values[i - 1] ?? Number.NaN)) / ((time[i] ?? 0) - (time[i - 1] ?? 0));
  });
}
