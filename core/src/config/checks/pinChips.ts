import { strip } from '../pythonText.ts';
import { type CheckedSection, optionValue } from './check.ts';

const PROBES: ReadonlySet<string> = new Set([
  'probe',
  'bltouch',
  'smart_effector',
  'probe_eddy_current',
  'load_cell_probe',
]);

/** What may stand before the colon of a pin, with the first section that defines it: boards, and sections
 * that have pins of their own. */
export function pinChips(
  sections: readonly CheckedSection[],
): ReadonlyMap<string, CheckedSection | undefined> {
  const chips = new Map<string, CheckedSection | undefined>([['mcu', undefined]]);
  for (const section of sections) {
    const name = chipName(section);
    if (name !== undefined && !chips.has(name)) {
      // Boards are there before anything else.
      chips.set(name, section.merged.type === 'mcu' ? undefined : section);
    }
  }
  return chips;
}

function chipName({ merged: { type, name } }: CheckedSection): string | undefined {
  if (type === 'mcu' || type === 'adc_scaled' || type === 'ads1x1x') return name || 'mcu';
  if (PROBES.has(type)) return 'probe';
  if (type === 'multi_pin' || type === 'replicape') return type;
  if (/^tmc\d+$/.test(type) || type === 'sx1509') return `${type}_${name.split(/\s+/).pop() ?? ''}`;
  return undefined;
}

/**
 * Other names of pins, by board and name: `mcu:EXP1_1` to `mcu:PE6`. A name that is kept free leads to what
 * stands between < and >.
 */
export function boardAliases(sections: readonly CheckedSection[]): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  for (const section of sections) {
    if (section.merged.type !== 'board_pins') continue;
    const boards = (optionValue(section, 'mcu') ?? 'mcu').split(',').map(strip);
    for (const { option } of section.options) {
      if (option.name !== 'aliases' && !option.name.startsWith('aliases_')) continue;
      for (const pair of option.value.split(',')) {
        const [alias = '', pin = ''] = pair.split('=').map(strip);
        if (alias === '' || pin === '') continue;
        for (const board of boards) {
          const target = pin.startsWith('<') ? pin : `${board}:${pin}`;
          aliases.set(`${board}:${alias}`, aliases.get(target) ?? target);
        }
      }
    }
  }
  return aliases;
}
