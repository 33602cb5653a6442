#!/usr/bin/env node
// Stands in for desktop VS Code's program: takes the arguments that @vscode/test-electron gives it
// and runs the tests in code-server's extension host, with a headless Chromium as its window.
import { format, parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { startChromium } from '../../scripts/chromium.ts';
import { startEditorServer } from '../../scripts/editorServer.ts';
import { runMain } from '../../scripts/failure.ts';
import { editorUrl, newEditorPage, remoteUri } from '../support/editorPage.ts';

// Longer than the suite may ever take; a suite that hangs is stopped here.
const longestRunMs = 5 * 60_000;

const { values, positionals } = parseArgs({
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});

await runMain(async () => {
  const editor = await startEditorServer({
    testDriver: true,
    workspaceTrust: values['disable-workspace-trust'] !== true,
  });
  const browserServer = await startChromium();
  const browser = await chromium.connect(browserServer.wsEndpoint());
  const page = await newEditorPage(browser, editor);
  const payload: [string, string][] = [
    ...strings(values.extensionDevelopmentPath).map((path): [string, string] => [
      'extensionDevelopmentPath',
      remoteUri(editor, path),
    ]),
    ['extensionTestsPath', remoteUri(editor, strings(values.extensionTestsPath).join())],
    ['extensionEnvironment', JSON.stringify(testEnvironment())],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  // The workbench calls these two functions of the page when they exist: it was written for
  // VS Code's own integration tests in a browser.
  await page.exposeFunction('codeAutomationLog', (_type: string, args: unknown[]) => {
    const line = format(...args);
    if (!isServerChatter(line)) console.log(line);
  });
  const exitCode = new Promise<number>((resolve) => {
    page.exposeFunction('codeAutomationExit', (code: number) => resolve(code)).catch(() => {});
    page.on('crash', () => resolve(70));
    setTimeout(() => resolve(124), longestRunMs);
  });
  await page.goto(editorUrl(editor, positionals[0], payload));
  const code = await exitCode;
  if (code === 124) console.error(`The tests did not end in ${longestRunMs / 1000} s.`);
  await browserServer.close();
  await editor.stop();
  return code;
});

/** The variables that the tests are given; the extension host otherwise has the server's own. */
function testEnvironment(): Record<string, string | undefined> {
  const given = /^(THREEDPAI_|MOCHA_|VSCODE_TEST_|NODE_V8_COVERAGE$)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => given.test(name)));
}

function isServerChatter(line: string): boolean {
  return /^(Creating a socket|Resolv|\[|Updating|Ignoring)/.test(line);
}

/** A flag's values as text; parseArgs gives `true` for a flag without one. */
function strings(value: unknown): string[] {
  return [value].flat().filter((one) => typeof one === 'string');
}
