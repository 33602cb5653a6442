/** A picture the slicer put into the file. */
export interface ThumbnailMetadata {
  readonly width: number;
  readonly height: number;
  /** Bytes of the picture itself, as Moonraker states them. */
  readonly size: number;
  readonly format: 'PNG' | 'JPG' | 'QOI';
  /** 1-based lines of its begin and end marks. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The slicer's stated number of base64 characters differs from what is there. */
  readonly lengthMismatch?: true;
}

/**
 * What the slicer says of its own file, in Moonraker's field names and units (mm, g, °C, seconds).
 * A field is absent where the file does not state it.
 */
export interface GcodeMetadata {
  readonly size: number;
  readonly slicer?: string;
  readonly slicer_version?: string;
  readonly gcode_start_byte?: number;
  readonly gcode_end_byte?: number;
  readonly layer_count?: number;
  readonly object_height?: number;
  readonly estimated_time?: number;
  readonly nozzle_diameter?: number;
  readonly layer_height?: number;
  readonly first_layer_height?: number;
  readonly first_layer_extr_temp?: number;
  readonly first_layer_bed_temp?: number;
  readonly chamber_temp?: number;
  readonly filament_name?: string;
  readonly filament_type?: string;
  readonly filament_colors?: readonly string[];
  readonly extruder_colors?: readonly string[];
  readonly filament_temps?: readonly number[];
  readonly filament_total?: number;
  readonly filament_weight_total?: number;
  readonly filament_weights?: readonly number[];
  readonly filament_change_count?: number;
  readonly mmu_print?: number;
  readonly referenced_tools?: readonly number[];
  readonly printer_vendor?: string;
  readonly printer_model?: string;
  readonly printer_variant?: string;
  readonly profile_version?: string;
  readonly thumbnails?: readonly ThumbnailMetadata[];
  /** The slicer's settings, by its own key. */
  readonly config: Readonly<Record<string, string>>;
}
