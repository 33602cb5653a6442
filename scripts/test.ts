// npm test [-- --tier NAME[,NAME ...]]: runs every tier of tests and ends with one line over all.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.ts';
import { ensureCodeServer } from './codeServer.ts';
import { findEditorProgram } from './desktopEditor.ts';
import { Failure, runMain } from './failure.ts';
import { temporaryFolder } from './processEnd.ts';
import { runCommand } from './runCommand.ts';
import { root } from './setup.mjs';
import {
  addTallies,
  describeTally,
  type Tally,
  tallyOfExitCode,
  tallyOfMocha,
  tallyOfVitest,
} from './tally.ts';

interface TierRun {
  readonly tally: Tally;
  /** What the tools wrote, or why nothing ran; shown unless everything passed. */
  readonly output: string;
}

const reports = temporaryFolder('reports');
let lackOfEditor: Promise<string | undefined> | undefined;

const tiers = new Map<string, () => Promise<TierRun>>([
  ['types', () => runCheck('node_modules/typescript/bin/tsc', '--build')],
  ['lint', () => runCheck('node_modules/@biomejs/biome/bin/biome', 'ci', '--colors=off')],
  ['bundle', () => runCheck('scripts/bundle.mjs')],
  ['unit', () => runVitest('vitest.config.ts')],
  ['protocol', () => runVitest('vitest.protocol.config.ts')],
  ['vscode', runInEditor],
  ['ui', runInBrowser],
]);

await runMain(async () => {
  const tallies: Tally[] = [];
  for (const name of chosenTiers()) tallies.push(await runTier(name));
  const total = addTallies(tallies);
  console.log(describeTally(total));
  return total.failed === 0 ? 0 : 1;
});

function chosenTiers(): string[] {
  const { values } = parseArgs({ options: { tier: { type: 'string' } } });
  const known = [...tiers.keys()];
  const names = values.tier?.split(',') ?? known;
  const unknown = names.find((name) => !tiers.has(name));
  if (unknown === undefined) return names;
  throw new Failure(`There is no tier "${unknown}"; there are ${known.join(', ')}.`, 2);
}

async function runTier(name: string): Promise<Tally> {
  const startedAt = performance.now();
  const { tally, output } = await (tiers.get(name)?.() ?? notRun(`no tier ${name}`));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${name.padEnd(7)} ${describeTally(tally)} (${seconds} s)`);
  if (tally.failed > 0 || tally.passed === 0) console.log(output.trim().replace(/^/gm, '  '));
  return tally;
}

/** Types, lint and bundle are one test each. */
async function runCheck(program: string, ...args: string[]): Promise<TierRun> {
  const { exitCode, output } = await runNode(program, ...args);
  return { tally: tallyOfExitCode(exitCode), output };
}

async function runVitest(config: string): Promise<TierRun> {
  const report = join(reports, `${config.replaceAll('/', '-')}.json`);
  const { exitCode, output } = await runNode(
    'node_modules/vitest/vitest.mjs',
    'run',
    `--config=${config}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  );
  return { tally: tallyOfVitest(readReport(report), exitCode), output };
}

/** Tests inside the extension host: in desktop VS Code where there is one, else in code-server. */
async function runInEditor(): Promise<TierRun> {
  const missing = findEditorProgram() === undefined ? await askForEditor() : undefined;
  if (missing !== undefined) return notRun(missing);
  const report = join(reports, 'vscode.json');
  const { exitCode, output } = await runNode('test/vscode/launch.ts', '--report', report);
  return { tally: tallyOfMocha(readReport(report), exitCode), output };
}

/** Tests of what a user sees: the packaged extension in code-server, driven by a Chromium. */
async function runInBrowser(): Promise<TierRun> {
  const missing = await askForEditor();
  return missing === undefined ? runVitest('test/ui/vitest.config.ts') : notRun(missing);
}

/** Asked by two tiers, answered once: a failing install takes minutes. */
function askForEditor(): Promise<string | undefined> {
  lackOfEditor ??= installEditor();
  return lackOfEditor;
}

/** Installs what tests in a browser need; where it cannot be had, says why and the cure. */
async function installEditor(): Promise<string | undefined> {
  try {
    ensureChromium();
    await ensureCodeServer();
    return undefined;
  } catch (error) {
    if (error instanceof Failure && error.exitCode < 128) return error.message;
    throw error;
  }
}

/** A tier that cannot run here counts as one test: skipped for a person, failed in CI. */
function notRun(reason: string): TierRun {
  const inContinuousIntegration = /^(1|true)$/i.test(process.env.CI ?? '');
  return {
    tally: inContinuousIntegration
      ? { passed: 0, failed: 1, skipped: 0 }
      : { passed: 0, failed: 0, skipped: 1 },
    output: `not run: ${reason}`,
  };
}

function runNode(program: string, ...args: string[]) {
  return runCommand(process.execPath, [join(root, program), ...args], { NO_COLOR: '1' });
}

function readReport(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
