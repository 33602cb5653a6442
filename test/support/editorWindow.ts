import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium, type FrameLocator, type Page } from 'playwright-core';
import { type EditorAddress, editorUrl, newEditorPage, remoteUri } from './editorPage.ts';

/** A code-server with the packaged extension, and a Chromium to show it in. */
export interface UiSuite {
  readonly editor: EditorAddress;
  readonly browserEndpoint: string;
}

/** A window of the editor and what a person does in it; every action waits for its effect. */
export interface EditorWindow {
  /** For what the actions below do not cover. */
  readonly page: Page;
  /** Opens a file by its absolute path in a tab and waits for its text. */
  openFile(path: string): Promise<void>;
  /** Runs the command with this title from the command palette. */
  palette(title: string): Promise<void>;
  /** The document inside the visible webview. */
  webviewFrame(): FrameLocator;
  /** Saves what the window shows as test/ui/screenshots/NAME.png. */
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

const screenshots = join(import.meta.dirname, '../ui/screenshots');
const slowestStepMs = 30_000;

/** Opens a window on a folder, with a file of it in the first tab when one is named. */
export async function openWindow(
  suite: UiSuite,
  options: { readonly folder: string; readonly file?: string },
): Promise<EditorWindow> {
  const browser = await chromium.connect(suite.browserEndpoint);
  const page = await newEditorPage(browser, suite.editor);
  page.setDefaultTimeout(slowestStepMs);
  const { folder, file } = options;
  const openFile = file === undefined ? [] : [['openFile', remoteUri(suite.editor, file)] as const];
  await page.goto(editorUrl(suite.editor, folder, openFile));
  await page.locator('.monaco-workbench .explorer-folders-view .monaco-list-row').first().waitFor();
  if (file !== undefined) await waitForText(page, file);
  return {
    page,
    openFile: (path) => openFromQuickPick(page, path),
    palette: (title) => runFromPalette(page, title),
    webviewFrame: () => webviewFrame(page),
    screenshot: (name) => saveScreenshot(page, name),
    close: () => browser.close(),
  };
}

async function openFromQuickPick(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Control+P');
  const input = page.locator('.quick-input-widget input').first();
  await input.fill(path);
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: basename(path) });
  await row.first().waitFor();
  await page.keyboard.press('Enter');
  await waitForText(page, path);
}

async function waitForText(page: Page, path: string): Promise<void> {
  await page.locator(`.tab.active[data-resource-name="${basename(path)}"]`).waitFor();
  await page.locator('.editor-instance .monaco-editor .view-line').first().waitFor();
}

/**
 * The palette lists only what was known when it opened, and an extension's commands are known once
 * the server has scanned its extensions: so it is opened again until the command is there.
 */
async function runFromPalette(page: Page, title: string): Promise<void> {
  const deadline = Date.now() + slowestStepMs;
  const row = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  for (;;) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    await page.locator('.quick-input-widget input').first().fill(`>${title}`);
    const remainingMs = deadline - Date.now();
    try {
      await row.waitFor({ timeout: Math.max(1, Math.min(2500, remainingMs)) });
      break;
    } catch (error) {
      if (remainingMs <= 0) throw error;
    }
  }
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** A webview is a frame that the editor makes, with the extension's document in a frame of it. */
function webviewFrame(page: Page): FrameLocator {
  return page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

async function saveScreenshot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`), animations: 'disabled' });
}

/** Puts the caret at the start of a line, counted from 1. */
export async function goToLine(window: EditorWindow, line: number): Promise<void> {
  const { page } = window;
  await page.keyboard.press('Control+G');
  await page.locator('.quick-input-widget input').first().fill(`:${line}`);
  await page.keyboard.press('Enter');
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
  await page
    .locator('.statusbar-item[id="status.editor.selection"]', { hasText: `Ln ${line},` })
    .waitFor();
}
