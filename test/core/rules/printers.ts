import type { AxisLimits, KlipperLimits, MachineProfile } from '#core/machine/profile';

/** A macro of a printer.cfg. */
export function macro(
  name: string,
  body: string,
  renames?: string,
): MachineProfile['macros'][number] {
  return { name, parameters: [], body, ...(renames === undefined ? {} : { renames }) };
}

const LIMITS: KlipperLimits = {
  kind: 'klipper',
  maxVelocityMmPerS: 300,
  maxAccelerationMmPerS2: 5_000,
  minimumCruiseRatio: 0.5,
  squareCornerVelocityMmPerS: 5,
  maxZVelocityMmPerS: 20,
  maxZAccelerationMmPerS2: 300,
  extruders: [
    {
      instantaneousCornerVelocityMmPerS: 1,
      maxExtrudeOnlyVelocityMmPerS: 60,
      maxExtrudeOnlyAccelerationMmPerS2: 1_500,
    },
  ],
  arcResolutionMm: 1,
};

/** A roomy printer with Klipper, its configuration known to the last section. */
export const VORON: MachineProfile = {
  name: 'Voron',
  firmware: 'klipper',
  source: { kind: 'printer.cfg', path: 'printer.cfg' },
  kinematics: 'corexy',
  limits: LIMITS,
  reach: { x: { min: 0, max: 300 }, y: { min: -5, max: 310.5 }, z: { min: -2, max: 280 } },
  extruders: [
    {
      name: 'extruder',
      minTemperatureC: 0,
      maxTemperatureC: 270,
      nozzleDiameterMm: 0.4,
      filamentDiameterMm: 1.75,
      minExtrudeTemperatureC: 180,
      maxExtrudeOnlyDistanceMm: 80,
      maxExtrudeCrossSectionMm2: 0.64,
    },
  ],
  bed: { minTemperatureC: 0, maxTemperatureC: 110 },
  heaters: [{ name: 'chamber', minTemperatureC: 0, maxTemperatureC: 70 }],
  sections: [
    ...['mcu', 'printer', 'stepper_x', 'stepper_y', 'stepper_z', 'extruder', 'heater_bed', 'fan'],
    ...['tmc2209 stepper_x', 'heater_generic chamber', 'fan_generic exhaust', 'output_pin light'],
    ...['virtual_sdcard', 'display_status', 'pause_resume', 'exclude_object', 'gcode_arcs'],
    ...['respond', 'bed_mesh', 'bed_mesh default', 'quad_gantry_level', 'idle_timeout'],
    ...['gcode_macro start_print', 'gcode_macro end_print', 'gcode_macro m600'],
  ],
  macros: [
    macro(
      'START_PRINT',
      '{% set t = params.EXTRUDER_TEMP|default(200)|float %}\nM140 S{params.BED_TEMP|default(60)}\nCLEAN_HOME ; homes\nM109 S{t}\nRESPOND MSG="START_PRINT done"\n',
    ),
    macro('CLEAN_HOME', "{% if printer.toolhead.homed_axes != 'xyz' %}G28{% endif %}"),
    macro('END_PRINT', 'TURN_OFF_HEATERS\nG91\nG1 Z10\nG90\nM84\n'),
    macro('M600', 'PAUSE\nSAVE_GCODE_STATE NAME=M600\n'),
    macro('QUAD_GANTRY_LEVEL', 'G28\n_QGL', '_QGL'),
    macro('SHIFT', 'SET_GCODE_OFFSET Z=0.1'),
    macro('SAY', 'RESPOND MSG=hello'),
    macro('ROUND', 'ROUND_TWO'),
    macro('ROUND_TWO', '{% if x %}\n ROUND\n{% endif %}'),
  ],
  maxVolumetricFlowMm3PerS: 24,
};

/** The same with little in its configuration: no arcs, no objects, no pauses, no display. */
export const BARE: MachineProfile = {
  ...VORON,
  name: 'Bare',
  sections: ['mcu', 'printer', 'stepper_x', 'extruder', 'virtual_sdcard'],
  macros: [],
};

/** The same with an add-on that brings commands. */
export const WITH_ADD_ON: MachineProfile = {
  ...VORON,
  name: 'With an add-on',
  sections: [...(VORON.sections ?? []), 'mmu'],
};

export const DELTA: MachineProfile = {
  ...VORON,
  name: 'Delta',
  kinematics: 'delta',
  reach: { x: { min: -100, max: 100 }, y: { min: -100, max: 100 }, z: { min: 0, max: 250 } },
  reachRadiusMm: 100,
};

/** Two extruders, with macros T0 and T1 that shift the zero points. */
export const IDEX: MachineProfile = {
  ...VORON,
  name: 'IDEX',
  extruders: [VORON.extruders[0], { ...VORON.extruders[0], name: 'extruder1' }],
  sections: [...(VORON.sections ?? []), 'extruder1', 'gcode_macro t1'],
  macros: [
    ...VORON.macros,
    macro('T1', 'ACTIVATE_EXTRUDER EXTRUDER=extruder1\nSET_GCODE_OFFSET X=30'),
  ],
};

const AXES: AxisLimits = {
  kind: 'marlin',
  maxFeedrateMmPerS: [200, 200, 10, 50],
  maxAccelerationMmPerS2: [3_000, 3_000, 100, 10_000],
  jerkMmPerS: [10, 10, 0.3, 5],
  printingAccelerationMmPerS2: 3_000,
  travelAccelerationMmPerS2: 3_000,
  retractAccelerationMmPerS2: 3_000,
};

/** A Marlin printer from a table: its configuration is not known beyond the numbers. */
export const ENDER: MachineProfile = {
  name: 'Ender',
  firmware: 'marlin',
  source: { kind: 'preset', id: 'ender', address: 'https://example.com/' },
  kinematics: 'cartesian',
  limits: AXES,
  reach: { x: { min: 0, max: 220 }, y: { min: 0, max: 220 }, z: { min: 0, max: 250 } },
  extruders: [
    { name: 'extruder', minTemperatureC: 5, maxTemperatureC: 260, nozzleDiameterMm: 0.4 },
  ],
  bed: { maxTemperatureC: 100 },
  chamber: { maxTemperatureC: 60 },
  heaters: [],
  macros: [],
  maxVolumetricFlowMm3PerS: 12,
};

export const DUET: MachineProfile = {
  ...ENDER,
  name: 'Duet',
  firmware: 'reprap',
  source: { kind: 'preset', id: 'duet', address: 'https://example.com/' },
  limits: { ...AXES, kind: 'reprap', maxFeedrateMmPerS: [300, 300, 20, 60] },
};
