import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { FIRMWARE_NAMES, type Firmware } from '#core/commands/firmware';
import type { Problem, Severity } from '#core/contract/problems';
import { rulePageAddress } from '#core/rules/rulePage';

const SEVERITIES: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** A problem as the editor shows it: our sentence, then the firmware's own words. */
export function diagnosticOf(problem: Problem, firmware: Firmware): Diagnostic {
  const own =
    problem.firmware === undefined ? '' : `\n${FIRMWARE_NAMES[firmware]}: ${problem.firmware}`;
  return {
    range: {
      start: { line: problem.line - 1, character: problem.column - 1 },
      end: { line: problem.line - 1, character: problem.endColumn - 1 },
    },
    severity: SEVERITIES[problem.severity],
    code: problem.rule,
    codeDescription: { href: rulePageAddress(problem.rule) },
    source: '3dpai',
    message: problem.message + own,
  };
}
