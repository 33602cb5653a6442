import { writeFileSync } from 'node:fs';
import { extensions } from 'vscode';
import type { ExtensionExports } from '../../client/src/extension.ts';
import { eventually } from '../support/extensionHost.ts';

/** What one extension host measured, in milliseconds. */
export interface ActivationReport {
  /** Of the extension, from outside: loading its bundle, and `activate()`. */
  readonly loadAndActivateMs: number;
  /** Of the extension: `activate()` alone, by its own clock. */
  readonly activateMs: number;
  /** Of an extension that ships with VS Code, from outside: the same as the first. */
  readonly peerMs: number;
}

const OURS = '3dpai.3dpai';
/** A client of a language server as ours is; it waits until its server runs, ours does not. */
const PEER = 'vscode.css-language-features';
/** Activated by VS Code itself once its start is over. */
const LAST_AT_START = 'vscode.merge-conflict';

/**
 * Called by VS Code inside its extension host, where no file is open: activates the extension, then
 * the peer. Ours is first, so what the first of two pays for both counts against us.
 */
export async function run(): Promise<void> {
  const report = process.env.THREEDPAI_TEST_REPORT;
  if (report === undefined) throw new Error('THREEDPAI_TEST_REPORT must name the report file.');
  await eventually(
    () => extensions.getExtension(LAST_AT_START)?.isActive === true,
    `${LAST_AT_START} is active`,
    30_000,
  );
  const ours = await timedActivation<ExtensionExports>(OURS);
  const peer = await timedActivation(PEER);
  const measured: ActivationReport = {
    loadAndActivateMs: ours.milliseconds,
    activateMs: ours.exports.activationMilliseconds,
    peerMs: peer.milliseconds,
  };
  writeFileSync(report, JSON.stringify(measured));
}

async function timedActivation<Exports>(
  id: string,
): Promise<{ readonly milliseconds: number; readonly exports: Exports }> {
  const extension = extensions.getExtension<Exports>(id);
  if (extension === undefined) throw new Error(`VS Code does not know the extension ${id}.`);
  if (extension.isActive) throw new Error(`${id} is active already: there is nothing to measure.`);
  const startedAt = performance.now();
  const exports = await extension.activate();
  return { milliseconds: performance.now() - startedAt, exports };
}
