import type { ConfigSpan, OptionReference, PinUse } from '../config.ts';
import { strip } from '../pythonText.ts';
import {
  type CheckContext,
  type CheckedSection,
  isRead,
  isReadLast,
  optionValue,
  valueSpan,
} from './check.ts';
import { listItems } from './optionText.ts';
import { boardAliases, pinChips } from './pinChips.ts';
import { type Pin, readPin } from './pinName.ts';

/** Names of pins, and pins that two things want (`PrinterPins` and `PinResolver` in `klippy/pins.py`). */
export function pins(context: CheckContext): void {
  const chips = pinChips(context.sections);
  const aliases = boardAliases(context.sections);
  const overridden = overriddenPins(context.sections);
  const claims = new Map<string, Claim>();
  const order = (section: CheckedSection) => context.sections.indexOf(section);
  for (const use of pinUses(context.sections)) {
    const pin = readPin(use.text, use.pin);
    if (!chips.has(pin.chip)) {
      // A part of a configuration and add-ons know boards that are not to be seen.
      if (context.isWhole && context.readers === 'klipper') {
        reportPin(context, use, {
          rule: 'unknown-pin-chip',
          message: `There is no "${pin.chip}" that has pins; ${chipCure(pin.chip)}.`,
          firmware: `Unknown pin chip name '${pin.chip}'`,
        });
      }
      continue;
    }
    const definition = chips.get(pin.chip);
    if (
      definition &&
      context.isWhole &&
      !isReadLast(use.section) &&
      order(definition) > order(use.section)
    ) {
      reportPin(context, use, {
        rule: 'unknown-pin-chip',
        message: `Klipper reads [${definition.title}] only after this; move it above.`,
        firmware: `Unknown pin chip name '${pin.chip}'`,
      });
      continue;
    }
    if (pin.fault !== undefined) {
      reportPin(context, use, {
        rule: 'bad-pin',
        message: `"${use.option}" is not a pin: ${pin.fault}.`,
        firmware: `Invalid pin description '${use.text}'`,
      });
      continue;
    }
    // A chip select line that is not connected.
    if (pin.name === 'None' && use.option === 'cs_pin') continue;
    checkDiagPin(context, use, pin);
    checkDirPin(context, use, pin);
    checkMultiPin(context, use, pin);
    if (use.isClaim) claim(context, claims, { use, pin }, aliases, overridden);
  }
}

interface PinPlace {
  readonly section: CheckedSection;
  readonly path: string;
  readonly option: string;
  readonly span: ConfigSpan;
  readonly text: string;
  readonly pin: PinUse;
  readonly isClaim: boolean;
  /** Uses of one group may share a pin. */
  readonly group: string | undefined;
}

interface Claim {
  readonly use: PinPlace;
  readonly pin: Pin;
}

/** Every pin that Klipper reads, in the order of the configuration. */
function pinUses(sections: readonly CheckedSection[]): PinPlace[] {
  const virtualEndstops = new Set(
    sections.map(
      ({ merged }) => merged.options.get('endstop_pin')?.option.value.split(':')[0] ?? '',
    ),
  );
  return sections.flatMap((section) => {
    if (section.reference?.origin !== undefined) return [];
    return section.options.flatMap(({ path, option, reference }) => {
      if (!reference?.pin || reference.deprecated || isRead(section, reference) === false)
        return [];
      const { pin } = reference;
      const isList = reference.kind === 'list';
      const driver = `${section.merged.type}_${lastWord(section.merged.name)}`;
      const isDiag = pin.unclaimed && /^diag\d?_pin$/.test(option.name);
      const items = isList
        ? listItems(option).filter(({ text }) => text !== '')
        : [{ text: strip(option.value), span: valueSpan(option) }];
      return items.map(({ text, span }) => ({
        section,
        path,
        option: option.name,
        span,
        text,
        pin,
        isClaim: !pin.unclaimed || (isDiag === true && virtualEndstops.has(driver)),
        group: shareGroup(section, reference),
      }));
    });
  });
}

/** Who may use the same pin: uses with the same words here. */
function shareGroup(
  { merged }: CheckedSection,
  { name, pin }: OptionReference,
): string | undefined {
  switch (pin?.share) {
    case 'rail':
      return `rail ${merged.type.replace(/\d+$/, '')} ${merged.name}`;
    case 'button_resistance':
      return merged.options.has('analog_range') || merged.options.has(`analog_range_${name}`)
        ? pin.share
        : undefined;
    case 'tmc_spi_chain':
      return merged.options.has('chain_length') ? pin.share : undefined;
    default:
      return pin?.share;
  }
}

