import { setTimeout as delay } from 'node:timers/promises';
import {
  type Diagnostic,
  extensions,
  languages,
  type TextEditor,
  Uri,
  window,
  workspace,
} from 'vscode';
import type { ExtensionExports } from '../../client/src/extension.ts';

// For tests inside the extension host: what a person does, and waiting for what comes of it.

/** Activates the extension and returns what it gives to tests. */
export async function activated(): Promise<Required<ExtensionExports>> {
  const extension = extensions.all.find(({ packageJSON }) => packageJSON.name === '3dpai');
  if (extension === undefined) throw new Error('VS Code does not know the extension.');
  const { testing, ...others } = (await extension.activate()) as ExtensionExports;
  if (testing === undefined) throw new Error('The extension does not know that this is a test.');
  return { ...others, testing };
}

/** The address of a file in the workspace, which is a copy of the samples. */
export function sample(name: string): Uri {
  const folder = workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('The tests need the samples as their workspace.');
  return Uri.joinPath(folder.uri, name);
}

/** Opens a sample and waits until the views are about it. */
export async function openSample(name: string): Promise<TextEditor> {
  const { testing } = await activated();
  const uri = sample(name);
  const editor = await window.showTextDocument(uri, { preview: false });
  await eventually(
    () => testing.current.value?.uri.toString() === uri.toString(),
    `the views are about ${name}`,
  );
  return editor;
}

/** Waits until something is so; fails with the sentence when it is not in time. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  sentence: string,
  milliseconds = 10_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`Not within ${milliseconds} ms: ${sentence}.`);
    await delay(10);
  }
}

/** The problems of a file as plain lines, in a fixed order. */
export function problemsOf(uri: Uri): string[] {
  return languages.getDiagnostics(uri).map(describeProblem).toSorted();
}

export function describeProblem({ range, message, code }: Diagnostic): string {
  const rule = typeof code === 'object' ? code.value : code;
  return `${range.start.line + 1}:${range.start.character + 1} ${rule} ${message}`;
}
