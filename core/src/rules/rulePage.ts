/** The page about a rule: what happens on the printer, an example, the cure. */
export function rulePageAddress(id: string): string {
  return `https://github.com/3dpai/3dpai/blob/main/docs/rules/${id}.md`;
}
