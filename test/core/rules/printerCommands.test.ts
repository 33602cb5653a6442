import { describe, expect, test } from 'vitest';
import { commandNames } from '#core/commands/command';
import type { MachineProfile } from '#core/machine/profile';
import { commandOrigin, nearestCommand } from '#core/rules/printerCommands';
import { BARE, IDEX, macro, VORON, WITH_ADD_ON } from './printers.ts';

/** The sections of a printer that ran Klipper v0.13.0-730, and all commands that it said it had. */
const SECTIONS = [
  ...['adxl345', 'bed_mesh', 'display_status', 'exclude_object', 'extruder', 'fan'],
  ...['filament_switch_sensor runout', 'firmware_retraction', 'force_move', 'gcode_arcs'],
  ...['gcode_macro cancel_print', 'gcode_macro end_print', 'gcode_macro start_print'],
  ...['heater_bed', 'heater_fan hotend_fan', 'idle_timeout', 'input_shaper', 'mcu'],
  ...['pause_resume', 'printer', 'resonance_tester', 'respond', 'safe_z_home', 'stepper_x'],
  ...['stepper_y', 'stepper_z', 'temperature_sensor chamber', 'temperature_sensor host'],
  ...['verify_heater extruder', 'verify_heater heater_bed', 'virtual_sdcard'],
];
const COMMANDS = `
ACCELEROMETER_DEBUG_READ ACCELEROMETER_DEBUG_WRITE ACCELEROMETER_MEASURE ACCELEROMETER_QUERY
ACTIVATE_EXTRUDER BASE_CANCEL_PRINT BED_MESH_CALIBRATE BED_MESH_CLEAR BED_MESH_MAP BED_MESH_OFFSET
BED_MESH_OUTPUT BED_MESH_PROFILE CANCEL_PRINT CLEAR_PAUSE ECHO END_PRINT EXCLUDE_OBJECT
EXCLUDE_OBJECT_DEFINE EXCLUDE_OBJECT_END EXCLUDE_OBJECT_START FIRMWARE_RESTART FORCE_MOVE G0 G1 G10
G11 G17 G18 G19 G2 G20 G21 G28 G3 G4 G90 G91 G92 GET_POSITION GET_RETRACTION HELP M104 M105 M106
M107 M109 M110 M112 M114 M115 M117 M118 M119 M140 M18 M190 M20 M204 M21 M220 M221 M23 M24 M25 M26
M27 M28 M29 M30 M400 M73 M82 M83 M84 MANUAL_PROBE MEASURE_AXES_NOISE PAUSE PID_CALIBRATE QUERY_ADC
QUERY_ENDSTOPS QUERY_FILAMENT_SENSOR RESPOND RESTART RESTORE_GCODE_STATE RESUME SAVE_CONFIG
SAVE_GCODE_STATE SDCARD_PRINT_FILE SDCARD_RESET_FILE SET_DISPLAY_TEXT SET_EXTRUDER_ROTATION_DISTANCE
SET_FILAMENT_SENSOR SET_GCODE_OFFSET SET_GCODE_VARIABLE SET_HEATER_TEMPERATURE SET_IDLE_TIMEOUT
SET_INPUT_SHAPER SET_KINEMATIC_POSITION SET_PRESSURE_ADVANCE SET_PRINT_STATS_INFO SET_RETRACTION
SET_STEPPER_ENABLE SET_VELOCITY_LIMIT SHAPER_CALIBRATE START_PRINT STATUS STEPPER_BUZZ
SYNC_EXTRUDER_MOTION TEMPERATURE_WAIT TEST_RESONANCES TUNING_TOWER TURN_OFF_HEATERS
Z_ENDSTOP_CALIBRATE Z_OFFSET_APPLY_ENDSTOP
`;

const REAL: MachineProfile = {
  ...VORON,
  sections: SECTIONS,
  macros: [
    macro('START_PRINT', 'G28'),
    macro('END_PRINT', 'M84'),
    macro('CANCEL_PRINT', 'BASE_CANCEL_PRINT', 'BASE_CANCEL_PRINT'),
  ],
};

/** Known only while something else runs, or to kinematics that this printer does not have. */
const NOT_AT_REST = ['ABORT', 'ACCEPT', 'TESTZ', 'SET_STEPPER_CARRIAGES'];

function isThere(profile: MachineProfile, name: string): boolean {
  return ['own', 'macro'].includes(commandOrigin(profile, name).kind);
}

describe('the commands of a printer', () => {
  test('are those that Klipper itself lists for the same sections', () => {
    const listed = COMMANDS.trim().split(/\s+/);
    expect(listed.filter((name) => !isThere(REAL, name))).toEqual([]);
    const others = commandNames('klipper').filter((name) => !listed.includes(name));
    expect(others.filter((name) => isThere(REAL, name)).sort()).toEqual(NOT_AT_REST.sort());
  });

  const cases: readonly (readonly [MachineProfile, string, object])[] = [
    [VORON, 'START_PRINT', { kind: 'macro' }],
    [VORON, 'QUAD_GANTRY_LEVEL', { kind: 'macro' }],
    [VORON, '_QGL', { kind: 'own', name: 'QUAD_GANTRY_LEVEL' }],
    [VORON, 'G28', { kind: 'own', name: 'G28' }],
    [VORON, 'G10', { kind: 'missing', section: 'firmware_retraction' }],
    [VORON, 'M900', { kind: 'none' }],
    [VORON, 'T1', { kind: 'none' }],
    [IDEX, 'T1', { kind: 'macro' }],
    [BARE, 'G2', { kind: 'missing', section: 'gcode_arcs' }],
    [WITH_ADD_ON, 'MMU_LOAD', { kind: 'open' }],
    [WITH_ADD_ON, 'SET_SERVO', { kind: 'open' }],
    [WITH_ADD_ON, 'G10', { kind: 'missing', section: 'firmware_retraction' }],
    [{ ...VORON, sections: undefined as never }, 'START_ALL', { kind: 'open' }],
  ];
  test.each(cases)('%# $1 comes from where the configuration says', (profile, name, origin) => {
    expect(commandOrigin(profile, name)).toMatchObject(origin);
  });

  test.each([
    ['STRAT_PRINT', 'START_PRINT'],
    ['EXCLUDE_OBJECT_STRAT', 'EXCLUDE_OBJECT_START'],
    // It is there under this name only with [firmware_retraction].
    ['GET_RETRACTON', undefined],
    ['SAYS', 'SAY'],
    ['NOTHING_LIKE_IT', undefined],
  ])('nearest to %s is %s', (written, meant) => {
    expect(nearestCommand(VORON, written)).toBe(meant);
  });
});