function claim(
  context: CheckContext,
  claims: Map<string, Claim>,
  { use, pin }: Claim,
  aliases: ReadonlyMap<string, string>,
  overridden: ReadonlySet<string>,
): void {
  const written = `${pin.chip}:${pin.name}`;
  const actual = aliases.get(written) ?? written;
  if (actual.startsWith('<')) {
    reportPin(context, use, {
      rule: 'reserved-pin',
      message: `The pin ${pin.name} is kept free as ${actual}; use another one.`,
      firmware: `pin ${pin.name} is reserved for ${actual}`,
    });
    return;
  }
  const earlier = claims.get(actual);
  if (!earlier) {
    claims.set(actual, { use, pin });
    return;
  }
  const other = `"${earlier.use.option}" of [${earlier.use.section.title}]`;
  if (earlier.pin.name !== pin.name) {
    reportPin(context, use, {
      rule: 'pin-alias',
      message: `${pin.name} and ${earlier.pin.name} are the same pin, which ${other} uses; write it in the same way, or use another pin.`,
      firmware: `pin ${pin.name} is an alias for ${earlier.pin.name}`,
    });
    return;
  }
  if (overridden.has(written) || context.readers === 'fork') return;
  if (use.group === undefined || use.group !== earlier.use.group) {
    reportPin(context, use, {
      rule: 'duplicate-pin',
      message: `The pin ${pin.name} is in use already: ${other}; use another one.`,
      firmware: `pin ${pin.name} used multiple times in config`,
    });
    return;
  }
  const isSamePolarity = pin.isInverted === earlier.pin.isInverted && pin.pull === earlier.pin.pull;
  if (isSamePolarity || use.group === 'tmc_select') return;
  reportPin(context, use, {
    rule: 'pin-polarity',
    message: `The pin ${pin.name} has other prefixes here than in ${other}; write the same ones.`,
    firmware: use.group.startsWith('rail ')
      ? `Printer rail ${use.section.title.replace(/\d+$/, '')} shared endstop pin ${written} must specify the same pullup/invert settings`
      : `Shared pin ${pin.name} must have same polarity`,
  });
}

/** Homing without a switch needs the line on which the driver says that the motor is stalled. */
function checkDiagPin(context: CheckContext, use: PinPlace, pin: Pin): void {
  if (pin.name !== 'virtual_endstop') return;
  const driver = context.sections.find(
    ({ merged }) => `${merged.type}_${lastWord(merged.name)}` === pin.chip,
  );
  const names = driver?.merged.options;
  if (!names || ['diag_pin', 'diag0_pin', 'diag1_pin'].some((name) => names.has(name))) return;
  reportPin(context, use, {
    rule: 'virtual-endstop-without-diag',
    message: `[${driver.title}] has no diag pin, without which it cannot be an endstop; add the pin.`,
    firmware: 'tmc virtual endstop requires diag pin config',
  });
}

/** One board makes the steps of a motor and sets its direction. */
function checkDirPin(context: CheckContext, use: PinPlace, pin: Pin): void {
  const stepPin = use.option === 'dir_pin' ? optionValue(use.section, 'step_pin') : undefined;
  if (stepPin === undefined) return;
  const { chip } = readPin(stepPin, { invert: true });
  if (chip === pin.chip) return;
  reportPin(context, use, {
    rule: 'pins-on-two-boards',
    message: `"dir_pin" is on ${pin.chip} and "step_pin" on ${chip}; connect both to one board.`,
    firmware: 'Stepper dir pin must be on same mcu as step pin',
  });
}

function checkMultiPin(context: CheckContext, use: PinPlace, pin: Pin): void {
  if (pin.chip !== 'multi_pin') return;
  if (context.configuration.sections.has(`multi_pin ${pin.name}`)) return;
  reportPin(context, use, {
    rule: 'unknown-multi-pin',
    message: `There is no [multi_pin ${pin.name}]; add it, or correct the name.`,
    firmware: `multi_pin ${pin.name} not configured`,
  });
}

function overriddenPins(sections: readonly CheckedSection[]): ReadonlySet<string> {
  const value = sections
    .find(({ merged }) => merged.type === 'duplicate_pin_override')
    ?.merged.options.get('pins')?.option.value;
  return new Set(
    (value ?? '').split(',').flatMap((text) => {
      const pin = readPin(text, {});
      return pin.fault === undefined ? [`${pin.chip}:${pin.name}`] : [];
    }),
  );
}

function reportPin(
  { report }: CheckContext,
  { path, span }: PinPlace,
  problem: { readonly rule: string; readonly message: string; readonly firmware: string },
): void {
  report(path, { ...span, severity: 'error', ...problem });
}

function chipCure(chip: string): string {
  if (chip === 'probe') return 'add the section of the probe';
  if (chip.startsWith('tmc')) return `add the section of that driver, [${chip.replace('_', ' ')}]`;
  return `add [mcu ${chip}], or correct the name`;
}

function lastWord(name: string): string {
  return name.split(/\s+/).pop() ?? '';
}
