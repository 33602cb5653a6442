import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { editorUrl } from '../support/editorPage.ts';
import { type EditorWindow, openWindow } from '../support/editorWindow.ts';

const samples = join(import.meta.dirname, '../../samples');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Seconds of `1 h 2 min`, `12 min 4 s`, `9.5 s`. */
function secondsOf(text: string): number {
  const units: Record<string, number> = { d: 86_400, h: 3_600, min: 60, s: 1 };
  const parts = [...text.matchAll(/([\d.]+) (d|h|min|s)\b/g)];
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0), 0);
}

describe('the Print Time panel', () => {
  const folder = mkdtempSync(join(tmpdir(), '3dpai-time-'));
  let window: EditorWindow;
  let page: FrameLocator;

  beforeAll(async () => {
    const file = join(folder, 'gear-and-badge.gcode');
    cpSync(join(samples, 'gear-and-badge.gcode'), file);
    cpSync(join(samples, 'printer.cfg'), join(folder, 'printer.cfg'));
    window = await openWindow(inject('suite'), { folder, file });
    await window.palette('3dpai: Show Print Time');
    page = window.webviewFrame();
    await page.locator('h1').waitFor();
  });

  afterAll(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const status = () => page.locator('.whatIf .status');

  /** Types into a limit and waits for the answer. */
  async function timeWith(name: string, value: string): Promise<string> {
    const before = await status().textContent();
    await page.locator(`input[name=${name}]`).fill(value);
    await expect.poll(() => status().textContent()).not.toBe(before);
    return (await status().textContent()) ?? '';
  }

  /** What axe finds in the page, each with the element. */
  async function objections(): Promise<unknown> {
    const frame = window.page.frames().at(-1);
    await frame?.evaluate(axe);
    return frame?.evaluate(
      "axe.run().then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map((node) => [id, node.html, node.failureSummary].join(' '))))",
    );
  }

  test('says where the time goes, and what it does not know', async () => {
    expect(await page.locator('h1').textContent()).toBe('Print time of gear-and-badge.gcode');
    expect(await page.locator('.printer').textContent()).toMatch(/^On 3dpai-time-/);
    const total = await page.locator('.figure .value').first().textContent();
    const roles = await page.locator('.columns .roles').first().locator('.time').allTextContents();
    const sum = roles.map(secondsOf).reduce((one, other) => one + other, 0);
    expect(Math.abs(sum - secondsOf(total ?? ''))).toBeLessThan(roles.length);
    expect(await page.locator('.slider rect').count()).toBe(12);
    expect(await page.locator('.unknown li').first().textContent()).toMatch(/^Homing: G28, line/);
  });

  test('plans anew while a limit is typed', async () => {
    const now = secondsOf((await page.locator('.figure .value').first().textContent()) ?? '');
    const slow = await timeWith('max_accel', '300');
    expect(secondsOf(slow.split(',')[0] ?? '')).toBeGreaterThan(now);
    expect(slow).toContain('+');
    const same = 'no change: the file’s own limits count instead';
    expect(await timeWith('max_accel', '20000')).toContain(same);
    await page.getByLabel('Pass over the file’s own limits').check();
    await expect.poll(() => status().textContent()).not.toContain(same);
    const fast = (await status().textContent()) ?? '';
    expect(secondsOf(fast.split(',')[0] ?? '')).toBeLessThan(now);
    expect(fast).toContain('−');
    expect(await page.locator('.whatIf tbody tr').count()).toBeGreaterThan(5);
    expect(await timeWith('max_accel', '12 apples')).toBe(
      '“12 apples” is no number; write it like 8000 or 0.5.',
    );
    expect(await page.locator('.whatIf tbody tr').count()).toBe(0);
    expect(await timeWith('max_accel', '0')).toMatch(/^"max_accel" cannot be 0/);
    await timeWith('max_accel', '6000');
    await window.screenshot('print-time');
  });

  test('has a table for several values', async () => {
    await page.locator('.values').fill('1500, 3000 6000');
    const rows = page.locator('.whatIfTable tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    const times = await rows.locator('td:nth-child(2)').allTextContents();
    const seconds = times.map(secondsOf);
    expect(seconds).toEqual(seconds.toSorted((a, b) => b - a));
    await page.getByText('Copy as CSV').click();
    await window.page.getByText('The table was copied as CSV.').waitFor();
  });

  test('goes to a layer by keyboard, and to a line that is not known', async () => {
    const position = window.page.locator('.statusbar-item[id="status.editor.selection"]');
    await page.locator('[role=slider]').focus();
    await window.page.keyboard.press('Home');
    await window.page.keyboard.press('ArrowRight');
    expect(await page.locator('.readout').textContent()).toMatch(/^Layer 2 at /);
    await window.page.keyboard.press('Enter');
    await window.page.locator('.view-line', { hasText: 'LAYER_CHANGE' }).first().waitFor();
    await position.filter({ hasNotText: 'Ln 1,' }).waitFor();
    const unknown = page.locator('.unknown button').first();
    const line = /line ([\d,]+)$/.exec((await unknown.textContent()) ?? '')?.[1] ?? '';
    await unknown.click();
    await position.filter({ hasText: `Ln ${line.replaceAll(',', '')},` }).waitFor();
  });

  test.each([
    ['Dark Modern', 'dark'],
    ['Default High Contrast', 'high-contrast'],
    ['Default High Contrast Light', 'high-contrast-light'],
    ['Light Modern', 'light'],
  ])('has nothing that axe objects to in %s', async (theme, name) => {
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    writeFileSync(
      join(folder, '.vscode/settings.json'),
      JSON.stringify({ 'workbench.colorTheme': theme }),
    );
    const body = page.locator('body');
    await expect
      .poll(() => body.getAttribute('data-vscode-theme-id'), { timeout: 20_000 })
      .toBe(theme);
    expect(await objections()).toEqual([]);
    await page.locator('h1').scrollIntoViewIfNeeded();
    await window.screenshot(`print-time-${name}`);
  });

  test('is filled again with what was typed when the window is reloaded', async () => {
    const before = await status().textContent();
    // Without the file that the first address names, so that the editors are those of before.
    await window.page.goto(editorUrl(inject('suite').editor, folder, []));
    page = window.webviewFrame();
    await page.locator('h1').waitFor();
    expect(await page.locator('input[name=max_accel]').inputValue()).toBe('6000');
    await expect.poll(() => status().textContent()).toBe(before);
    expect(await page.locator('.values').inputValue()).toBe('1500, 3000 6000');
  });
});

describe('a file that is up to no good', () => {
  const folder = mkdtempSync(join(tmpdir(), '3dpai-hostile-time-'));
  // Names that would be markup, a script or a command if anything read them as such.
  const markup = '<img src=x onerror="document.title=`taken`"><b>bold</b>';
  let window: EditorWindow;

  beforeAll(async () => {
    const file = join(folder, 'a<b onclick=x>.gcode');
    const lines = [
      '; generated by PrusaSlicer 2.9.4 on 2025-11-06 at 10:00:00 UTC',
      '; gcode_flavor = klipper',
      '[x](command:workbench.action.terminal.new)',
      ';LAYER_CHANGE',
      ';Z:0.2',
      `;TYPE:${markup}`,
      `; printing object ${markup}`,
      'G1 X0 Y0 Z0.2 F600',
      'G1 X10 Y10 E1 F600',
      '',
    ];
    writeFileSync(file, lines.join('\n'));
    window = await openWindow(inject('suite'), { folder, file });
    await window.palette('3dpai: Show Print Time');
    await window.webviewFrame().locator('h1').waitFor();
  });

  afterAll(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('is shown as text and runs nothing, with the default limits said', async () => {
    const page = window.webviewFrame();
    expect(await page.locator('h1').textContent()).toBe('Print time of a<b onclick=x>.gcode');
    expect(await page.locator('.name').allTextContents()).toContainEqual(
      expect.stringContaining(markup),
    );
    expect(await page.locator('main img, main script, main a, main b').count()).toBe(0);
    expect(await page.locator('html').evaluate(() => document.title)).toBe('Print Time');
    expect(await page.locator('.printer span').textContent()).toBe('With Klipper’s default limits');
    const printer = window.page.locator('.statusbar-item', { hasText: 'Choose a printer' });
    await printer.waitFor();
    await printer.click();
    const rows = window.page.locator('.quick-input-list .monaco-list-row');
    await rows.filter({ hasText: 'No printer' }).waitFor();
    await window.page.locator('.quick-input-widget input').first().fill('Voron 0');
    await rows
      .filter({ hasText: /^Voron 0/ })
      .first()
      .waitFor();
    await window.screenshot('choose-printer');
    await window.page.keyboard.press('Enter');
    await page.locator('.printer span', { hasText: /^On Voron 0/ }).waitFor();
  });
});
