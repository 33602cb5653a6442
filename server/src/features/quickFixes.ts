import { type CodeAction, CodeActionKind, type Range, type TextEdit } from 'vscode-languageserver';
import type { Problem, ProblemFix } from '#core/contract/problems';
import type { Reading } from '#core/print/reading';
import { diagnosticOf } from './diagnostics.ts';
import { disableForFile, disableForLine } from './suppressionEdits.ts';

/**
 * Cures of the problems in a range, and of every other one of their kind in the file; behind them comments
 * that switch the rules off.
 */
export function quickFixes<Result>(
  uri: string,
  problems: readonly Problem[],
  reading: Reading<Result>,
  range: Range,
): CodeAction[] {
  const { firmware } = reading;
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
  return [...actions, ...suppressions(uri, inRange, reading)];
}

/** For each rule a comment for the line of its first problem, and one for the file. */
function suppressions<Result>(
  uri: string,
  problems: readonly Problem[],
  reading: Reading<Result>,
): CodeAction[] {
  const { text, firmware } = reading;
  const { blocks } = reading.print();
  const firstOfRule = new Map(problems.toReversed().map((problem) => [problem.rule, problem]));
  return [...firstOfRule].flatMap(([rule, problem]) => {
    const line = problem.line - 1;
    // A line more would spoil a picture.
    const isInPicture = blocks.some(
      ({ picture, firstLine, lastLine }) => picture && firstLine < line && line <= lastLine,
    );
    const action = (place: string, edit: TextEdit): CodeAction => ({
      title: `Disable ${rule} for this ${place}`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [diagnosticOf(problem, firmware)],
      edit: { changes: { [uri]: [edit] } },
    });
    const forFile = action('file', disableForFile(text, rule));
    if (isInPicture || ABOUT_THE_FILE.has(rule)) return [forFile];
    return [action('line', disableForLine(text, rule, line)), forFile];
  });
}

/** Rules whose problem stands at the file's first line, wherever that line goes. */
const ABOUT_THE_FILE: ReadonlySet<string> = new Set(['byte-order-mark', 'empty-file']);

function editsOf(fix: ProblemFix): TextEdit[] {
  return fix.edits.map((edit) => ({
    range: {
      start: { line: edit.line - 1, character: edit.column - 1 },
      end: { line: edit.line - 1, character: edit.endColumn - 1 },
    },
    newText: edit.newText,
  }));
}
