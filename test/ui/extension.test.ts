import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type EditorWindow, openWindow } from '../support/editorWindow.ts';

const folder = join(import.meta.dirname, '../../samples');
let window: EditorWindow;

beforeAll(async () => {
  const file = readdirSync(folder).find((name) => name.endsWith('.gcode'));
  window = await openWindow(inject('suite'), { folder, file: join(folder, file!) });
});

afterAll(() => window?.close());

test('a sliced file opens as G-code', async () => {
  const language = window.page.locator('.statusbar-item[id="status.editor.mode"]');
  await language.filter({ hasText: 'G-code' }).waitFor();
  await window.screenshot('editor');
  expect(await window.page.locator('.notification-toast').count()).toBe(0);
});
