import type { Reading } from '../reading.ts';
import type { Facts } from './facts.ts';
import { firstTemperatures } from './firstTemperatures.ts';
import type { SlicerFields } from './slicerFields.ts';
import {
  leadingNumber,
  numbersIn,
  stated,
  statedNames,
  statedNumber,
  statedNumbers,
  statedWhole,
  sum,
} from './values.ts';

/** Cura: a header in `KEY:value` lines, and lines that a printer profile may add. */
export function curaFields<Result>(reading: Reading<Result>, facts: Facts): SlicerFields {
  const weights = statedNumbers(facts, 'Filament weight');
  const measured = isFilledIn(facts);
  return {
    ...firstTemperatures(reading),
    layer_count: statedWhole(facts, 'LAYER_COUNT'),
    object_height: statedNumber(facts, 'MAXZ'),
    estimated_time: measured ? longestTime(facts) : undefined,
    nozzle_diameter: statedNumber(facts, 'Nozzle diameter'),
    layer_height: statedNumber(facts, 'Layer height'),
    first_layer_height: statedNumber(facts, 'MINZ'),
    filament_name: statedNames(facts, 'Filament name'),
    filament_type: statedNames(facts, 'Filament type'),
    filament_total: measured ? filamentLength(facts) : undefined,
    filament_weight_total: sum(weights),
    filament_weights: weights,
  };
}

/** The engine alone writes a header of placeholders (`TIME:6666`, `MINX:2.14748e+06`), which Cura's front
 * end fills in. */
function isFilledIn(facts: Facts): boolean {
  return !/e\+/.test(stated(facts, 'MINX') ?? '');
}

/** Seconds; a print one at a time states several. */
function longestTime(facts: Facts): number | undefined {
  const times = (facts.values.get('TIME') ?? []).map(leadingNumber);
  const known = times.filter((time) => time !== undefined);
  return known.length > 0 ? Math.max(...known) : undefined;
}

/** `Filament used: 0.27m, 1.2m` in mm; with volumetric printers Cura states mm³, which is no length. */
function filamentLength(facts: Facts): number | undefined {
  const used = stated(facts, 'Filament used');
  if (used === undefined || used.includes('mm3')) return undefined;
  return sum(numbersIn(used)?.map((metres) => metres * 1_000));
}
