import type { SectionReference } from '../config.ts';
import { kalicoPage } from './sources.ts';

/** What stands in `openOptions` of each of them. */
const PLUG_IN_OPTIONS =
  'An add-on reads it, and Klipper’s own reference does not list its options.';
const KALICO_OPTIONS =
  'Only Kalico reads it, and Klipper’s own reference does not list its options.';
const MAKER_OPTIONS =
  'A printer maker’s own firmware reads it, and Klipper’s own reference does not list its options.';

/** Types of sections as a regular expression, what they are, where they come from. */
type Row = readonly [types: string, summary: string, source: string];

const PLUG_INS: readonly Row[] = [
  [
    'shaketune',
    'Shake&Tune: measures belts, shapers and vibrations.',
    'https://github.com/Frix-x/klippain-shaketune',
  ],
  ['led_effect', 'Animated LEDs.', 'https://github.com/julianschill/klipper-led_effect'],
  [
    'z_calibration',
    'Finds the Z offset of a nozzle with a second endstop.',
    'https://github.com/protoloft/klipper_z_calibration',
  ],
  [
    'auto_speed',
    'Finds the highest speed and acceleration that lose no steps.',
    'https://github.com/Anonoei/klipper_auto_speed',
  ],
  ['beacon', 'The Beacon surface scanner.', 'https://github.com/beacon3d/beacon_klipper'],
  [
    'cartographer|scanner',
    'The Cartographer surface scanner.',
    'https://github.com/Cartographer3D/cartographer3d-plugin',
  ],
  ['probe_eddy_ng', 'Another way to use an eddy current probe.', 'https://github.com/vvuk/eddy-ng'],
  [
    'bdsensor|bdpressure',
    'The Bed Distance Sensor.',
    'https://github.com/markniu/Bed_Distance_sensor',
  ],
  [
    'mmu|mmu_\\w+|stepper_mmu_\\w+|ercf|ercf_\\w+|sensor_kit',
    'Happy Hare: changes filaments with a multi-material unit.',
    'https://github.com/moggieuk/Happy-Hare',
  ],
  [
    'afc|afc_\\w+',
    'AFC: changes filaments with lanes and buffers.',
    'https://github.com/ArmoredTurtle/AFC-Klipper-Add-On',
  ],
  [
    'trad_rack',
    'The Trad Rack multi-material unit.',
    'https://github.com/Annex-Engineering/TradRack',
  ],
  ['belay', 'The Belay filament sensor.', 'https://github.com/Annex-Engineering/Belay'],
  ['gcode_shell_command', 'A program of the host as a command.', 'https://github.com/dw-0/kiauh'],
  [
    'autotune_tmc|motor_constants',
    'Sets TMC drivers by the data of the motor.',
    'https://github.com/andrewmcgr/klipper_tmc_autotune',
  ],
  [
    'frame_expansion_compensation',
    'Follows the frame as it grows with its temperature.',
    'https://github.com/alchemyEngine/klipper_frame_expansion_comp',
  ],
  [
    'toolchanger|tool|tool_probe|tool_probe_endstop|tools_calibrate|rounded_path|bed_thermal_adjust|multi_fan',
    'A toolchanger.',
    'https://github.com/viesturz/klipper-toolchanger',
  ],
  [
    'ktcclog|toollock|toolgroup|ktcc_\\w+',
    'A toolchanger.',
    'https://github.com/TypQxQ/Klipper_ToolChanger',
  ],
  [
    'virtual_pins',
    'Pins that exist in Klipper only.',
    'https://github.com/pedrolamas/klipper-virtual-pins',
  ],
  [
    'ratos|ratos_\\w+|beacon_\\w+|resonance_generator|linear_movement_analysis',
    'RatOS.',
    'https://github.com/Rat-OS/RatOS-configurator',
  ],
  [
    'guppy_config_helper|guppy_module_loader|calibrate_shaper_config|tmcstatus',
    'Guppy Screen.',
    'https://github.com/ballaswag/guppyscreen',
  ],
  ['t5uid1|dgus_\\w+', 'A DGUS touch screen.', 'https://github.com/Desuuuu/klipper'],
];

const KALICO: readonly Row[] = [
  [
    'danger_options',
    'Switches of Kalico that change what it checks.',
    kalicoPage('danger_options'),
  ],
  ['constants', 'Values that other options name.', kalicoPage('constants')],
  [
    'dockable_probe',
    'A probe that the toolhead fetches and puts away.',
    kalicoPage('dockable_probe'),
  ],
  ['z_tilt_ng', 'Levels the bed with several Z motors.', kalicoPage('z_tilt_ng')],
  [
    'heated_fan|mixing_extruder|mpc_\\w+|nozzle_cleanup|telemetry',
    'Part of Kalico.',
    'https://github.com/KalicoCrew/kalico/tree/main/klippy/extras',
  ],
  ['pid_profile', 'A saved set of PID values.', kalicoPage('extruder')],
];

const MAKERS: readonly Row[] = [
  [
    'prtouch|prtouch_v\\d|z_align|motor_control|box|filament_rack|belt_mdl|load_ai|custom_macro|hx711s|dirzctl|z_compensate|serial_485|auto_addr|filter|fan_feedback|accel_chip_proxy',
    'Part of Creality’s firmware.',
    'https://github.com/CrealityOfficial/K1_Series_Klipper',
  ],
  [
    'x_twist_compensation|box_\\w+|color_feeder|heater_air\\w*',
    'Part of QIDI’s firmware.',
    'https://github.com/QIDITECH/klipper',
  ],
  [
    'print_task_config|machine_state_manager|purifier|filament_feed|flow_calibrator|defect_detection|homing_xyz_override|probe_inductance_coil|park_detector|filament_detect|filament_parameters|power_loss_check|fm175xx_reader',
    'Part of Snapmaker’s firmware.',
    'https://github.com/Argolein/Snapmaker-U1-Klipper',
  ],
];

/** Sections that something besides Klipper defines; their options are not checked. */
export const PLUG_IN_SECTIONS: readonly SectionReference[] = [
  ...KALICO.map((row) => section(row, 'kalico', KALICO_OPTIONS)),
  ...PLUG_INS.map((row) => section(row, 'plug-in', PLUG_IN_OPTIONS)),
  ...MAKERS.map((row) => section(row, 'maker', MAKER_OPTIONS)),
];

function section(
  [types, summary, source]: Row,
  origin: NonNullable<SectionReference['origin']>,
  openOptions: string,
): SectionReference {
  const [type = types] = types.split('|');
  return {
    type,
    ...(type === types ? {} : { alsoTypes: `(?:${types})` }),
    naming: 'optional',
    summary,
    options: [],
    openOptions,
    origin,
    source,
  };
}
