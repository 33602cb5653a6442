/** How a channel may be filled in between two samples. */
export type ChannelKind =
  /** Interpolated where samples are close. */
  | 'continuous'
  /** Holds until the next sample. */
  | 'setpoint'
  | 'state'
  /** Only rises. */
  | 'counter';

/** One column of sensors.csv. */
export interface Channel {
  readonly name: string;
  readonly unit: string;
  readonly kind: ChannelKind;
  /** Outside of these no sensor that works can be. */
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
}

/** Everything a run may measure, in the order in which our own files have it. The first column and those
 * of `SEED_COLUMNS` are what the planning documents ask for; the others are there where a source has them. */
export const CHANNELS = [
  channel('timestamp', 's', 'counter', [0, 1e7], 'Time of the sample on the clock of the source.'),
  channel('temperature', '°C', 'continuous', [-50, 500], 'Hot end, as its sensor reads it.'),
  channel(
    'target_temperature',
    '°C',
    'setpoint',
    [0, 500],
    'What the hot end is asked for; 0 is off.',
  ),
  channel('bed_temperature', '°C', 'continuous', [-50, 200], 'Bed, as its sensor reads it.'),
  channel('bed_target', '°C', 'setpoint', [0, 200], 'What the bed is asked for; 0 is off.'),
  channel('heater_power', 'W', 'continuous', [0, 500], 'Electric power of the hot end.'),
  channel('bed_power', 'W', 'continuous', [0, 3000], 'Electric power of the bed.'),
  channel(
    'power',
    'W',
    'continuous',
    [0, 5000],
    'Power of the whole printer, as a meter in its supply reads it.',
  ),
  channel('voltage', 'V', 'continuous', [0, 60], 'Supply rail of the electronics.'),
  channel('fan', '', 'setpoint', [0, 1], 'Part cooling fan as commanded, 0 to 1.'),
  channel('fan_speed', 'rpm', 'continuous', [0, 50_000], 'Part cooling fan by its tachometer.'),
  channel('position_x', 'mm', 'continuous', [-10_000, 10_000], 'Where the head is.'),
  channel('position_y', 'mm', 'continuous', [-10_000, 10_000], 'Where the head is.'),
  channel('position_z', 'mm', 'continuous', [-10_000, 10_000], 'Where the head is.'),
  channel('velocity', 'mm/s', 'continuous', [0, 10_000], 'Speed of the head.'),
  channel(
    'extruder_position',
    'mm',
    'continuous',
    [-1e7, 1e7],
    'Filament that the extruder was told to push, in all.',
  ),
  channel(
    'filament_position',
    'mm',
    'continuous',
    [-1e7, 1e7],
    'Filament that the motion sensor saw pass, in all.',
  ),
  channel(
    'flow',
    'mm³/s',
    'continuous',
    [-500, 500],
    'Volume that the motion sensor saw pass in a second.',
  ),
  channel('filament_present', '', 'state', [0, 1], 'The filament switch: 1 while there is some.'),
  channel(
    'extruder_load',
    '',
    'continuous',
    [0, 2],
    'Load of the extruder motor, 1 is where it begins to lose steps.',
  ),
  channel(
    'axis_load',
    '',
    'continuous',
    [0, 2],
    'Load of the motors of X and Y, the larger; 1 is where they begin to lose steps.',
  ),
  channel(
    'vibration',
    'm/s²',
    'continuous',
    [0, 1000],
    'RMS of the acceleration of the head since the last sample, without gravity.',
  ),
  channel(
    'file_position',
    'byte',
    'counter',
    [0, 1e12],
    'Byte of the G-code whose line is being executed.',
  ),
] as const satisfies readonly Channel[];

export type ChannelName = (typeof CHANNELS)[number]['name'];

/** The columns of the planning documents' sensors.csv: a file with just these is a whole one. */
export const SEED_COLUMNS = [
  'timestamp',
  'temperature',
  'position_x',
  'position_y',
  'position_z',
  'vibration',
] as const satisfies readonly ChannelName[];

function channel<const Name extends string>(
  name: Name,
  unit: string,
  kind: ChannelKind,
  [min, max]: readonly [number, number],
  meaning: string,
): Channel & { readonly name: Name } {
  return { name, unit, kind, min, max, meaning };
}

/** A table in columns of the same length. NaN is a value that is not there. */
export interface SensorTable {
  readonly rowCount: number;
  readonly columns: ReadonlyMap<string, Float64Array>;
}
