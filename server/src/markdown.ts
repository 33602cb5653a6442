/** Longer texts of the file are cut. */
const LONGEST_TEXT = 80;

/**
 * Text of a file as Markdown that shows it and does nothing else: every sign that Markdown gives a meaning
 * is escaped, line breaks, control signs and signs that turn the writing direction are taken out, and what
 * is longer than 80 characters is cut.
 */
export function escapeMarkdown(text: string): string {
  const points = [...text];
  const cut = points.length > LONGEST_TEXT ? `${points.slice(0, LONGEST_TEXT).join('')}…` : text;
  return cut
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(/[!-/:-@[-`{-~]/g, '\\$&')
    .trim();
}
