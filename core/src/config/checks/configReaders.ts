import type { Configuration } from '../config.ts';
import { sectionReference } from '../sectionReference.ts';

/**
 * Who reads the configuration besides Klipper itself.
 *
 * - `fork`: another firmware that grew out of Klipper. It is one when it has a section that only Kalico or a
 *   printer maker defines, or says what only Kalico knows (`control: mpc`, `kinematics: limited_corexy`,
 *   `home_current`). Any section, option and choice may be right there.
 * - `plug-ins`: an add-on that is known, or a section nobody knows, which an add-on may define. Add-ons bring
 *   sections, commands, pins and sensors of their own; Klipper's own sections stay as they are.
 * - `klipper`: nobody else.
 */
export type ConfigReaders = 'klipper' | 'plug-ins' | 'fork';

export function configReaders(configuration: Configuration): ConfigReaders {
  let readers: ConfigReaders = 'klipper';
  for (const { type, options } of configuration.sections.values()) {
    const reference = sectionReference(type);
    if (reference?.origin === 'kalico' || reference?.origin === 'maker') return 'fork';
    if (!reference || reference.origin === 'plug-in') readers = 'plug-ins';
    if (reference?.origin === undefined) {
      for (const [name, { option }] of options) {
        if (KALICO_OPTIONS.has(name) || KALICO_VALUES[name]?.test(option.value)) return 'fork';
      }
    }
  }
  return readers;
}

/** Options of Klipper's own sections that only Kalico reads (`klippy/` of github.com/KalicoCrew/kalico). */
const KALICO_OPTIONS: ReadonlySet<string> = new Set([
  ...['is_non_critical', 'reconnect_interval', 'allow_plugin_override'],
  ...['use_sensorless_homing', 'min_home_dist', 'homing_accel', 'home_y_before_x'],
  ...['home_current', 'current_change_dwell_time', 'current_range', 'driver_cs'],
  ...['heater_power', 'block_heat_capacity', 'ambient_transfer', 'inner_sensor_name'],
  ...['min_power', 'initial_speed', 'standby_speed', 'reverse', 'cooling_hysteresis'],
  ...['runout_distance', 'immediate_runout_gcode', 'always_fire_events', 'check_on_print_start'],
  ...['z_hop_height', 'clear_zhop_on_z_moves', 'per_move_pressure_advance', 'with_subdirs'],
  ...['drop_first_result', 'bad_probe_strategy', 'adaptive_horizontal_move_z', 'bed_mesh_default'],
  ...['enforce_lift_speed', 'use_adjustments', 'increasing_threshold', 'enable_respond'],
  ...['invert_kinematics', 'enable_exclude_object', 'accel_chips'],
]);

const KALICO_VALUES: Readonly<Record<string, RegExp>> = {
  kinematics: /^limited_/,
  control: /^(?:mpc|pid_v|pid_p|dual_loop_pid|curve)$/,
};

/** Whether it is a printer's whole configuration, with everything it includes, and not a part of one. */
export function isWhole({ files, sections, problems }: Configuration): boolean {
  const printer = sections.get('printer');
  const hasName = /(?:^|[\\/])printer\.cfg$/i.test(files[0]?.path ?? '');
  const hasHeart = printer?.options.has('kinematics') || (printer && sections.has('mcu'));
  return (
    (hasName || hasHeart === true) && problems.every(({ problem }) => problem.severity !== 'error')
  );
}
