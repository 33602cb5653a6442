import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver';
import type { Firmware } from '#core/commands/firmware';
import type { Problem, ProblemFix } from '#core/contract/problems';
import { diagnosticOf } from './diagnostics.ts';

/** Cures of the problems in a range, and of every other one of their kind in the file. */
export function quickFixes(
  uri: string,
  problems: readonly Problem[],
  firmware: Firmware,
  range: Range,
): CodeAction[] {
  const inRange = problems.filter(
    (problem) => problem.line - 1 >= range.start.line && problem.line - 1 <= range.end.line,
  );
  const actions: CodeAction[] = [];
  const offered = new Set<string>();
  for (const problem of inRange) {
    if (!problem.fix) continue;
    actions.push({
      title: problem.fix.title,
      kind: CodeActionKind.QuickFix,
      isPreferred: true,
      diagnostics: [diagnosticOf(problem, firmware)],
      edit: { changes: { [uri]: editsOf(problem.fix) } },
    });
    if (offered.has(problem.rule)) continue;
    offered.add(problem.rule);
    const alike = problems.filter((other) => other.rule === problem.rule && other.fix);
    if (alike.length < 2) continue;
    actions.push({
      title: `Fix all ${alike.length} problems of this kind (${problem.rule})`,
      kind: CodeActionKind.QuickFix,
      edit: {
        changes: { [uri]: alike.flatMap((other) => (other.fix ? editsOf(other.fix) : [])) },
      },
    });
  }
  return actions;
}

function editsOf(fix: ProblemFix): TextEdit[] {
  return fix.edits.map((edit) => ({
    range: {
      start: { line: edit.line - 1, character: edit.column - 1 },
      end: { line: edit.line - 1, character: edit.endColumn - 1 },
    },
    newText: edit.newText,
  }));
}
