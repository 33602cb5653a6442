import type { Browser, Page } from 'playwright-core';

/** What a page needs to know of a running code-server. */
export interface EditorAddress {
  readonly host: string;
  readonly url: string;
  readonly password: string;
}

/** A new page in a context of its own, logged in to the editor but not yet showing it. */
export async function newEditorPage(browser: Browser, editor: EditorAddress): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const login = await context.request.post(`${editor.url}/login`, {
    form: { password: editor.password },
    maxRedirects: 0,
  });
  if (login.status() !== 302) throw new Error(`code-server refused the login: ${login.status()}`);
  return context.newPage();
}

/** The address that opens a folder; `payload` are pairs for the workbench, such as openFile. */
export function editorUrl(
  editor: EditorAddress,
  folder: string | undefined,
  payload: readonly (readonly [string, string])[],
): string {
  const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
  query.set('payload', JSON.stringify(payload));
  return `${editor.url}/?${query}`;
}

/** The editor's own address for a file or folder of this machine. */
export function remoteUri(editor: EditorAddress, path: string): string {
  return `vscode-remote://${editor.host}${encodeURI(path)}`;
}
