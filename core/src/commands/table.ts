import type { CommandReference } from './command.ts';
import { BAMBU_COMMANDS } from './tables/bambu.ts';
import { CALIBRATION_COMMANDS } from './tables/calibration.ts';
import { EXTRUSION_COMMANDS } from './tables/extrusion.ts';
import { FILE_COMMANDS } from './tables/files.ts';
import { KLIPPER_CALIBRATION_COMMANDS } from './tables/klipperCalibration.ts';
import { KLIPPER_MACHINE_COMMANDS } from './tables/klipperMachine.ts';
import { KLIPPER_MOTION_COMMANDS } from './tables/klipperMotion.ts';
import { KLIPPER_PROBE_COMMANDS } from './tables/klipperProbe.ts';
import { MACHINE_COMMANDS } from './tables/machine.ts';
import { MACHINE_BOARD_COMMANDS } from './tables/machineBoard.ts';
import { MACHINE_REPRAP_COMMANDS } from './tables/machineReprap.ts';
import { MESSAGE_COMMANDS } from './tables/messages.ts';
import { MOTION_COMMANDS } from './tables/motion.ts';
import { PRINT_COMMANDS } from './tables/print.ts';
import { PROBE_COMMANDS } from './tables/probe.ts';
import { PRUSA_COMMANDS } from './tables/prusa.ts';
import { SETUP_COMMANDS } from './tables/setup.ts';
import { SETUP_REPRAP_COMMANDS } from './tables/setupReprap.ts';
import { STATE_COMMANDS } from './tables/state.ts';
import { TEMPERATURE_COMMANDS } from './tables/temperature.ts';
import { TOOL_COMMANDS } from './tables/tool.ts';

/** Every command of every dictionary, each name once. */
export const ALL_COMMANDS: readonly CommandReference[] = [
  ...MOTION_COMMANDS,
  ...STATE_COMMANDS,
  ...TEMPERATURE_COMMANDS,
  ...EXTRUSION_COMMANDS,
  ...PRINT_COMMANDS,
  ...TOOL_COMMANDS,
  ...PROBE_COMMANDS,
  ...CALIBRATION_COMMANDS,
  ...MESSAGE_COMMANDS,
  ...FILE_COMMANDS,
  ...MACHINE_COMMANDS,
  ...MACHINE_BOARD_COMMANDS,
  ...SETUP_COMMANDS,
  ...KLIPPER_MOTION_COMMANDS,
  ...KLIPPER_MACHINE_COMMANDS,
  ...KLIPPER_PROBE_COMMANDS,
  ...KLIPPER_CALIBRATION_COMMANDS,
  ...SETUP_REPRAP_COMMANDS,
  ...MACHINE_REPRAP_COMMANDS,
  ...PRUSA_COMMANDS,
  ...BAMBU_COMMANDS,
];
