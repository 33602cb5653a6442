import type { Reading } from '../reading.ts';
import type { Facts } from './facts.ts';
import { heightOfFamily } from './heights.ts';
import type { SlicerFields } from './slicerFields.ts';
import {
  durationIn,
  stated,
  statedList,
  statedNames,
  statedNumber,
  statedNumbers,
  statedWhole,
  statedWholes,
  sum,
} from './values.ts';

/** PrusaSlicer, SuperSlicer and whatever keeps their wording. */
export function prusaSlicerFields<Result>(reading: Reading<Result>, facts: Facts): SlicerFields {
  return {
    layer_count: statedWhole(facts, 'total layers count'),
    object_height: heightOfFamily(reading, facts),
    estimated_time: durationIn(
      stated(
        facts,
        'estimated printing time (normal mode)',
        'estimated printing time',
        'estimated printing time (silent mode)',
      ),
    ),
    nozzle_diameter: statedNumber(facts, 'nozzle_diameter'),
    layer_height: statedNumber(facts, 'layer_height'),
    first_layer_height: firstLayerHeight(facts),
    first_layer_extr_temp: statedNumber(facts, 'first_layer_temperature'),
    first_layer_bed_temp: statedNumber(facts, 'first_layer_bed_temperature'),
    chamber_temp: statedNumber(facts, 'chamber_temperature'),
    filament_name: statedNames(facts, 'filament_settings_id'),
    filament_type: statedNames(facts, 'filament_type'),
    filament_colors: statedList(facts, ',;', 'filament_colour'),
    extruder_colors: statedList(facts, ',;', 'extruder_colour'),
    filament_temps: statedWholes(facts, 'nozzle_temperature', 'temperature'),
    filament_total: sum(statedNumbers(facts, 'filament used [mm]')),
    filament_weight_total: statedNumber(facts, 'total filament used [g]'),
    filament_weights: statedNumbers(facts, 'filament used [g]', 'total filament used [g]'),
    filament_change_count: statedWhole(facts, 'total toolchanges', 'total filament change'),
    mmu_print: statedWhole(facts, 'single_extruder_multi_material'),
    referenced_tools: statedWholes(facts, 'referenced_tools'),
    printer_vendor: stated(facts, 'printer_vendor'),
    printer_model: stated(facts, 'printer_model'),
    printer_variant: stated(facts, 'printer_variant'),
    profile_version: stated(facts, 'profile_version'),
  };
}

/** In mm; a percentage is one of the layer height. */
function firstLayerHeight(facts: Facts): number | undefined {
  const value = stated(facts, 'first_layer_height');
  const number = statedNumber(facts, 'first_layer_height');
  if (number === undefined || !/^[\d.]+%/.test(value ?? '')) return number;
  const layerHeight = statedNumber(facts, 'layer_height');
  return layerHeight === undefined ? undefined : Number(((number / 100) * layerHeight).toFixed(6));
}
