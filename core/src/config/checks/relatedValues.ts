import { pythonFloat } from '../pythonText.ts';
import { optionReference } from '../sectionReference.ts';
import { type CheckContext, type CheckedSection, isRead, optionValue, valueSpan } from './check.ts';
import { isProbeEndstop, kinematicsOf } from './kinematics.ts';
import { pythonRepr } from './pythonRepr.ts';

/** A limit that another option of the same section sets. */
interface Relation {
  /** Types of the sections, as a regular expression. */
  readonly types: RegExp;
  readonly option: string;
  readonly is: 'at most' | 'at least' | 'above';
  readonly other: string;
}

const RELATIONS: readonly Relation[] = [
  { types: /^printer$/, option: 'max_z_velocity', is: 'at most', other: 'max_velocity' },
  { types: /^printer$/, option: 'max_z_accel', is: 'at most', other: 'max_accel' },
  { types: /./, option: 'max_temp', is: 'above', other: 'min_temp' },
  { types: /./, option: 'min_extrude_temp', is: 'at least', other: 'min_temp' },
  { types: /./, option: 'min_extrude_temp', is: 'at most', other: 'max_temp' },
  { types: /^temperature_fan$/, option: 'target_temp', is: 'at least', other: 'min_temp' },
  { types: /^temperature_fan$/, option: 'target_temp', is: 'at most', other: 'max_temp' },
  { types: /^extruder\d*$/, option: 'filament_diameter', is: 'at least', other: 'nozzle_diameter' },
  {
    types: /^servo$/,
    option: 'maximum_pulse_width',
    is: 'above',
    other: 'minimum_pulse_width',
  },
  {
    types: /^servo$/,
    option: 'initial_pulse_width',
    is: 'at most',
    other: 'maximum_pulse_width',
  },
  { types: /^resonance_tester$/, option: 'max_freq', is: 'at least', other: 'min_freq' },
];

const FIRMWARE_WORDS = {
  'at most': 'must have maximum of',
  'at least': 'must have minimum of',
  above: 'must be above',
} as const;

/** Values that fit their own limits but not one another. */
export function relatedValues(context: CheckContext): void {
  for (const section of context.sections) {
    if (section.reference?.origin !== undefined) continue;
    for (const relation of RELATIONS) {
      if (relation.types.test(section.merged.type)) checkRelation(context, section, relation);
    }
    checkOutputValue(context, section);
    checkFullSteps(context, section);
    checkMicrosteps(context, section);
    if (/^(?:stepper_[a-z]+|carriage|dual_carriage)$/.test(section.merged.type)) {
      checkRail(context, section);
    }
  }
}

function checkRelation(
  { report }: CheckContext,
  section: CheckedSection,
  { option, is, other }: Relation,
): void {
  const number = numberOf(section, option);
  const limit = numberOf(section, other) ?? defaultOf(section, other);
  const own = section.merged.options.get(option);
  if (number === undefined || limit === undefined || !own) return;
  const holds =
    is === 'at most' ? number <= limit : is === 'above' ? number > limit : number >= limit;
  if (holds || Number.isNaN(number) || Number.isNaN(limit)) return;
  report(own.path, {
    ...valueSpan(own.option),
    rule: 'value-out-of-range',
    severity: 'error',
    message: `"${option}" must be ${is} "${other}", which is ${limit}; change one of them.`,
    firmware: `Option '${option}' in section '${section.title}' ${FIRMWARE_WORDS[is]} ${pythonRepr(limit, true)}`,
  });
}

const SCALED_SECTIONS =
  /^(?:output_pin|pwm_tool|pwm_cycle_time|ad5206|dac084s085|mcp4451|mcp4728|mcp4018)$/;
const SCALED_OPTIONS = /^(?:value|shutdown_value|wiper|(?:wiper|channel)_\w)$/;

/** Values of outputs go up to their scale, which an output has only with PWM. */
function checkOutputValue({ report }: CheckContext, section: CheckedSection): void {
  if (!SCALED_SECTIONS.test(section.merged.type)) return;
  const scaleReference = section.reference && optionReference(section.reference, 'scale');
  const isScaled = scaleReference && isRead(section, scaleReference) === true;
  const scale = (isScaled ? numberOf(section, 'scale') : undefined) ?? 1;
  for (const name of section.merged.options.keys()) {
    if (!SCALED_OPTIONS.test(name)) continue;
    const own = section.merged.options.get(name);
    const number = numberOf(section, name);
    if (!own || number === undefined || !(number > scale)) continue;
    report(own.path, {
      ...valueSpan(own.option),
      rule: 'value-out-of-range',
      severity: 'error',
      message: `"${name}" must be at most ${scale}, which is full power here; lower it${isScaled ? ' or raise "scale"' : ''}.`,
      firmware: `Option '${name}' in section '${section.title}' must have maximum of ${pythonRepr(scale, true)}`,
    });
  }
}

