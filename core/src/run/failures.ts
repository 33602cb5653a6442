/** What can go wrong in a print, as the simulator injects it and labels name it. */
export interface FailureDescription {
  readonly kind: string;
  readonly class: 'thermal' | 'mechanical' | 'flow' | 'electrical';
  /** What happens on the printer, and what `severity` (0 to 1) scales. */
  readonly meaning: string;
}

export const FAILURES = [
  failure(
    'thermal_runaway',
    'thermal',
    'The heater stays on: the hot end heats towards ambient + power ÷ loss. Severity is how far it goes from holding power to full power.',
  ),
  failure(
    'heater_failure',
    'electrical',
    'The heater cartridge gives less or nothing: power × (1 − severity).',
  ),
  failure(
    'thermistor_loose',
    'thermal',
    'The sensor slips out: it follows the block by a twentieth of its pace and cools in the air, so the firmware overheats the block. Severity scales both.',
  ),
  failure(
    'fan_failure',
    'thermal',
    'The part cooling fan slows down to (1 − severity) of what is commanded.',
  ),
  failure(
    'layer_shift',
    'mechanical',
    'An axis loses a multiple of four full steps at the onset and stays off. Severity scales how many.',
  ),
  failure(
    'belt_slack',
    'mechanical',
    'A belt loosens: lower resonance, less damping, backlash. Severity scales all three.',
  ),
  failure(
    'bed_adhesion_loss',
    'mechanical',
    'The part comes off and is dragged about; filament is printed into the air. Severity scales how far.',
  ),
  failure(
    'warping',
    'mechanical',
    'Corners lift and the nozzle strikes them. Severity scales the lift.',
  ),
  failure(
    'support_failure',
    'mechanical',
    'A support breaks off: overhangs sag, the nozzle strikes what hangs. Severity scales how many.',
  ),
  failure(
    'layer_delamination',
    'mechanical',
    'Layers part: strikes and a missing bond from the onset on. Severity scales the gap.',
  ),
  failure(
    'nozzle_clog',
    'flow',
    'The nozzle narrows: pressure rises with the fourth power, flow falls, the extruder slips. Severity is the share of the opening that is lost in the end.',
  ),
  failure(
    'under_extrusion',
    'flow',
    'Less filament comes than was asked for: flow × (1 − severity / 2).',
  ),
  failure(
    'filament_runout',
    'flow',
    'The filament ends; the switch opens, and what is left behind it is used up.',
  ),
  failure(
    'stringing',
    'flow',
    'Ooze on every travel draws fine strings. Severity scales their number and width.',
  ),
  failure(
    'under_voltage',
    'electrical',
    'The supply sags: heaters, fans and motors are weaker. Severity scales the sag.',
  ),
] as const satisfies readonly FailureDescription[];

export type FailureKind = (typeof FAILURES)[number]['kind'];

/** Failures of which one leads to the next, with the seconds between their onsets. */
export const CASCADES = {
  heat_creep: ['fan_failure', 'nozzle_clog', 'under_extrusion'],
  brown_out: ['under_voltage', 'heater_failure', 'layer_shift'],
  lost_part: ['warping', 'bed_adhesion_loss'],
} as const satisfies Readonly<Record<string, readonly FailureKind[]>>;

export type CascadeKind = keyof typeof CASCADES;

function failure<const Kind extends string>(
  kind: Kind,
  of: FailureDescription['class'],
  meaning: string,
): FailureDescription & { readonly kind: Kind } {
  return { kind, class: of, meaning };
}

/** A failure in one run. */
export interface InjectedFailure {
  readonly kind: FailureKind;
  /** Planned print time at which it begins, s. */
  readonly onsetPlannedSeconds: number;
  /** Above 0, at most 1. */
  readonly severity: number;
}
