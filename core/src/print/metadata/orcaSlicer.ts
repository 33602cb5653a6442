import type { Reading } from '../reading.ts';
import type { Facts } from './facts.ts';
import { prusaSlicerFields } from './prusaSlicer.ts';
import type { SlicerFields } from './slicerFields.ts';
import { durationIn, stated, statedNumber, statedNumbers, statedWhole, sum } from './values.ts';

/** Temperature settings by the plate that `curr_bed_type` names. */
const PLATE_SETTINGS: Readonly<Record<string, string>> = {
  'Cool Plate': 'cool_plate_temp_initial_layer',
  'Textured Cool Plate': 'textured_cool_plate_temp_initial_layer',
  'Engineering Plate': 'eng_plate_temp_initial_layer',
  'High Temp Plate': 'hot_plate_temp_initial_layer',
  'Textured PEI Plate': 'textured_plate_temp_initial_layer',
  'Supertack Plate': 'supertack_plate_temp_initial_layer',
};

/**
 * OrcaSlicer and BambuStudio: the family's words, and where these are missing the ones of their own
 * header block and settings.
 */
export function orcaSlicerFields<Result>(reading: Reading<Result>, facts: Facts): SlicerFields {
  const family = prusaSlicerFields(reading, facts);
  const weights = family.filament_weights ?? statedNumbers(facts, 'total filament weight [g]');
  return {
    ...family,
    layer_count: family.layer_count ?? statedWhole(facts, 'total layer number'),
    object_height: family.object_height ?? statedNumber(facts, 'max_z_height'),
    estimated_time: family.estimated_time ?? headerTime(facts),
    first_layer_height:
      family.first_layer_height ?? statedNumber(facts, 'initial_layer_print_height'),
    first_layer_extr_temp:
      family.first_layer_extr_temp ?? statedNumber(facts, 'nozzle_temperature_initial_layer'),
    first_layer_bed_temp: family.first_layer_bed_temp ?? statedNumber(facts, plateSetting(facts)),
    chamber_temp: family.chamber_temp ?? statedNumber(facts, 'chamber_temperatures'),
    filament_total:
      family.filament_total ?? sum(statedNumbers(facts, 'total filament length [mm]')),
    filament_weight_total: family.filament_weight_total ?? sum(weights),
    filament_weights: weights,
  };
}

/** `model printing time: 1h 2m 3s; total estimated time: 1h 9m 0s`. */
function headerTime(facts: Facts): number | undefined {
  const header = stated(facts, 'model printing time');
  return durationIn(/total estimated time:([^;]*)/.exec(header ?? '')?.[1] ?? header);
}

function plateSetting(facts: Facts): string {
  const plate = stated(facts, 'curr_bed_type') ?? '';
  const setting = Object.hasOwn(PLATE_SETTINGS, plate) ? PLATE_SETTINGS[plate] : undefined;
  return setting ?? 'hot_plate_temp_initial_layer';
}
