import { ProgressLocation, window } from 'vscode';

/** Shows in the status bar that something is awaited, unless it is there in a moment. */
export async function progressAfter<Result>(
  title: string,
  awaited: Promise<Result>,
): Promise<Result> {
  const soon = new Promise<'soon'>((resolve) => setTimeout(() => resolve('soon'), 300));
  const first = await Promise.race([awaited, soon]);
  if (first !== 'soon') return awaited;
  return window.withProgress({ location: ProgressLocation.Window, title }, () => awaited);
}
