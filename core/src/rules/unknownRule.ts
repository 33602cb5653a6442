import { shortened } from './lineText.ts';
import type { LineRule } from './rule.ts';
import { readSuppressionComment, SUPPRESSION_EFFECTS } from './suppressionComment.ts';

export const unknownRule: LineRule = {
  id: 'unknown-rule',
  severity: 'hint',
  why: 'A comment means to switch off a rule that does not exist, so it switches nothing off.',
  firmwares: ['klipper', 'marlin', 'reprap'],
  suppressions: true,
  check({ line, ruleIds, report }) {
    const comment = readSuppressionComment(line);
    if (!comment) return;
    if (!comment.effect) {
      const known = SUPPRESSION_EFFECTS.map((effect) => `3dpai-${effect}`).join(', ');
      const { text, start, end } = comment.word;
      report({ start, end, message: `${shortened(text)} does nothing; there are ${known}.` });
      return;
    }
    for (const { text, start, end } of comment.rules) {
      if (ruleIds.has(text)) continue;
      report({
        start,
        end,
        message: `No rule has the name ${shortened(text)}; write it as the problem shows it, or put -- before a reason.`,
      });
    }
  },
};
