import { type Diagnostic, DiagnosticSeverity } from 'vscode-languageserver';
import { checkConfiguration } from '#core/config/checkConfig';
import type { ConfigProblem } from '#core/config/config';
import { chosenSeverity, type RuleChoice, rulesSwitchedOff } from '#core/rules/ruleChoice';
import type { LoadedConfiguration } from './configContext.ts';
import { type ConfigText, spanRange } from './configText.ts';

const SEVERITIES: Readonly<Record<ConfigProblem['severity'], DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** More problems of one file than this help nobody. */
const MOST_PROBLEMS = 1_000;

/** The problems of every file of a configuration, by its path, in the order of their lines. */
export function configProblems(
  loaded: LoadedConfiguration,
  choice: RuleChoice,
): ReadonlyMap<string, readonly ConfigProblem[]> {
  const { configuration, texts, mainPath, refusals } = loaded;
  const off = rulesSwitchedOff(choice);
  const byPath = new Map<string, ConfigProblem[]>();
  for (const path of texts.keys()) byPath.set(path, []);
  function add(path: string, problem: ConfigProblem): void {
    if (off.has(problem.rule)) return;
    const severity = chosenSeverity(choice, problem.rule) ?? problem.severity;
    byPath.get(path)?.push({ ...problem, severity });
  }
  for (const { path, document } of configuration.files)
    for (const problem of document.problems) add(path, problem);
  for (const { path, problem } of configuration.problems) add(path, problem);
  for (const { path, problem } of checkConfiguration(configuration)) add(path, problem);
  for (const message of refusals) add(mainPath, { ...FIRST_PLACE, ...LEFT_OUT, message });
  for (const [path, problems] of byPath) {
    problems.sort((one, other) => one.line - other.line || one.start - other.start);
    byPath.set(path, problems.slice(0, MOST_PROBLEMS));
  }
  return byPath;
}

const FIRST_PLACE = { line: 0, start: 0, end: 0 };
const LEFT_OUT = { rule: 'include-left-out', severity: 'warning' } as const;

/** A problem as the editor shows it: our sentence, then Klipper's own words. */
export function configDiagnostic(problem: ConfigProblem, text: ConfigText): Diagnostic {
  const own = problem.firmware === undefined ? '' : `\nKlipper: ${problem.firmware}`;
  const width = text.lines[problem.line]?.length ?? 0;
  // Klipper complains of a line; an editor has nothing to underline in an empty piece of it.
  const span = problem.end > problem.start ? problem : { ...problem, start: 0, end: width };
  return {
    range: spanRange(span),
    severity: SEVERITIES[problem.severity],
    code: problem.rule,
    source: '3dpai',
    message: problem.message + own,
  };
}
