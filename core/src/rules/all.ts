import type { Rule } from './rule.ts';

/** Every rule, in the order of the list that people see. A rule's place is its number inside one reading. */
export const ALL_RULES: readonly Rule[] = [];
