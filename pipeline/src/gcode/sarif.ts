import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CheckAnswer } from '#core/contract/cli';
import type { Problem, ProblemFix, Severity } from '#core/contract/problems';
import { ALL_RULES } from '#core/rules/all';
import { rulePageAddress } from '#core/rules/rulePage';

const LEVELS: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  information: 'note',
  hint: 'note',
};

/**
 * The problems of a file as a SARIF 2.1.0 log
 * (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html).
 */
export function sarifLog(answer: CheckAnswer, version: string): object {
  const indexOfRule = new Map(ALL_RULES.map((rule, index) => [rule.id, index]));
  const artifactLocation = { uri: uriOf(answer.file) };
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: '3dpai',
            semanticVersion: version,
            rules: ALL_RULES.map((rule) => ({
              id: rule.id,
              shortDescription: { text: rule.why },
              helpUri: rulePageAddress(rule.id),
              defaultConfiguration: { level: LEVELS[rule.severity] },
            })),
          },
        },
        // Code scanning takes several logs of one program only where each has a category of its own, which is
        // what stands before the last slash.
        automationDetails: { id: `3dpai/${artifactLocation.uri}/` },
        columnKind: 'utf16CodeUnits',
        artifacts: [{ location: artifactLocation }],
        results: answer.problems.map((problem) => ({
          ruleId: problem.rule,
          ruleIndex: indexOfRule.get(problem.rule) ?? -1,
          level: LEVELS[problem.severity],
          message: { text: messageOf(problem) },
          locations: [{ physicalLocation: { artifactLocation, region: regionOf(problem) } }],
          ...(problem.count === undefined ? {} : { occurrenceCount: problem.count }),
          ...(problem.fix ? { fixes: [fixOf(problem.fix, artifactLocation)] } : {}),
        })),
      },
    ],
  };
}

function messageOf({ message, firmware }: Problem): string {
  return firmware === undefined ? message : `${message}\nFirmware: ${firmware}`;
}

interface Region {
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

function regionOf({ line, column, endColumn }: Region): object {
  return { startLine: line, startColumn: column, endColumn };
}

function fixOf(fix: ProblemFix, artifactLocation: object): object {
  return {
    description: { text: fix.title },
    artifactChanges: [
      {
        artifactLocation,
        replacements: fix.edits.map((edit) => ({
          deletedRegion: regionOf(edit),
          insertedContent: { text: edit.newText },
        })),
      },
    ],
  };
}

/** Relative names stay relative, so that a log made in a repository fits there. */
function uriOf(file: string): string {
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(path.sep).map(encodeURIComponent).join('/');
}
