import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver';
import type { ConfigText } from './configText.ts';

/** The editor keeps 5,000 regions of a language unless it is told otherwise (`editor.foldingMaximumRegions`). */
const MOST_REGIONS = 5_000;

/** Sections, values over several lines, runs of comments, and the part that SAVE_CONFIG keeps. */
export function configFoldingRanges(text: ConfigText): FoldingRange[] {
  const { sections, autosaveLine } = text.document;
  const regions: FoldingRange[] = [];
  function add(startLine: number, endLine: number, kind?: FoldingRangeKind): void {
    if (endLine <= startLine || regions.length >= MOST_REGIONS) return;
    regions.push({ startLine, endLine, ...(kind === undefined ? {} : { kind }) });
  }
  for (const section of sections) add(section.header.line, section.lastLine);
  if (autosaveLine >= 0) add(autosaveLine, lastTextLine(text.lines), FoldingRangeKind.Region);
  for (const run of commentRuns(text)) add(run.first, run.last, FoldingRangeKind.Comment);
  for (const { options } of sections)
    for (const option of options) add(option.nameSpan.line, option.lastLine);
  return regions;
}

function lastTextLine(lines: readonly string[]): number {
  return lines.findLastIndex((line) => line.trim() !== '');
}

/** Comment lines that follow one another, above the part that SAVE_CONFIG keeps. */
function commentRuns({ lines, document }: ConfigText): { first: number; last: number }[] {
  const runs: { first: number; last: number }[] = [];
  const end = document.autosaveLine < 0 ? lines.length : document.autosaveLine;
  let first = -1;
  for (let line = 0; line <= end; line++) {
    const isComment = line < end && /^[#;]/.test(lines[line] ?? '');
    if (isComment) {
      if (first < 0) first = line;
    } else if (first >= 0) {
      runs.push({ first, last: line - 1 });
      first = -1;
    }
  }
  return runs;
}
