import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type EditorWindow, goToLine, openWindow } from '../support/editorWindow.ts';

const samples = join(import.meta.dirname, '../../samples');
const SLICE = 'wrong-start-macro.gcode';

/** The way through the README: a printer's configuration, a slice that it would refuse, one quick fix, and
 * the time that the acceleration makes. */
describe('a slice for this printer', () => {
  // The folder's name is the printer's.
  const parent = mkdtempSync(join(tmpdir(), '3dpai-walkthrough-'));
  const folder = join(parent, 'bedslinger');
  let window: EditorWindow;

  beforeAll(async () => {
    cpSync(join(samples, 'printer.cfg'), join(folder, 'printer.cfg'));
    cpSync(join(samples, SLICE), join(folder, SLICE));
    window = await openWindow(inject('suite'), { folder, file: join(folder, 'printer.cfg') });
  });

  afterAll(async () => {
    await window?.close();
    rmSync(parent, { recursive: true, force: true });
  });

  const problems = (text: string) =>
    window.page.locator('.markers-panel .monaco-list-row', { hasText: text });

  test('printer.cfg says what its options mean', async () => {
    const { page } = window;
    const line = page.locator('.view-line', { hasText: 'square_corner_velocity' }).first();
    await line.click({ position: { x: 40, y: 8 } });
    await page
      .locator('.statusbar-item[id="status.editor.mode"]', { hasText: 'Klipper' })
      .waitFor();
    const hover = page.locator('.monaco-hover', { hasText: 'mm/s' }).first();
    // The server that answers is started by this file.
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Control+K');
          await page.keyboard.press('Control+I');
          return hover.isVisible();
        },
        { timeout: 20_000, interval: 1_000 },
      )
      .toBe(true);
    await window.screenshot('walkthrough-printer-cfg');
    await page.keyboard.press('Escape');
  });

  test('the slice has errors that this printer would raise', async () => {
    const { page } = window;
    await window.openFile(join(folder, SLICE));
    await window.palette('Problems: Focus on Problems View');
    await problems('write START_PRINT, if that is meant').first().waitFor();
    await problems('before it is homed').first().waitFor();
    await problems('not heated before this line').first().waitFor();
    await page.locator('.view-line').first().click();
    await goToLine(window, 71);
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Write START_PRINT' });
    // A busy editor offers the fixes of a moment ago, or none.
    await expect
      .poll(
        async () => {
          await page.keyboard.press('Escape');
          await page.keyboard.press('Control+.');
          await fix
            .first()
            .waitFor({ timeout: 2_000 })
            .catch(() => undefined);
          return fix.first().isVisible();
        },
        { timeout: 25_000 },
      )
      .toBe(true);
    await window.screenshot('walkthrough-errors');
  });

  test('one quick fix, and they are gone', async () => {
    const { page } = window;
    await page.keyboard.press('Enter');
    await page.locator('.view-line', { hasText: 'START_PRINT' }).first().waitFor();
    await problems('before it is homed').waitFor({ state: 'detached' });
    await problems('not heated before this line').waitFor({ state: 'detached' });
    await window.screenshot('walkthrough-fixed');
  });

  test('another acceleration is another time', async () => {
    await window.palette('3dpai: Show Print Time');
    const time = window.webviewFrame();
    await time.locator('h1').waitFor();
    await time.getByLabel('Pass over the file’s own limits').check();
    await time.locator('input[name=max_accel]').fill('1000');
    const status = time.locator('.whatIf .status');
    await expect.poll(() => status.textContent()).toMatch(/\+\d/);
    await time.locator('input[name=max_accel]').fill('9000');
    await expect.poll(() => status.textContent()).toMatch(/−\d/);
    await window.page.keyboard.press('Control+J');
    await time.locator('input[name=max_accel]').scrollIntoViewIfNeeded();
    await window.screenshot('walkthrough-time');
  });
});
