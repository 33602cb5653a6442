import { relative } from 'node:path';
import { type Uri, type WorkspaceFolder, window, workspace } from 'vscode';
import { FAILURES } from '#core/run/failures';
import type { Dataset } from './datasets.ts';
import { simulateWords, USUAL_FOLDERS } from './stages.ts';

// What a person is asked before a stage begins. Everything has a usual answer, so Enter is enough.

/** The folder in which the program is called: the workspace folder that holds a file, or the first one. */
export function workspacePath(uri?: Uri): string {
  return folderOf(uri)?.uri.fsPath ?? '.';
}

function folderOf(uri?: Uri): WorkspaceFolder | undefined {
  return (uri && workspace.getWorkspaceFolder(uri)) ?? workspace.workspaceFolders?.[0];
}

/** The dataset that is meant; asks where there are several, and says what to do where there is none. */
export async function chooseDataset(datasets: readonly Dataset[]): Promise<Dataset | undefined> {
  if (datasets.length <= 1) {
    if (datasets.length === 0)
      void window.showInformationMessage(
        'There is no dataset in this workspace yet; "3dpai: Ingest Runs" makes one.',
      );
    return datasets[0];
  }
  const items = datasets.map((dataset) => ({ label: dataset.name, dataset }));
  const item = await window.showQuickPick(items, { title: 'Dataset' });
  return item?.dataset;
}

export async function chooseIngest(
  datasets: readonly Dataset[],
  chosen: Dataset | undefined,
): Promise<{ source: string; dataset: string; folder: string } | undefined> {
  const root = folderOf(chosen?.folder);
  if (!root) return undefined;
  const folder = root.uri.fsPath;
  const source = await window.showInputBox({
    title: 'Ingest Runs (1/2)',
    prompt: 'Folder with raw runs: one run, or a tree of them. It is only read.',
    value: USUAL_FOLDERS.raw,
  });
  if (!source) return undefined;
  const usual = chosen ?? datasets[0];
  const dataset = chosen
    ? relative(folder, chosen.folder.fsPath)
    : await window.showInputBox({
        title: 'Ingest Runs (2/2)',
        prompt: 'Folder of the dataset; it is made where it is not there.',
        value: usual ? relative(folder, usual.folder.fsPath) : USUAL_FOLDERS.dataset,
      });
  return dataset ? { source, dataset, folder } : undefined;
}

const MOST_RUNS = 1_000_000;

export async function chooseSimulation(): Promise<
  { words: string[]; folder: string; out: string } | undefined
> {
  const editor = window.activeTextEditor?.document;
  const root = folderOf(editor?.uri);
  if (!root) {
    void window.showInformationMessage('Open a folder first; the runs are written into it.');
    return undefined;
  }
  const folder = root.uri.fsPath;
  const runs = await window.showInputBox({
    title: 'Simulate Runs (1/3)',
    prompt: 'How many runs? Each failing run comes with its healthy twin.',
    value: '20',
    validateInput: (text) =>
      Number.isInteger(Number(text)) && Number(text) > 0 && Number(text) <= MOST_RUNS
        ? undefined
        : `Give a whole number from 1 to ${MOST_RUNS}.`,
  });
  if (!runs) return undefined;
  const failures = await chooseFailures();
  if (!failures) return undefined;
  const gcode =
    editor?.languageId === 'gcode' && editor.uri.scheme === 'file' ? editor.uri : undefined;
  const source = await window.showQuickPick(
    [
      {
        label: 'Small test shapes',
        description: 'about a minute each, many of them',
        path: undefined,
      },
      ...(gcode
        ? [
            {
              label: workspace.asRelativePath(gcode),
              description: 'the open file',
              path: relative(folder, gcode.fsPath),
            },
          ]
        : []),
    ],
    { title: 'Simulate Runs (3/3)', placeHolder: 'What is printed' },
  );
  if (!source) return undefined;
  const out = USUAL_FOLDERS.simulated;
  const choice = { runs: Number(runs), failures, seed: 1, gcode: source.path };
  return { words: simulateWords(choice, out), folder, out };
}

async function chooseFailures(): Promise<string[] | undefined> {
  const items = [
    { label: 'All failures', description: 'one after the other', value: 'all' },
    { label: 'None', description: 'healthy runs only', value: 'none' },
    ...FAILURES.map(({ kind, meaning }) => ({
      label: kind.replaceAll('_', ' '),
      description: '',
      detail: meaning,
      value: kind as string,
    })),
  ];
  const picked = await window.showQuickPick(items, {
    title: 'Simulate Runs (2/3)',
    placeHolder: 'Which failures',
    matchOnDetail: true,
  });
  return picked && [picked.value];
}
