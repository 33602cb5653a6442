import type { GcodeMetadata } from '../../contract/metadata.ts';
import type { Reading } from '../reading.ts';
import type { Facts } from './facts.ts';

/** The fields that a slicer's own words decide; undefined where it does not state one. */
export type SlicerFields = {
  readonly [Field in Exclude<
    keyof GcodeMetadata,
    | 'size'
    | 'slicer'
    | 'slicer_version'
    | 'gcode_start_byte'
    | 'gcode_end_byte'
    | 'thumbnails'
    | 'config'
  >]?: GcodeMetadata[Field] | undefined;
};

/** Reads the fields of one slicer. Rules are those of Moonraker's `metadata.py` (v0.10.0). */
export type FieldReader = <Result>(reading: Reading<Result>, facts: Facts) => SlicerFields;
