import type { Configuration } from '../config.ts';

/** What a kind of kinematics needs besides the options that the reference calls required. */
export interface Kinematics {
  readonly name: string;
  /** Sections of motors that must be there. */
  readonly steppers: readonly string[];
  /** What the section of each motor must say about its axis: a range with an endstop, or these options. */
  readonly rails: Readonly<Record<string, 'range' | readonly string[]>>;
  /** Motors that turn something, whose way is an angle. */
  readonly turning: readonly string[];
  readonly printerOptions: readonly string[];
}

const XYZ = ['stepper_x', 'stepper_y', 'stepper_z'];
const ABC = ['stepper_a', 'stepper_b', 'stepper_c'];

/** `klippy/kinematics/*.py`. */
const KINEMATICS: readonly Kinematics[] = [
  ...['cartesian', 'corexy', 'corexz', 'hybrid_corexy', 'hybrid_corexz'].map((name) => ({
    name,
    steppers: XYZ,
    rails: Object.fromEntries(XYZ.map((type) => [type, 'range' as const])),
    turning: [],
    printerOptions: [],
  })),
  {
    name: 'delta',
    steppers: ABC,
    rails: {
      stepper_a: ['endstop_pin', 'position_endstop', 'arm_length'],
      stepper_b: ['endstop_pin'],
      stepper_c: ['endstop_pin'],
    },
    turning: [],
    printerOptions: ['delta_radius'],
  },
  {
    name: 'rotary_delta',
    steppers: ABC,
    rails: {
      stepper_a: ['endstop_pin', 'position_endstop', 'upper_arm_length', 'lower_arm_length'],
      stepper_b: ['endstop_pin'],
      stepper_c: ['endstop_pin'],
    },
    turning: ABC,
    printerOptions: ['shoulder_radius', 'shoulder_height'],
  },
  {
    name: 'deltesian',
    steppers: ['stepper_left', 'stepper_right', 'stepper_y'],
    rails: {
      stepper_left: ['endstop_pin', 'position_endstop', 'arm_length', 'arm_x_length'],
      stepper_right: ['endstop_pin'],
      stepper_y: 'range',
    },
    turning: [],
    printerOptions: [],
  },
  {
    name: 'polar',
    steppers: ['stepper_bed', 'stepper_arm', 'stepper_z'],
    rails: { stepper_arm: 'range', stepper_z: 'range' },
    turning: ['stepper_bed'],
    printerOptions: [],
  },
  {
    name: 'winch',
    steppers: ['stepper_a'],
    rails: { stepper_a: ['anchor_x', 'anchor_y', 'anchor_z'] },
    turning: [],
    printerOptions: [],
  },
];

/** The kinematics that [printer] names; undefined for those that need no motors, and for unknown ones. */
export function kinematicsOf(configuration: Configuration): Kinematics | undefined {
  const name = configuration.sections.get('printer')?.options.get('kinematics')?.option.value;
  return KINEMATICS.find((kinematics) => kinematics.name === name);
}

/** Whether an endstop is the probe, which knows its own height. */
export function isProbeEndstop(endstopPin: string | undefined): boolean {
  return endstopPin !== undefined && /:\s*z_virtual_endstop\s*$/.test(endstopPin);
}
