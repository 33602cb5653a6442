import type { CommandReference } from '../../commands/command.ts';
import type { Configuration } from '../config.ts';

/**
 * Sections that bring the same commands as the one that the dictionary names, and sections that Klipper
 * loads it with by itself.
 */
const ALSO_BROUGHT_BY: Readonly<Record<string, RegExp>> = {
  probe: /^(?:probe|bltouch|smart_effector|probe_eddy_current|load_cell_probe)$/,
  tmc2209: /^tmc\d+$/,
  led: /^(?:led|neopixel|dotstar|pca9533|pca9632)$/,
  output_pin: /^(?:output_pin|pwm_tool|pwm_cycle_time)$/,
  adxl345: /^(?:adxl345|lis2dw|lis3dh|mpu9250|icm20948|bmi160)$/,
  filament_switch_sensor:
    /^(?:filament_switch_sensor|filament_motion_sensor|hall_filament_width_sensor)$/,
  display_status: /^(?:display_status|display)$/,
  pause_resume: /^(?:pause_resume|filament_\w+_sensor|hall_filament_width_sensor)$/,
  load_cell: /^load_cell(?:_probe)?$/,
  extruder: /^extruder\d*$/,
  gcode_macro: /^(?:gcode_macro|delayed_gcode)$/,
  // Klipper loads it with the first motor, but for two of its commands a switch must be on.
  force_move: /^(?:force_move|stepper\w*|printer)$/,
};

/** Whether the configuration has a section that brings the command. */
export function hasSectionFor(
  { sections }: Configuration,
  { klipperSection }: CommandReference,
): boolean {
  const type = klipperSection?.replace(/[[\]]/g, '').split(' ')[0];
  if (type === undefined) return true;
  const pattern = ALSO_BROUGHT_BY[type];
  for (const section of sections.values()) {
    if (pattern ? pattern.test(section.type) : section.type === type) return true;
  }
  return false;
}
