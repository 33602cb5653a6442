import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type EditorWindow, goToLine, openWindow } from '../support/editorWindow.ts';

const samples = join(import.meta.dirname, '../../samples');

/** Opens a sample in a window of its own with the extension's views beside it. */
async function openSample(name: string): Promise<EditorWindow> {
  const window = await openWindow(inject('suite'), { folder: samples, file: join(samples, name) });
  await window.palette('3dpai: Focus on Layers View');
  await window.page
    .locator('.pane-body .monaco-list-row', { hasText: /Layer|\d/ })
    .first()
    .waitFor();
  await window.webviewFrame().locator('h1').waitFor();
  return window;
}

/** Shows the hover of the caret's word and answers its text. */
async function hoverAtCaret(window: EditorWindow): Promise<string> {
  const { page } = window;
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const hover = page.locator('.monaco-hover .hover-contents, .monaco-hover-content').first();
  await hover.locator('table').waitFor();
  return (await hover.textContent()) ?? '';
}

describe('a PrusaSlicer file', () => {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await openSample('gear-and-badge.gcode');
  });
  afterAll(() => window?.close());

  test('has a lens of figures above its layers', async () => {
    await goToLine(window, 2000);
    await window.page.keyboard.press('Control+L');
    await goToLine(window, 1990);
    const lens = window.page.locator('.codelens-decoration a', { hasText: 'Layer 3' }).first();
    expect(await lens.textContent()).toMatch(
      /Layer 3 · z 0\.88 · 0\.3 mm high · .* filament · .* moves · [\d.]+ (min|s)/,
    );
  });

  test('says on hover what a move means and where the machine stands', async () => {
    await goToLine(window, 2004);
    const text = await hoverAtCaret(window);
    expect(text).toMatch(/position/i);
    expect(text).toMatch(/layer\s*3 of 12/i);
    await window.screenshot('prusaslicer');
  });
});

describe('a Cura file', () => {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await openSample('bracket-with-supports.gcode');
  });
  afterAll(() => window?.close());

  test('is outlined with Cura’s own words', async () => {
    await goToLine(window, 300);
    await window.page.keyboard.press('Control+Shift+O');
    const rows = window.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'Layer 0' }).first().waitFor();
    await window.page.locator('.quick-input-widget input').first().fill('@SUPPORT-INTERFACE');
    await rows.filter({ hasText: 'SUPPORT-INTERFACE' }).first().waitFor();
    await window.screenshot('cura');
    await window.page.keyboard.press('Escape');
  });
});

describe('a file broken by hand', () => {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await openSample('broken-by-hand.gcode');
  });
  afterAll(() => window?.close());

  test('lists its problems in Klipper’s words', async () => {
    await window.palette('Problems: Focus on Problems View');
    const problems = window.page.locator('.markers-panel .monaco-list-row');
    await problems.filter({ hasText: 'Klipper reads only S here' }).first().waitFor();
    await goToLine(window, 907);
    await window.page.locator('.squiggly-warning').first().waitFor();
    await window.screenshot('problems');
  });

  test('mends a leading zero with its quick fix', async () => {
    const { page } = window;
    await goToLine(window, 907);
    await page.keyboard.press('Control+.');
    await page
      .locator('.action-widget .monaco-list-row', { hasText: 'Write G1' })
      .first()
      .waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'G01' }).waitFor({ state: 'detached' });
  });
});
