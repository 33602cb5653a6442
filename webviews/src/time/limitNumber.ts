/** A number as a person types it: `8000`, `0.5`, `1e4`; undefined for anything else. */
export function limitNumber(typed: string): number | undefined {
  const text = typed.trim();
  if (!/^\d+(?:\.\d*)?(?:e\d{1,2})?$|^\.\d+$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Numbers with commas, semicolons or spaces between them; the first piece that is none of them. */
export function limitNumbers(typed: string): {
  readonly values: readonly number[];
  readonly wrong?: string;
} {
  const pieces = typed.split(/[,;\s]+/).filter((piece) => piece !== '');
  const values = pieces.map(limitNumber);
  const at = values.indexOf(undefined);
  if (at >= 0) return { values: [], wrong: pieces[at] ?? '' };
  return { values: [...new Set(values.filter((value) => value !== undefined))] };
}

/** The sentence for what is no number. */
export function noNumber(typed: string): string {
  return `“${typed.trim().slice(0, 40)}” is no number; write it like 8000 or 0.5.`;
}
