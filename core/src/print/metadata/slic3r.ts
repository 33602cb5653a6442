import type { Reading } from '../reading.ts';
import type { Facts } from './facts.ts';
import { prusaSlicerFields } from './prusaSlicer.ts';
import type { SlicerFields } from './slicerFields.ts';
import { leadingNumber, statedNumber, statedNumbers, sum } from './values.ts';

/** Classic Slic3r: the family's settings, with its own words for what it used, and no time. */
export function slic3rFields<Result>(reading: Reading<Result>, facts: Facts): SlicerFields {
  const metres = statedNumber(facts, 'filament_length_m');
  const grams = statedNumber(facts, 'filament mass_g');
  return {
    ...prusaSlicerFields(reading, facts),
    estimated_time: undefined,
    filament_total: metres === undefined ? usedByExtruder(facts) : metres * 1_000,
    filament_weight_total: grams,
    filament_weights: statedNumbers(facts, 'filament used [g]'),
  };
}

/** `filament used = 408.9mm (2.9cm3)`, one line for each extruder. */
function usedByExtruder(facts: Facts): number | undefined {
  const lengths = (facts.values.get('filament used') ?? []).map((value) =>
    /^[\d.]+mm\b/.test(value) ? leadingNumber(value.replace('mm', ' ')) : undefined,
  );
  const known = lengths.filter((length) => length !== undefined);
  return known.length > 0 && known.length === lengths.length ? sum(known) : undefined;
}
