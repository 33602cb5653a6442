import type { Firmware } from '#core/commands/firmware';
import type { CheckOptions } from '#core/rules/checkedReading';

/** What the person chose, under the section `3dpai`. */
export interface ServerSettings {
  readonly flavor: Firmware | 'auto';
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly disabledRules: readonly string[];
}

export const DEFAULT_SETTINGS: ServerSettings = {
  flavor: 'auto',
  codeLens: true,
  inlayHints: true,
  disabledRules: [],
};

/** Reads settings of unknown shape: whatever does not fit falls back to its default. */
export function readSettings(section: unknown): ServerSettings {
  const flavor = at(section, 'flavor');
  const disabled = at(at(section, 'problems'), 'disabledRules');
  return {
    flavor: flavor === 'klipper' || flavor === 'marlin' || flavor === 'reprap' ? flavor : 'auto',
    codeLens: at(at(section, 'codeLens'), 'enabled') !== false,
    inlayHints: at(at(section, 'inlayHints'), 'enabled') !== false,
    disabledRules: Array.isArray(disabled)
      ? disabled.filter((rule): rule is string => typeof rule === 'string')
      : [],
  };
}

export function checkOptions(settings: ServerSettings): CheckOptions {
  return { flavor: settings.flavor, disabledRules: settings.disabledRules };
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