/** Motors have a multiple of four full steps. */
function checkFullSteps({ report }: CheckContext, section: CheckedSection): void {
  const own = section.merged.options.get('full_steps_per_rotation');
  const steps = numberOf(section, 'full_steps_per_rotation');
  if (!own || steps === undefined || !Number.isInteger(steps) || steps < 1 || steps % 4 === 0)
    return;
  report(own.path, {
    ...valueSpan(own.option),
    rule: 'bad-value',
    severity: 'error',
    message: `"full_steps_per_rotation" must be a multiple of 4, not ${steps}; motors have 200 or 400.`,
    firmware: `full_steps_per_rotation invalid in section '${section.title}'`,
  });
}

/** A TMC driver makes 1, 2, 4 and so on up to 256 microsteps. */
function checkMicrosteps({ sections, report }: CheckContext, section: CheckedSection): void {
  const own = section.merged.options.get('microsteps');
  const microsteps = numberOf(section, 'microsteps');
  if (!own || microsteps === undefined || !(microsteps >= 1) || !Number.isInteger(microsteps))
    return;
  const driver = sections.find(
    ({ merged }) => /^tmc\d+$/.test(merged.type) && merged.name === section.title,
  );
  if (!driver || (microsteps <= 256 && 256 % microsteps === 0)) return;
  report(own.path, {
    ...valueSpan(own.option),
    rule: 'unknown-choice',
    severity: 'error',
    message: `[${driver.title}] makes 1, 2, 4, 8, 16, 32, 64, 128 or 256 microsteps, not ${microsteps}.`,
    firmware: `Choice '${own.option.value}' for option 'microsteps' in section '${section.title}' is not a valid choice`,
  });
}

/** Range, endstop and direction of homing of an axis (`PrinterRail` in `klippy/stepper.py`). */
function checkRail(context: CheckContext, section: CheckedSection): void {
  const { report } = context;
  const title = section.title;
  const endstop = section.merged.options.get('position_endstop');
  const highest = section.merged.options.get('position_max');
  if (endstop && isProbeEndstop(optionValue(section, 'endstop_pin'))) {
    report(endstop.path, {
      ...endstop.option.nameSpan,
      rule: 'option-not-read',
      severity: 'error',
      message: 'The probe knows itself where it triggers; remove "position_endstop".',
      firmware: `Option 'position_endstop' is not valid in section '${title.toLowerCase()}'`,
    });
    return;
  }
  const rail = kinematicsOf(context.configuration)?.rails[section.merged.type];
  // Towers and arms have no range of their own.
  if (rail !== undefined && rail !== 'range') return;
  const low = numberOf(section, 'position_min') ?? 0;
  const high = numberOf(section, 'position_max');
  if (high === undefined || !highest) return;
  if (high <= low) {
    report(highest.path, {
      ...valueSpan(highest.option),
      rule: 'value-out-of-range',
      severity: 'error',
      message: `"position_max" must be above "position_min", which is ${low}; change one of them.`,
      firmware: `Option 'position_max' in section '${title}' must be above ${pythonRepr(low, true)}`,
    });
    return;
  }
  const position = numberOf(section, 'position_endstop');
  if (!endstop || position === undefined || Number.isNaN(position)) return;
  if (position < low || position > high) {
    report(endstop.path, {
      ...valueSpan(endstop.option),
      rule: 'endstop-outside-range',
      severity: 'error',
      message: `The endstop at ${position} lies outside of ${low} to ${high}; change "position_endstop", or the range to hold it.`,
      firmware: `position_endstop in section '${title}' must be between position_min and position_max`,
    });
    return;
  }
  const quarter = (high - low) / 4;
  const isNearEnd = position <= low + quarter || position >= high - quarter;
  if (isNearEnd || section.merged.options.has('homing_positive_dir')) return;
  report(endstop.path, {
    ...valueSpan(endstop.option),
    rule: 'homing-direction-unknown',
    severity: 'error',
    message: `The endstop at ${position} lies near neither end of the axis; say with "homing_positive_dir" which way to home.`,
    firmware: `Unable to infer homing_positive_dir in section '${title}'`,
  });
}

function numberOf(section: CheckedSection, option: string): number | undefined {
  const value = optionValue(section, option);
  return value === undefined ? undefined : pythonFloat(value);
}

function defaultOf(section: CheckedSection, option: string): number | undefined {
  const reference = section.reference && optionReference(section.reference, option);
  return reference?.default === undefined ? undefined : pythonFloat(reference.default);
}
