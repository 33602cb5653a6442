import type { Role } from '../contract/outline.ts';
import type { Toolpath } from '../print/toolpath.ts';
import type { ChannelName, SensorTable } from './channels.ts';

/**
 * Columns that aligning adds to the channels of sensors.csv; timeline.parquet has both. Features and
 * detectors read them like this:
 *
 * - A row is a moment. Rows stand in the order of time, and none are left out while planned time stands still
 *   (heating up, homing, a pause): there `t` repeats while `source_t` goes on.
 * - A value that is masked or that the source does not have is NaN, never 0. A channel that the run does not
 *   have at all may also be missing as a column.
 */
export const ALIGNED_COLUMNS = [
  aligned('t', 's', 'Planned print time; never falls.'),
  aligned(
    'source_t',
    's',
    'Seconds since the first row of the run, without the drift of its clock; always rises.',
  ),
  aligned('line', '', 'Line of the G-code that is being executed, from 1; NaN before the first.'),
  aligned(
    'layer',
    '',
    'Layer in the order of printing, 1 is the first; NaN before and behind the layers.',
  ),
  aligned('piece', '', 'Piece of the toolpath, from 0; NaN where nothing is planned to move.'),
  aligned('commanded_x', 'mm', 'Where the plan has the head.'),
  aligned('commanded_y', 'mm', 'Where the plan has the head.'),
  aligned('commanded_z', 'mm', 'Where the plan has the head.'),
  aligned('commanded_velocity', 'mm/s', 'Planned speed of the head.'),
  aligned(
    'commanded_extruder',
    'mm',
    'Filament pushed by the plan since its beginning, retractions taken away.',
  ),
] as const;

export type AlignedColumn = (typeof ALIGNED_COLUMNS)[number]['name'];

/** Any column of timeline.parquet that features and detectors may ask for. */
export type TimelineColumn = AlignedColumn | ChannelName;

/**
 * One run with all that was recorded on planned print time, as features and detectors see it. What a run
 * does not have is undefined; features of it are then NaN.
 */
export interface AlignedRun {
  readonly runId: string;
  readonly timeline: SensorTable;
  readonly accelerometer?: AccelerometerRecord;
  readonly audio?: AudioRecord;
  readonly images?: readonly LayerImage[];
  /** In the order of printing; `layers[0]` is layer 1 of the timeline. */
  readonly layers: readonly PlannedLayer[];
  readonly toolpath: Toolpath;
  readonly gcode: GcodeFacts;
  readonly printer: PrinterFacts;
  readonly material: MaterialFacts;
}

/** Raw acceleration of the head in m/s², without gravity, sampled evenly. */
export interface AccelerometerRecord {
  readonly rateHz: number;
  /** `source_t` of the first sample. */
  readonly startSourceSeconds: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly z: Float32Array;
}

/** Sound of one channel, −1 to 1. */
export interface AudioRecord {
  readonly rateHz: number;
  /** `source_t` of the first sample. */
  readonly startSourceSeconds: number;
  readonly samples: Float32Array;
}

/** A picture of one layer from above, taken or drawn when the layer is done. */
export interface LayerImage {
  /** In the order of printing, 1 is the first. */
  readonly layer: number;
  readonly width: number;
  readonly height: number;
  /** Row by row from the upper left corner, 0 is black. */
  readonly grey: Uint8Array;
  /** Largest less smallest of red, green and blue, where the picture has colours: light and shade hardly
   * change it. */
  readonly chroma?: Uint8Array;
  /** How pixels lie on the bed; undefined where nobody calibrated the camera. */
  readonly scale?: ImageScale;
}

/** The upper left corner of the picture on the bed, and the size of a pixel. X grows to the right, Y upwards. */
export interface ImageScale {
  readonly mmPerPixel: number;
  readonly leftMm: number;
  readonly topMm: number;
}

export interface PlannedLayer {
  readonly startSeconds: number;
  readonly seconds: number;
  /** Pieces of the toolpath, the end exclusive. */
  readonly firstPiece: number;
  readonly endPiece: number;
  readonly zMm: number;
  readonly heightMm: number;
  readonly filamentMm: number;
}

/** What the G-code alone says. */
export interface GcodeFacts {
  /** Planned seconds and filament of each role, whole print. */
  readonly byRole: ReadonlyMap<Role, { readonly seconds: number; readonly filamentMm: number }>;
  readonly travelMm: number;
  readonly extrudeMm: number;
  readonly retractions: number;
  /** How many problems the rules find, by severity. */
  readonly problems: Readonly<Record<'error' | 'warning' | 'information' | 'hint', number>>;
}

/** What features need of the printer; numbers that its profile does not have are the usual ones. */
export interface PrinterFacts {
  readonly filamentDiameterMm: number;
  /** Flow that the hot end can melt; NaN where nobody said. */
  readonly maxFlowMm3PerS: number;
  /** Full motor steps of X and Y a millimetre. */
  readonly fullStepsPerMm: number;
  readonly hotend: HotendFacts;
}

/** The lumped hot end: C·dT/dt = P − (h + h_fan·fan)·(T − T_ambient) − q·ρ·c·(T − T_ambient). */
export interface HotendFacts {
  readonly heatCapacityJPerK: number;
  readonly lossWPerK: number;
  /** What the part cooling fan at full speed adds. */
  readonly fanLossWPerK: number;
  /** Time constant with which the sensor follows the block. */
  readonly sensorSeconds: number;
  readonly ambientC: number;
}

/** NaN where the material's data file does not say. */
export interface MaterialFacts {
  readonly name: string;
  readonly densityGPerCm3: number;
  readonly specificHeatJPerGK: number;
}

function aligned<const Name extends string>(
  name: Name,
  unit: string,
  meaning: string,
): { readonly name: Name; readonly unit: string; readonly meaning: string } {
  return { name, unit, meaning };
}
