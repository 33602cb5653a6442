/** One named number of the simulated printer or of its surroundings. */
export interface Parameter {
  readonly name: string;
  readonly unit: string;
  /** Of the printer as built: what `noise` 0 has. */
  readonly nominal: number;
  /** What domain randomisation draws from at noise 1; the range shrinks towards `nominal` with less. */
  readonly min: number;
  readonly max: number;
  readonly meaning: string;
  /** Where the numbers are from: addresses with a comma between, or the words "planning documents" or "assumed". */
  readonly source: string;
}

const PLANNING = 'planning documents';
const ASSUMED = 'assumed';
/** A hot end as its owner calibrated it: block_heat_capacity, sensor_responsiveness, ambient_transfer. */
const KALICO = 'https://docs.kalico.gg/MPC.html';
/** Another one, an E3D V6: 16.7 J/K, 0.22 1/s, 0.068 W/K, 0.097 W/K with the fan, 40 W. */
const MARLIN = 'https://github.com/MarlinFirmware/Marlin/blob/bugfix-2.1.x/Marlin/Configuration.h';
const KLIPPER_RESONANCE = 'https://www.klipper3d.org/Resonance_Compensation.html';

export const PARAMETERS = [
  // Surroundings.
  parameter('ambientTemperatureC', '°C', 23, [18, 30], 'Air in the room.', PLANNING),
  parameter(
    'humidityPercent',
    '%',
    45,
    [30, 70],
    'Relative humidity; moist filament oozes more.',
    PLANNING,
  ),
  parameter(
    'airFlowMPerS',
    'm/s',
    0.2,
    [0, 2],
    'Draught over the printer; cools bed, part and hot end.',
    PLANNING,
  ),
  parameter('supplyVoltageV', 'V', 24, [23.4, 24.6], 'Supply rail without load.', ASSUMED),
  // Hot end: lumped block, sensor behind it. The ranges take in those of both sources.
  parameter(
    'hotendHeatCapacityJPerK',
    'J/K',
    22.31,
    [16, 27],
    'Heat capacity of the block.',
    `${KALICO}, ${MARLIN}`,
  ),
  parameter(
    'hotendLossWPerK',
    'W/K',
    0.155,
    [0.068, 0.19],
    'Heat loss to the air with the fan off.',
    `${KALICO}, ${MARLIN}`,
  ),
  parameter(
    'hotendFanLossWPerK',
    'W/K',
    0.0614,
    [0.028, 0.09],
    'What the part cooling fan at full speed adds to it.',
    `${KALICO}, ${MARLIN}`,
  ),
  parameter(
    'sensorResponsivenessPerS',
    '1/s',
    0.0999,
    [0.06, 0.22],
    'How fast the sensor follows the block.',
    `${KALICO}, ${MARLIN}`,
  ),
  parameter(
    'hotendPowerW',
    'W',
    50,
    [40, 60],
    'Heater at full duty and nominal voltage.',
    `${KALICO}, ${MARLIN}`,
  ),
  // Bed: about an aluminium plate of 235 × 235 × 3 mm with 4 mm of glass on it, in still air.
  parameter('bedHeatCapacityJPerK', 'J/K', 900, [500, 1500], 'Heat capacity of the bed.', ASSUMED),
  parameter('bedLossWPerK', 'W/K', 1.6, [1.1, 2.2], 'Heat loss of the bed to the air.', ASSUMED),
  parameter('bedPowerW', 'W', 240, [180, 300], 'Bed heater at full duty.', ASSUMED),
  // Motion.
  parameter('resonanceXHz', 'Hz', 48, [30, 60], 'Resonance of X.', KLIPPER_RESONANCE),
  parameter('resonanceYHz', 'Hz', 42, [30, 60], 'Resonance of Y.', KLIPPER_RESONANCE),
  parameter(
    'dampingRatio',
    '',
    0.1,
    [0.05, 0.15],
    'Damping of both.',
    'https://www.klipper3d.org/Config_Reference.html#input_shaper',
  ),
  parameter(
    'beltTension',
    '',
    1,
    [0.9, 1.1],
    'Tension as a share of the nominal one; resonance goes with its root.',
    PLANNING,
  ),
  parameter('backlashMm', 'mm', 0.01, [0, 0.05], 'Play of an axis when it turns round.', ASSUMED),
  parameter(
    'fullStepsPerMm',
    '1/mm',
    5,
    [5, 5],
    'Full steps of X and Y a millimetre.',
    'https://www.klipper3d.org/Rotation_Distance.html',
  ),
  parameter(
    'bedMeshMm',
    'mm',
    0.03,
    [0, 0.1],
    'Half the height of the waves of the bed.',
    PLANNING,
  ),
  // Extrusion.
  parameter(
    'pressureLagS',
    's',
    0.04,
    [0.02, 0.1],
    'Time constant of the flow behind the extruder.',
    'https://github.com/TigerTag-Project/TigerTag-RFID-Guide/blob/main/database/id_material.json',
  ),
  parameter('nozzleWear', '', 1, [0.98, 1], 'Flow as a share of that of a new nozzle.', PLANNING),
  parameter(
    'maxFlowMm3PerS',
    'mm³/s',
    14,
    [10, 18],
    'Flow at which the extruder begins to slip.',
    'https://ellis3dp.com/Print-Tuning-Guide/articles/determining_max_volumetric_flow_rate.html',
  ),
  parameter(
    'oozeMmPerS',
    'mm/s',
    0.004,
    [0.002, 0.01],
    'Filament that runs out by itself while hot and not retracted.',
    ASSUMED,
  ),
  // Electronics.
  parameter(
    'idlePowerW',
    'W',
    9,
    [7, 12],
    'Electronics without heaters and motors.',
    'https://3dprintscape.com/do-3d-printers-use-a-lot-of-power',
  ),
  parameter('motorPowerW', 'W', 14, [10, 18], 'All motors while they hold.', ASSUMED),
  parameter('fanMaxRpm', 'rpm', 5200, [4500, 6500], 'Part cooling fan at full speed.', ASSUMED),
  // Sensors; all of them noise, so that noise 0 has none. At full noise no temperature is without delay.
  parameter(
    'temperatureNoiseC',
    '°C',
    0,
    [0, 0.5],
    'Standard deviation of temperature readings.',
    PLANNING,
  ),
  parameter('temperatureDelayS', 's', 0, [0.1, 0.2], 'Age of a temperature reading.', PLANNING),
  parameter(
    'positionNoiseMm',
    'mm',
    0,
    [0, 0.01],
    'Standard deviation of position readings.',
    PLANNING,
  ),
  // An ADXL345 at 3200 samples a second: 1.5 (x, y) to 2.2 (z) units of 3.9 mg at 400, times √2 with each doubling.
  parameter(
    'accelerometerNoiseMPerS2',
    'm/s²',
    0,
    [0, 0.25],
    'Standard deviation of accelerometer readings.',
    'https://www.analog.com/media/en/technical-documentation/data-sheets/adxl345.pdf',
  ),
  parameter('powerNoiseW', 'W', 0, [0, 1.5], 'Standard deviation of power readings.', ASSUMED),
  parameter(
    'filamentNoiseMm',
    'mm',
    0,
    [0, 0.02],
    'Standard deviation of the filament sensor.',
    ASSUMED,
  ),
  parameter('loadNoise', '', 0, [0, 0.03], 'Standard deviation of motor loads.', ASSUMED),
  parameter(
    'clockDriftPpm',
    'ppm',
    0,
    [-100, 100],
    'How much the clock of the source runs fast.',
    'https://www.best-microcontroller-projects.com/ppm.html',
  ),
  parameter(
    'clockJitterS',
    's',
    0,
    [0, 0.002],
    'Standard deviation of the moment of a sample.',
    ASSUMED,
  ),
] as const satisfies readonly Parameter[];

export type ParameterName = (typeof PARAMETERS)[number]['name'];
export type Parameters = Readonly<Record<ParameterName, number>>;

function parameter<const Name extends string>(
  name: Name,
  unit: string,
  nominal: number,
  [min, max]: readonly [number, number],
  meaning: string,
  source: string,
): Parameter & { readonly name: Name } {
  return { name, unit, nominal, min, max, meaning, source };
}
