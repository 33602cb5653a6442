import type { Firmware } from '#core/commands/firmware';
import { CHOSEN_SEVERITIES, type ChosenSeverity } from '#core/rules/ruleChoice';

/** What the person chose, under the section `3dpai`. */
export interface ServerSettings {
  readonly flavor: Firmware | 'auto';
  /** A path to a printer.cfg, the id of a preset, or '' for the folder's own printer.cfg. */
  readonly printerProfile: string;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  readonly disabledRules: readonly string[];
  /** By id of the rule. */
  readonly severity: Readonly<Record<string, ChosenSeverity>>;
}

export const DEFAULT_SETTINGS: ServerSettings = {
  flavor: 'auto',
  printerProfile: '',
  codeLens: true,
  inlayHints: true,
  disabledRules: [],
  severity: {},
};

/** Reads settings of unknown shape: whatever does not fit falls back to its default. */
export function readSettings(section: unknown): ServerSettings {
  const flavor = at(section, 'flavor');
  const printer = at(section, 'printerProfile');
  const disabled = at(at(section, 'problems'), 'disabledRules');
  return {
    flavor: flavor === 'klipper' || flavor === 'marlin' || flavor === 'reprap' ? flavor : 'auto',
    printerProfile: typeof printer === 'string' ? printer.trim() : '',
    codeLens: at(at(section, 'codeLens'), 'enabled') !== false,
    inlayHints: at(at(section, 'inlayHints'), 'enabled') !== false,
    disabledRules: Array.isArray(disabled)
      ? disabled.filter((rule): rule is string => typeof rule === 'string')
      : [],
    severity: severities(at(at(section, 'problems'), 'severity')),
  };
}

function severities(value: unknown): Readonly<Record<string, ChosenSeverity>> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([id, chosen]) => {
      const severity = CHOSEN_SEVERITIES.find((each) => each === chosen);
      return severity === undefined ? [] : [[id, severity] as const];
    }),
  );
}

function at(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return Reflect.get(value, key);
}
