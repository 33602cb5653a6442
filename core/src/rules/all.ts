import type { LineRule, PrintRule } from './rule.ts';

/** Every rule that looks at lines. A rule's place in the list is its number within one reading. */
export const ALL_LINE_RULES: readonly LineRule<unknown>[] = [];

/** Every rule that looks at the whole print. */
export const ALL_PRINT_RULES: readonly PrintRule[] = [];
