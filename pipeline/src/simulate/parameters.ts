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
  /** Where the numbers are from: an address, or the words "planning documents" or "assumed". */
  readonly source: string;
}

export const PARAMETERS = [
  // Surroundings.
  parameter('ambientTemperatureC', '°C', 23, [18, 30], 'Air in the room.'),
  parameter('humidityPercent', '%', 45, [30, 70], 'Relative humidity; moist filament oozes more.'),
  parameter(
    'airFlowMPerS',
    'm/s',
    0.2,
    [0, 2],
    'Draught over the printer; cools bed, part and hot end.',
  ),
  parameter('supplyVoltageV', 'V', 24, [23.4, 24.6], 'Supply rail without load.'),
  // Hot end: lumped block, sensor behind it.
  parameter('hotendHeatCapacityJPerK', 'J/K', 22.31, [18, 27], 'Heat capacity of the block.'),
  parameter(
    'hotendLossWPerK',
    'W/K',
    0.155,
    [0.13, 0.19],
    'Heat loss to the air with the fan off.',
  ),
  parameter(
    'hotendFanLossWPerK',
    'W/K',
    0.0614,
    [0.04, 0.09],
    'What the part cooling fan at full speed adds to it.',
  ),
  parameter(
    'sensorResponsivenessPerS',
    '1/s',
    0.0999,
    [0.06, 0.2],
    'How fast the sensor follows the block.',
  ),
  parameter('hotendPowerW', 'W', 50, [40, 60], 'Heater at full duty and nominal voltage.'),
  // Bed.
  parameter('bedHeatCapacityJPerK', 'J/K', 900, [500, 1500], 'Heat capacity of the bed.'),
  parameter('bedLossWPerK', 'W/K', 1.6, [1.1, 2.2], 'Heat loss of the bed to the air.'),
  parameter('bedPowerW', 'W', 240, [180, 300], 'Bed heater at full duty.'),
  // Motion.
  parameter('resonanceXHz', 'Hz', 48, [30, 60], 'Resonance of X.'),
  parameter('resonanceYHz', 'Hz', 42, [30, 60], 'Resonance of Y.'),
  parameter('dampingRatio', '', 0.1, [0.05, 0.15], 'Damping of both.'),
  parameter(
    'beltTension',
    '',
    1,
    [0.9, 1.1],
    'Tension as a share of the nominal one; resonance goes with its root.',
  ),
  parameter('backlashMm', 'mm', 0.01, [0, 0.05], 'Play of an axis when it turns round.'),
  parameter('fullStepsPerMm', '1/mm', 5, [5, 5], 'Full steps of X and Y a millimetre.'),
  parameter('bedMeshMm', 'mm', 0.03, [0, 0.1], 'Half the height of the waves of the bed.'),
  // Extrusion.
  parameter(
    'pressureLagS',
    's',
    0.04,
    [0.02, 0.1],
    'Time constant of the flow behind the extruder.',
  ),
  parameter('nozzleWear', '', 1, [0.98, 1], 'Flow as a share of that of a new nozzle.'),
  parameter('maxFlowMm3PerS', 'mm³/s', 14, [10, 18], 'Flow at which the extruder begins to slip.'),
  parameter(
    'oozeMmPerS',
    'mm/s',
    0.004,
    [0.002, 0.01],
    'Filament that runs out by itself while hot and not retracted.',
  ),
  // Electronics.
  parameter('idlePowerW', 'W', 9, [7, 12], 'Electronics without heaters and motors.'),
  parameter('motorPowerW', 'W', 14, [10, 18], 'All motors while they hold.'),
  parameter('fanMaxRpm', 'rpm', 5200, [4500, 6500], 'Part cooling fan at full speed.'),
  // Sensors; all of them noise, so that noise 0 has none.
  parameter('temperatureNoiseC', '°C', 0, [0, 0.5], 'Standard deviation of temperature readings.'),
  parameter('temperatureDelayS', 's', 0, [0, 0.2], 'Age of a temperature reading.'),
  parameter('positionNoiseMm', 'mm', 0, [0, 0.01], 'Standard deviation of position readings.'),
  parameter(
    'accelerometerNoiseMPerS2',
    'm/s²',
    0,
    [0, 0.6],
    'Standard deviation of accelerometer readings.',
  ),
  parameter('powerNoiseW', 'W', 0, [0, 1.5], 'Standard deviation of power readings.'),
  parameter('filamentNoiseMm', 'mm', 0, [0, 0.02], 'Standard deviation of the filament sensor.'),
  parameter('loadNoise', '', 0, [0, 0.03], 'Standard deviation of motor loads.'),
  parameter('clockDriftPpm', 'ppm', 0, [-100, 100], 'How much the clock of the source runs fast.'),
  parameter('clockJitterS', 's', 0, [0, 0.002], 'Standard deviation of the moment of a sample.'),
] as const satisfies readonly Parameter[];

export type ParameterName = (typeof PARAMETERS)[number]['name'];
export type Parameters = Readonly<Record<ParameterName, number>>;

function parameter<const Name extends string>(
  name: Name,
  unit: string,
  nominal: number,
  [min, max]: readonly [number, number],
  meaning: string,
  source = 'assumed',
): Parameter & { readonly name: Name } {
  return { name, unit, nominal, min, max, meaning, source };
}
