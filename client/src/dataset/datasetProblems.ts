import { isAbsolute } from 'node:path';
import {
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  languages,
  Position,
  Range,
  Uri,
} from 'vscode';
import type { RunReport } from '#core/contract/dataset';
import type { Dataset, Datasets } from './datasets.ts';
import { distinctFindings, reportsByRun } from './runNodes.ts';

type Finding = RunReport['findings'][number];

const SEVERITY = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

/** Shows what the stages found in the runs as problems, each on the line of the file that has it. */
export function registerDatasetProblems(datasets: Datasets): Disposable {
  const collection = languages.createDiagnosticCollection('3dpai dataset');
  const refresh = async () => {
    const byFile = new Map<string, { readonly uri: Uri; readonly problems: Diagnostic[] }>();
    for (const dataset of await datasets.all()) {
      const reports = [...dataset.stages.values()].map(({ report }) => report);
      for (const said of reportsByRun(reports).values())
        for (const finding of distinctFindings(said)) {
          const { uri, range } = placeOf(dataset, said[0]?.raw ?? '', finding);
          const entry = byFile.get(uri.toString()) ?? { uri, problems: [] };
          entry.problems.push(problemOf(finding, range));
          byFile.set(uri.toString(), entry);
        }
    }
    collection.clear();
    collection.set([...byFile.values()].map(({ uri, problems }) => [uri, problems]));
  };
  void refresh();
  return Disposable.from(
    collection,
    datasets.onDidChange(() => void refresh()),
  );
}

function problemOf(finding: Finding, range: Range): Diagnostic {
  const times = finding.count === undefined || finding.count < 2 ? '' : ` (${finding.count} times)`;
  const problem = new Diagnostic(range, `${finding.message}${times}`, SEVERITY[finding.severity]);
  problem.source = '3dpai dataset';
  problem.code = finding.code;
  return problem;
}

/** Where a finding is, whether the file is there or missing. */
export function placeOf(
  dataset: Dataset,
  folder: string,
  { file, line, column }: Finding,
): { readonly uri: Uri; readonly range: Range } {
  const at = new Position(Math.max(0, (line ?? 1) - 1), Math.max(0, (column ?? 1) - 1));
  const end = column === undefined ? at.with(undefined, MOST_COLUMNS) : at.translate(0, 1);
  return { uri: Uri.joinPath(rawFolder(dataset, folder), file), range: new Range(at, end) };
}

/** The editor cuts a range at the end of the line. */
const MOST_COLUMNS = 10_000;

export function rawFolder(dataset: Dataset, folder: string): Uri {
  return isAbsolute(folder) ? Uri.file(folder) : Uri.joinPath(dataset.folder, folder);
}
