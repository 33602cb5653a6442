import type { GcodeMetadata } from '../contract/metadata.ts';
import { commandEndByte, commandStartByte } from './metadata/commandBytes.ts';
import { curaFields } from './metadata/cura.ts';
import { type Facts, readFacts } from './metadata/facts.ts';
import { firstTemperatures } from './metadata/firstTemperatures.ts';
import { greatestZ, leastZ } from './metadata/heights.ts';
import { orcaSlicerFields } from './metadata/orcaSlicer.ts';
import { prusaSlicerFields } from './metadata/prusaSlicer.ts';
import { readConfig } from './metadata/readConfig.ts';
import { slic3rFields } from './metadata/slic3r.ts';
import type { FieldReader, SlicerFields } from './metadata/slicerFields.ts';
import { readThumbnails } from './metadata/thumbnails.ts';
import type { Reading } from './reading.ts';

const READERS: Readonly<Record<string, FieldReader>> = {
  PrusaSlicer: prusaSlicerFields,
  SuperSlicer: prusaSlicerFields,
  OrcaSlicer: orcaSlicerFields,
  BambuStudio: orcaSlicerFields,
  Cura: curaFields,
  Slic3r: slic3rFields,
};

/**
 * What the slicer says of its file, as Moonraker's metadata extraction (v0.10.0) would. Looks at the
 * comments outside the layers and at no more than a MiB of either end, so it can be asked after every
 * edit.
 */
export function readMetadata<Result>(reading: Reading<Result>): GcodeMetadata {
  const facts = readFacts(reading);
  const { producer } = reading.sniffed;
  const thumbnails = readThumbnails(reading);
  const fields = {
    slicer: producer?.name,
    slicer_version: producer?.version || undefined,
    gcode_start_byte: commandStartByte(reading),
    gcode_end_byte: commandEndByte(reading),
    ...fieldReader(producer?.name)(reading, facts),
    thumbnails: thumbnails.length > 0 ? thumbnails : undefined,
  };
  return {
    size: reading.text.byteCount,
    ...withoutUndefined(fields),
    config: readConfig(facts),
  };
}

/** Grams of filament, for totals. Slicers write 0 where the filament's density is not set: that is none. */
export function weightOf(metadata: GcodeMetadata): number | undefined {
  return metadata.filament_weight_total || undefined;
}

/** A fork that names itself keeps the family's words. */
function fieldReader(producer: string | undefined): FieldReader {
  if (producer === undefined) return unknownFields;
  return (Object.hasOwn(READERS, producer) ? READERS[producer] : undefined) ?? orcaSlicerFields;
}

/** Without a producer: what the G-code itself shows, and statements that cannot mean anything else. */
function unknownFields<Result>(reading: Reading<Result>, facts: Facts): SlicerFields {
  const { filament_colors, extruder_colors, filament_temps, referenced_tools, ...family } =
    orcaSlicerFields(reading, facts);
  return {
    ...withoutUndefined(family),
    first_layer_height: leastZ(reading),
    object_height: greatestZ(reading),
    ...withoutUndefined(firstTemperatures(reading)),
  };
}

type Stated<Fields> = { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> };

function withoutUndefined<Fields extends object>(fields: Fields): Stated<Fields> {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Stated<Fields>;
}
