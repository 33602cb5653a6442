import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type EditorWindow, openWindow } from '../support/editorWindow.ts';

const program = join(import.meta.dirname, '../../pipeline/src/cli.ts');
const batch = 'raw/phase1_simulation/batch_0000';

describe('a dataset of runs', () => {
  const folder = mkdtempSync(join(tmpdir(), '3dpai-runs-'));
  const sensors = join(folder, batch, 'run_00002/sensors.csv');
  let window: EditorWindow;

  function call(...words: string[]): void {
    try {
      execFileSync(process.execPath, [program, ...words], { cwd: folder, stdio: 'pipe' });
    } catch (error) {
      // 1 says that something was found.
      if ((error as { status?: number }).status !== 1) throw error;
    }
  }

  beforeAll(async () => {
    const kinds = 'layer_shift,nozzle_clog,fan_failure';
    call(
      'simulate',
      '--out',
      'raw/phase1_simulation',
      '--runs',
      '6',
      '--failures',
      kinds,
      '--no-audio',
      '--no-accel',
    );
    const lines = readFileSync(sensors, 'utf8').split('\n');
    lines[11] = (lines[11] ?? '').replace(/^([^,]*),[^,]*/, '$1,warm');
    writeFileSync(sensors, lines.join('\n'));
    call('ingest', 'raw', '--dataset', 'dataset');
    window = await openWindow(inject('suite'), { folder, file: sensors });
  });

  afterAll(async () => {
    await window?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const row = (text: string | RegExp) =>
    window.page.locator('.pane-body .monaco-list-row', { hasText: text });

  test('a stage runs from the palette, and the Pipeline view says how it went', async () => {
    await window.palette('3dpai: Focus on Pipeline View');
    await row(/Ingest Runs.*6 runs · 1 quarantined/).waitFor();
    await row(/Validate Dataset.*not run yet/).waitFor();
    await window.palette('3dpai: Validate, Align and Compute Features');
    await row(/Compute Features.*runs/).waitFor();
    await row(/Validate Dataset.*6 runs/).waitFor();
  });

  test('every run is in the Runs view, with what was found in it', async () => {
    await row('batch_0000').click();
    await row(/run_00002.*quarantined/).click();
    await row(/sensors\.csv:12/)
      .first()
      .waitFor();
  });

  test('a broken cell is a problem on its line', async () => {
    await window.palette('Problems: Focus on Problems View');
    const problem = window.page.locator('.markers-panel .monaco-list-row', { hasText: 'warm' });
    await problem.first().waitFor();
    await problem.first().dblclick();
    await window.page.locator('.squiggly-error').first().waitFor();
    expect(await window.page.locator('.view-line', { hasText: 'warm' }).count()).toBe(1);
    await window.screenshot('pipeline');
  });

  test('hovering a cell tells what it is', async () => {
    await window.page
      .locator('.view-line', { hasText: 'warm' })
      .hover({ position: { x: 12, y: 8 } });
    await window.page
      .locator('.monaco-hover', { hasText: /timestamp\s=\s/ })
      .first()
      .waitFor();
  });
});
