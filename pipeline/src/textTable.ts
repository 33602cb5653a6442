/** A column: `>` sets it to the right, `<` to the left. */
export type Alignment = '<' | '>';

/** Rows of text in columns, parted by two blanks. */
export function textTable(
  alignments: readonly Alignment[],
  rows: readonly (readonly string[])[],
): string[] {
  const widths = alignments.map((_alignment, column) =>
    rows.reduce((width, row) => Math.max(width, row[column]?.length ?? 0), 0),
  );
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return alignments[column] === '>' ? cell.padStart(width) : cell.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}
