import type { OptionReference, SectionReference } from './config.ts';
import { BED_LEVEL_SECTIONS } from './reference/bedLevel.ts';
import { DISPLAY_SECTIONS } from './reference/displays.ts';
import { EXTRUDER_SECTIONS } from './reference/extruder.ts';
import { FAN_SECTIONS } from './reference/fans.ts';
import { FILAMENT_SECTIONS } from './reference/filament.ts';
import { HEATER_SECTIONS } from './reference/heaters.ts';
import { LED_SECTIONS } from './reference/leds.ts';
import { LOAD_CELL_SECTIONS } from './reference/loadCells.ts';
import { MACRO_SECTIONS } from './reference/macros.ts';
import { MCU_SECTIONS } from './reference/mcu.ts';
import { MISC_SECTIONS } from './reference/misc.ts';
import { MOTION_SECTIONS } from './reference/motion.ts';
import { PIN_SECTIONS } from './reference/pins.ts';
import { PLUG_IN_SECTIONS } from './reference/plugIns.ts';
import { PROBE_SECTIONS } from './reference/probes.ts';
import { RESONANCE_SECTIONS } from './reference/resonance.ts';
import { STEPPER_SECTIONS } from './reference/steppers.ts';
import { TEMPERATURE_SENSOR_SECTIONS } from './reference/temperatureSensors.ts';
import { TMC_SECTIONS } from './reference/tmc.ts';

/** Every kind of section that Klipper reads, and the best known of what others add to it. */
export const ALL_SECTIONS: readonly SectionReference[] = [
  ...MCU_SECTIONS,
  ...MOTION_SECTIONS,
  ...STEPPER_SECTIONS,
  ...EXTRUDER_SECTIONS,
  ...HEATER_SECTIONS,
  ...TEMPERATURE_SENSOR_SECTIONS,
  ...FAN_SECTIONS,
  ...PROBE_SECTIONS,
  ...BED_LEVEL_SECTIONS,
  ...RESONANCE_SECTIONS,
  ...LOAD_CELL_SECTIONS,
  ...FILAMENT_SECTIONS,
  ...TMC_SECTIONS,
  ...PIN_SECTIONS,
  ...LED_SECTIONS,
  ...DISPLAY_SECTIONS,
  ...MACRO_SECTIONS,
  ...MISC_SECTIONS,
  ...PLUG_IN_SECTIONS,
];

/** What a section of this type is (`stepper_z2`, `extruder1`, `tmc2209`), undefined for an unknown one. */
export function sectionReference(type: string): SectionReference | undefined {
  const lowerCaseType = type.toLowerCase();
  const known = byType.get(lowerCaseType);
  if (known) return known;
  return families.find(({ pattern }) => pattern.test(lowerCaseType))?.section;
}

/** What an option of a section is, by the name in lower case; `variable_speed` gives `variable_*`. */
export function optionReference(
  section: SectionReference,
  option: string,
): OptionReference | undefined {
  const { byName, patterns } = lookUpOf(section);
  return byName.get(option) ?? patterns.find(({ pattern }) => pattern.test(option))?.option;
}

interface OptionLookUp {
  readonly byName: ReadonlyMap<string, OptionReference>;
  readonly patterns: readonly { readonly pattern: RegExp; readonly option: OptionReference }[];
}

const byType: ReadonlyMap<string, SectionReference> = new Map(
  ALL_SECTIONS.map((section) => [section.type, section]),
);

const families = ALL_SECTIONS.flatMap((section) =>
  section.alsoTypes === undefined
    ? []
    : [{ pattern: new RegExp(`^(?:${section.alsoTypes})$`), section }],
);

const lookUps = new Map<SectionReference, OptionLookUp>();

function lookUpOf(section: SectionReference): OptionLookUp {
  const known = lookUps.get(section);
  if (known) return known;
  const lookUp = {
    byName: new Map(section.options.map((option) => [option.name, option])),
    // The longest first: `screw*_name` is a closer match for `screw1_name` than `screw*`.
    patterns: section.options
      .filter(({ name }) => name.includes('*'))
      .sort((a, b) => b.name.length - a.name.length)
      .map((option) => ({ pattern: patternOf(option.name), option })),
  };
  lookUps.set(section, lookUp);
  return lookUp;
}

function patternOf(name: string): RegExp {
  return new RegExp(`^${name.split('*').join('.+')}$`);
}
