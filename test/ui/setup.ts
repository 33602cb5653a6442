import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startChromium } from '../../scripts/chromium.ts';
import { startEditorServer } from '../../scripts/editorServer.ts';
import { temporaryFolder } from '../../scripts/processEnd.ts';
import { packageExtension } from '../../scripts/vsix.ts';
import type { UiSuite } from '../support/editorWindow.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** What every UI test opens its windows with. */
    readonly suite: UiSuite;
  }
}

/** Packs the extension, installs it as a user would and starts one editor and one browser. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const vsix = join(temporaryFolder('package'), '3dpai.vsix');
  packageExtension(vsix);
  const editor = await startEditorServer({
    vsix,
    workspaceTrust: false,
    reconnectionGraceSeconds: 1,
  });
  const browser = await startChromium();
  const { host, url, password } = editor;
  project.provide('suite', {
    editor: { host, url, password },
    browserEndpoint: browser.wsEndpoint(),
  });
  return async () => {
    await browser.close();
    await editor.stop();
  };
}
