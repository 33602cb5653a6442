import type { Kinematics, MachineProfile, Range } from '../machine/profile.ts';
import { readNumber, type SettingReader } from './settingValues.ts';

type Reach = Pick<MachineProfile, 'reach' | 'reachRadiusMm'>;
type Axis = 'x' | 'y' | 'z';

/** Where the nozzle can go, as each of Klipper's kinematics works it out (`klippy/kinematics/`). */
export function reachFromSettings(reader: SettingReader, kinematics: Kinematics): Reach {
  switch (kinematics) {
    case 'delta':
      return deltaReach(reader);
    case 'polar':
      return polarReach(reader);
    case 'deltesian':
      return deltesianReach(reader);
    case 'generic_cartesian':
      return carriageReach(reader);
    case 'rotary_delta':
    case 'winch':
      // The first needs the whole geometry of its arms, the second has no limits.
      return { reach: {} };
    case 'none':
      return { reach: rails(reader, ['x', 'y', 'z'], false) };
    default:
      return { reach: rails(reader, ['x', 'y', 'z'], true) };
  }
}

type OpenReach = Partial<Record<Axis, Range>>;

/** `[stepper_x]` and its like; a second carriage on an axis reaches further. */
function rails(reader: SettingReader, axes: readonly Axis[], required: boolean): OpenReach {
  const reach: OpenReach = {};
  for (const axis of axes) {
    const section = `stepper_${axis}`;
    if (required || reader.settings.has(section)) {
      addRange(reach, axis, railRange(reader, section));
    }
  }
  const second = reader.settings.get('dual_carriage');
  const axis = second?.options.get('axis') ?? 'x';
  if (second && isAxis(axis)) addRange(reach, axis, railRange(reader, 'dual_carriage'));
  return reach;
}

function railRange(reader: SettingReader, section: string): Range | undefined {
  const min = readNumber(reader, section, 'position_min', 0);
  const max = readNumber(reader, section, 'position_max', undefined, {
    above: min,
    required: true,
  });
  return max === undefined ? undefined : { min, max };
}

function addRange(reach: OpenReach, axis: Axis, range: Range | undefined): void {
  const known = reach[axis];
  if (!range) return;
  reach[axis] = known
    ? { min: Math.min(known.min, range.min), max: Math.max(known.max, range.max) }
    : range;
}

function isAxis(text: string): text is Axis {
  return text === 'x' || text === 'y' || text === 'z';
}

/** `[carriage NAME]` and `[dual_carriage NAME]`, whose axis is stated, is their name, or is that of the
 * carriage they go with. */
function carriageReach(reader: SettingReader): Reach {
  const reach: OpenReach = {};
  const axisOf = (name: string): string => {
    for (const type of ['carriage', 'dual_carriage']) {
      const options = reader.settings.get(`${type} ${name}`)?.options;
      const stated = options?.get('axis');
      if (stated !== undefined) return stated;
      const primary = options?.get('primary_carriage');
      if (primary !== undefined && primary !== name) {
        return reader.settings.get(`carriage ${primary}`)?.options.get('axis') ?? primary;
      }
    }
    return name;
  };
  for (const [key, { type, name }] of reader.settings) {
    if (type !== 'carriage' && type !== 'dual_carriage') continue;
    const axis = axisOf(name);
    if (isAxis(axis)) addRange(reach, axis, railRange(reader, key));
  }
  return { reach };
}

/** Towers move 12 times as far as the head at the edge that Klipper allows. */
const MOST_TOWER_RATIO = 12;

function deltaReach(reader: SettingReader): Reach {
  const towers = ['stepper_a', 'stepper_b', 'stepper_c'];
  const radius = readNumber(reader, 'printer', 'delta_radius', undefined, {
    above: 0,
    required: true,
  });
  const firstEnd = readNumber(reader, 'stepper_a', 'position_endstop', undefined, {
    required: true,
  });
  const ends = towers.map((tower) => readNumber(reader, tower, 'position_endstop', firstEnd));
  const max = Math.min(...ends.map((end) => end ?? Number.NaN));
  const min = readNumber(reader, 'printer', 'minimum_z_position', 0);
  const z = Number.isNaN(max) ? {} : { z: { min, max } };
  if (radius === undefined) return { reach: z };
  const firstArm = readNumber(reader, 'stepper_a', 'arm_length', undefined, {
    above: radius,
    required: true,
  });
  const arms = towers.map((tower) =>
    readNumber(reader, tower, 'arm_length', firstArm, { above: radius }),
  );
  const arm = Math.min(...arms.map((length) => length ?? Number.POSITIVE_INFINITY));
  // Klipper takes half a step off as well, which is a few thousandths of a millimetre.
  const edge = (MOST_TOWER_RATIO * arm) / Math.hypot(MOST_TOWER_RATIO, 1) - radius;
  const printRadius = readNumber(reader, 'printer', 'print_radius', radius, { above: 0 });
  return circle(Math.min(printRadius, arm - radius, edge), z);
}

function polarReach(reader: SettingReader): Reach {
  const z = rails(reader, ['z'], true);
  const arm = railRange(reader, 'stepper_arm');
  return arm ? circle(arm.max, z) : { reach: z };
}

function circle(radius: number, z: OpenReach): Reach {
  const range = { min: -radius, max: radius };
  return { reach: { x: range, y: range, ...z }, reachRadiusMm: radius };
}

/** How wide and how high it reaches without `print_width` depends on the arms' geometry. */
function deltesianReach(reader: SettingReader): Reach {
  const width = readNumber(reader, 'printer', 'print_width', undefined, { min: 0 });
  const x = width ? { x: { min: -width / 2, max: width / 2 } } : {};
  return { reach: { ...x, ...rails(reader, ['y'], true) } };
}
