import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from '../../scripts/chromium.ts';
import { codeServerEntry } from '../../scripts/codeServer.ts';
import { findEditorProgram } from '../../scripts/desktopEditor.ts';
import { Failure } from '../../scripts/failure.ts';
import { runCommand } from '../../scripts/runCommand.ts';
import type { ActivationReport } from './activationInHost.ts';
import { type BenchRow, median, row } from './row.ts';

/** An extension is activated once in an extension host, so each measurement starts a new one. */
const HOSTS = 3;

/**
 * What a person waits for when the first G-code file is opened, beside an extension that ships with
 * VS Code and is activated in the same extension hosts. Without an editor, a sentence and no rows.
 */
export async function activationRows(folder: string): Promise<BenchRow[]> {
  const missing = lackOfEditor();
  if (missing !== undefined) {
    console.log(`activation: not measured: ${missing}`);
    return [];
  }
  const reports: ActivationReport[] = [];
  for (let host = 0; host < HOSTS; host++) {
    const report = join(folder, `activation-${host}.json`);
    const { output } = await runCommand(process.execPath, [
      'test/vscode/launch.ts',
      '--production',
      '--run',
      'test/bench/activationInHost.ts',
      '--report',
      report,
    ]);
    if (!existsSync(report)) {
      console.log(`activation: not measured: the extension host gave no figures:\n${output}`);
      return [];
    }
    reports.push(JSON.parse(readFileSync(report, 'utf8')));
  }
  const peer = 'activating CSS Language Features, which waits for its server';
  const peerMs = median(reports.map((report) => report.peerMs));
  const outside = median(reports.map((report) => report.loadAndActivateMs));
  const inside = median(reports.map((report) => report.activateMs));
  return [
    row('activation: loading and activate()', 'ms', outside, peer, peerMs),
    row('activation: activate() alone', 'ms', inside, peer, peerMs),
  ];
}

/** Why no extension host can be started, and how to get one; installs no code-server by itself. */
function lackOfEditor(): string | undefined {
  if (findEditorProgram() !== undefined) return undefined;
  if (!existsSync(codeServerEntry)) {
    return 'there is neither desktop VS Code nor code-server; run: node scripts/run.mjs installCodeServer';
  }
  try {
    ensureChromium();
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}
