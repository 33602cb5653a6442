import type { Severity } from '../contract/problems.ts';

/** What a rule's findings are to weigh; `off` does not look for them at all. */
export const CHOSEN_SEVERITIES = ['off', 'error', 'warning', 'information', 'hint'] as const;

export type ChosenSeverity = Severity | 'off';

/** What a person wants of the rules. Ids that no rule has are passed over. */
export interface RuleChoice {
  /** Ids of rules that are switched off. */
  readonly disabledRules?: readonly string[];
  /** By id of the rule, what all its findings weigh, whatever it says itself. */
  readonly severity?: Readonly<Record<string, ChosenSeverity>>;
}

/** The rules that are switched off one way or the other. */
export function rulesSwitchedOff({ disabledRules = [], severity = {} }: RuleChoice): Set<string> {
  const off = Object.entries(severity).filter(([, chosen]) => chosen === 'off');
  return new Set([...disabledRules, ...off.map(([id]) => id)]);
}

/** What the findings of a rule are to weigh, where the person chose that. */
export function chosenSeverity({ severity = {} }: RuleChoice, id: string): Severity | undefined {
  const chosen = Object.hasOwn(severity, id) ? severity[id] : undefined;
  return chosen === 'off' ? undefined : chosen;
}
